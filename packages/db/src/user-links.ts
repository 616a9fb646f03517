import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Member } from "@silhouette/core/control-plane";
import { EmailAddress } from "@silhouette/core/email";
import { PersonName } from "@silhouette/core/member";
import { mayManageAccount } from "@silhouette/core/member-rules";
import type { PasswordFactors } from "@silhouette/core/password";
import { MailPreferences } from "@silhouette/core/preferences";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { resetRequestLimits } from "@silhouette/core/sign-in";
import { hashSecret } from "@silhouette/core/token";
import {
  type IssuedLink,
  isLinkOpen,
  linkEnd,
  type UserLinkKind,
  type UserLinkRefusal,
  type UserLinkStore,
} from "@silhouette/core/user-link";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockInstallation } from "./installation-lock.ts";
import { findAccount } from "./member-listing.ts";
import { MEMBER, toMember } from "./member-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { createSecret, hashChosenSecret } from "./secrets.ts";
import { endSessions } from "./sessions.ts";
import { countAttempt, toThrottleLimit } from "./sign-in-throttle.ts";

/** Whoever has forgotten a password is not signed in: nobody known asks. */
const FORGETFUL: AuditEvent["actor"] = { kind: "system", id: "forgotten-password", name: "forgotten password" };

const RECIPIENT = {
  id: true,
  email: true,
  name: true,
  locale: true,
  timeZone: true,
  disabledAt: true,
  joinedAt: true,
  passwordHash: true,
  totpConfirmedAt: true,
} as const;

export function createUserLinkStore(prisma: Database): UserLinkStore {
  return {
    create: (kind, userId, by, origin, now) =>
      prisma.$transaction(async (transaction) => {
        // Roles that are given meanwhile would be in the link's reach too: one change of members at a time.
        await lockInstallation(transaction);
        const row = await transaction.user.findUnique({ where: { id: userId }, select: RECIPIENT });
        const refusal = row === null ? "unknown-member" : refusalOf(row, kind);
        if (row === null || refusal !== null) return refuse(refusal ?? "unknown-member");
        const account = await findAccount(transaction, row.email);
        if (account === null || !mayManageAccount(by, account.held)) return refuse("beyond-reach");
        return succeed(await insertLink(transaction, kind, row, by, origin, now));
      }),

    async createForgotten(given, origin, now) {
      const email = EmailAddress.safeParse(given);
      if (!email.success) return null;
      const attempt = { account: email.data, address: origin.address };
      if ((await countAttempt(prisma, resetRequestLimits(attempt).map(toThrottleLimit), now)) !== "open") return null;
      return prisma.$transaction(async (transaction) => {
        const row = await transaction.user.findUnique({ where: { email: email.data }, select: RECIPIENT });
        // Who has no password signs in at the provider: a mailbox alone must not become a second way in.
        if (row === null || row.passwordHash === null || refusalOf(row, "password-reset") !== null) return null;
        return insertLink(transaction, "password-reset", row, FORGETFUL, origin, now);
      });
    },

    async find(kind, code, now) {
      const found = await findOpen(prisma, kind, code, now);
      if (found === null) return null;
      const { email, name, totpConfirmedAt } = found.user;
      const factors: PasswordFactors = totpConfirmedAt === null ? "password-alone" : "with-second-factor";
      return { email, name, factors, expiresAt: found.expiresAt };
    },

    async acceptInvitation(code, { name, password }, origin, now) {
      const change = { name: PersonName.parse(name), joinedAt: now };
      return useLink("invitation", code, { password, change }, origin, now);
    },

    resetPassword: (code, password, origin, now) =>
      useLink("password-reset", code, { password, change: {} }, origin, now),
  };

  async function useLink(
    kind: UserLinkKind,
    code: string,
    { password, change }: { readonly password: string; readonly change: { name?: string; joinedAt?: Date } },
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Member, "invalid-link">> {
    // Asked first without a transaction, so that guessing codes does not buy the work of hashing a password.
    if ((await findOpen(prisma, kind, code, now)) === null) return refuse("invalid-link");
    const passwordHash = await hashChosenSecret(password);
    return prisma.$transaction(async (transaction) => {
      const used = await transaction.userLink.updateManyAndReturn({
        where: { kind, secretHash: storedHash(code), usedAt: null, revokedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
        select: { user: { select: RECIPIENT } },
      });
      const user = used[0]?.user;
      if (user === undefined || refusalOf(user, kind) !== null) return refuse("invalid-link");
      const actor = { kind: "member", id: user.id, name: user.email } as const;
      await revokeLinks(transaction, user.id, null, now);
      const row = await transaction.user.update({
        where: { id: user.id },
        data: { ...change, passwordHash, passwordChangedAt: now },
        select: MEMBER,
      });
      const event = { clientId: null, actor, target: user.id, origin };
      await appendAudit(transaction, { ...event, action: "link.used", detail: { kind } }, now);
      if (kind === "password-reset") {
        await appendAudit(transaction, { ...event, action: "password.reset", detail: {} }, now);
        await endSessions(transaction, { userId: user.id, exceptId: null }, actor, origin, now);
      }
      return succeed(toMember(row));
    });
  }
}

type Recipient = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly disabledAt: Date | null;
  readonly joinedAt: Date | null;
};

/** Why somebody can have no link of this kind; null when they can. */
function refusalOf({ disabledAt, joinedAt }: Recipient, kind: UserLinkKind): UserLinkRefusal | null {
  if (disabledAt !== null) return "disabled";
  if (kind === "invitation") return joinedAt === null ? null : "not-invited";
  return joinedAt === null ? "not-joined" : null;
}

async function insertLink(
  transaction: Transaction,
  kind: UserLinkKind,
  { id: userId, email, name, ...row }: Recipient,
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<IssuedLink> {
  await revokeLinks(transaction, userId, kind, now);
  const code = createSecret();
  const expiresAt = linkEnd(kind, now);
  await transaction.userLink.create({
    data: { id: uuid(), userId, kind, secretHash: storedHash(code), createdAt: now, createdBy: by.name, expiresAt },
    select: { id: true },
  });
  const detail = { kind, email, expiresAt };
  const event = { clientId: null, actor: by, action: "link.created", target: userId, detail, origin } as const;
  await appendAudit(transaction, event, now);
  const preferences = MailPreferences.parse(row);
  return { kind, code, expiresAt, recipient: { email, name, preferences } };
}

/** Ends the open links of a member; `kind` null ends those of every kind. */
async function revokeLinks(transaction: Transaction, userId: string, kind: UserLinkKind | null, now: Date) {
  const where = { userId, usedAt: null, revokedAt: null, ...(kind === null ? {} : { kind }) };
  await transaction.userLink.updateMany({ where, data: { revokedAt: now } });
}

async function findOpen(database: Transaction, kind: UserLinkKind, code: string, now: Date) {
  const row = await database.userLink.findUnique({
    where: { secretHash: storedHash(code), kind },
    select: { expiresAt: true, usedAt: true, revokedAt: true, user: { select: RECIPIENT } },
  });
  return row !== null && isLinkOpen(row, now) && refusalOf(row.user, kind) === null ? row : null;
}

/** The driver wants bytes that own their buffer. */
const storedHash = (code: string) => new Uint8Array(hashSecret(code));
