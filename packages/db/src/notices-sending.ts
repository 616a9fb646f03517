import type { ClientId } from "@silhouette/core/ids";
import { dueNotice, NOTICE_DAYS, type NoticeToSend } from "@silhouette/core/notice";
import { permissionsIn } from "@silhouette/core/permission";
import { MailPreferences, type Preferences } from "@silhouette/core/preferences";
import { AdminSettingsEditors, type OriginalSettings } from "@silhouette/core/settings";
import type pg from "pg";
import { v7 as uuid } from "uuid";
import { RoleName } from "./member-row.ts";
import {
  claimDueNotice,
  type GrantRow,
  insertNotice,
  recordAttempt,
  selectExpiringTokens,
  selectGrants,
} from "./sql/notices.ts";

/** Milliseconds that a worker may take over one notice: two time limits of a webhook and a mail server. A guess. */
const LEASE_MILLIS = 120_000;

/** Writes down the notices that are due, each once, however many workers do. @returns how many were new */
export async function giveDueNotices(pool: pg.Pool, now: Date): Promise<number> {
  let given = 0;
  for (const token of await selectExpiringTokens(pool, now, NOTICE_DAYS[0])) {
    const days = dueNotice(token, token.saidDays, now);
    if (days !== null && (await insertNotice(pool, uuid(), token, days, now))) given++;
  }
  return given;
}

/**
 * The notice that has waited longest to be sent; null when none waits. One whose token has been replaced, revoked or
 * has expired meanwhile is not sent any more: it is put aside, and the next one is looked for.
 */
export async function claimNotice(pool: pg.Pool, now: Date): Promise<NoticeToSend | null> {
  for (;;) {
    const row = await claimDueNotice(pool, now, new Date(now.getTime() + LEASE_MILLIS));
    if (row === null) return null;
    if (row.clientCode === null || row.tokenId === null || row.revokedAt !== null || row.expiresAt <= now) {
      await recordAttempt(pool, row.id, {
        mailedAt: null,
        postedAt: null,
        dueAt: null,
        lastError: null,
        mailedTo: null,
      });
      continue;
    }
    const { tokenId: id, publicId, name, expiresAt, revokedAt: _, ...notice } = row;
    return { ...notice, token: { id, publicId, name, expiresAt } };
  }
}

/** What came of an attempt. `dueAt` null: nothing is left to do, or it is given up. */
export const recordNoticeAttempt: (
  pool: pg.Pool,
  id: string,
  outcome: {
    readonly mailedAt: Date | null;
    readonly postedAt: Date | null;
    readonly dueAt: Date | null;
    readonly lastError: string | null;
    /** All those whose mail has gone out by now; null: as it was. */
    readonly mailedTo: readonly string[] | null;
  },
) => Promise<void> = recordAttempt;

export type NoticeRecipient = {
  readonly userId: string;
  readonly email: string;
  readonly preferences: Pick<Preferences, "locale" | "timeZone">;
  /** Of the client: for who has chosen nothing. */
  readonly settings: Pick<OriginalSettings, "locale" | "timeZone">;
};

/**
 * Those who may rotate the client's tokens and have a role in it; where there are none, of the Sysadmins,
 * who would otherwise get the mails of every client.
 */
export async function findNoticeRecipients(pool: pg.Pool, clientId: ClientId): Promise<readonly NoticeRecipient[]> {
  const own = new Map<string, NoticeRecipient>();
  const sysadmins = new Map<string, NoticeRecipient>();
  for (const { userId, email, editors, ...row } of await selectGrants(pool, clientId)) {
    const { workspaceId, isDefaultWorkspace } = row;
    const holder = row.clientId as ClientId | null;
    const grant = { role: RoleName.parse(row.role), clientId: holder, workspaceId, isDefaultWorkspace };
    if (!permissionsIn(clientId, [grant], AdminSettingsEditors.parse(editors)).has("token:issue")) continue;
    (holder === null ? sysadmins : own).set(userId, { userId, email, ...languageOf(row) });
  }
  return [...(own.size > 0 ? own : sysadmins).values()];
}

const languageOf = ({ clientLocale, clientTimeZone, ...row }: Omit<GrantRow, "userId" | "email" | "editors">) => ({
  preferences: MailPreferences.parse(row),
  settings: {
    ...(clientLocale === null ? {} : { locale: clientLocale }),
    ...(clientTimeZone === null ? {} : { timeZone: clientTimeZone }),
  },
});
