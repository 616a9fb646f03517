import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

export type ExpiringToken = {
  readonly id: string;
  readonly clientId: ClientId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: null;
  readonly saidDays: readonly number[];
};

/**
 * Tokens of an installation are thousands at most, and this runs every half a minute: no index is worth its writes. Those
 * of a disabled client open nothing, and its members could do nothing about them.
 */
const SELECT_EXPIRING = `
  SELECT t.id, t.client_id AS "clientId", t.created_at AS "createdAt", t.expires_at AS "expiresAt",
    NULL AS "revokedAt", ARRAY(SELECT n.days_before FROM notice AS n WHERE n.token_id = t.id) AS "saidDays"
  FROM profile_token AS t JOIN client AS c ON c.id = t.client_id AND c.disabled_at IS NULL
  WHERE t.scope = 'profile_api' AND t.revoked_at IS NULL
    AND t.expires_at > $1 AND t.expires_at <= $1::timestamptz + make_interval(days => $2)`;

/** Tokens of the Profile API that neither expired nor were revoked, and end within so many days. */
export async function selectExpiringTokens(
  connection: Queryable,
  now: Date,
  days: number,
): Promise<readonly ExpiringToken[]> {
  const { rows } = await connection.query<ExpiringToken>(SELECT_EXPIRING, [now, days]);
  return rows;
}

const INSERT_NOTICE = `
  INSERT INTO notice (id, client_id, token_id, days_before, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $5)
  ON CONFLICT (token_id, days_before) DO NOTHING`;

/** @returns whether this is the first of its kind: another worker may have been quicker. */
export async function insertNotice(
  connection: Queryable,
  id: string,
  { id: tokenId, clientId }: Pick<ExpiringToken, "id" | "clientId">,
  daysBefore: number,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await connection.query(INSERT_NOTICE, [id, clientId, tokenId, daysBefore, now]);
  return rowCount === 1;
}

export type ClaimedRow = {
  readonly id: string;
  readonly clientId: ClientId;
  readonly clientCode: string;
  readonly tokenId: string;
  readonly publicId: string;
  readonly name: string | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly daysBefore: number;
  readonly createdAt: Date;
  readonly attempts: number;
  readonly isMailed: boolean;
  readonly mailedTo: readonly string[];
  readonly isPosted: boolean;
  readonly webhookUrl: string | null;
  readonly sealedWebhookSecret: Uint8Array | null;
};

/** One statement, so that of several workers one gets the row; the others skip it without waiting. */
const CLAIM = `
  WITH next AS (
    SELECT id FROM notice
    WHERE due_at <= $1 AND client_id NOT IN (SELECT id FROM client WHERE disabled_at IS NOT NULL)
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE notice AS n SET attempts = n.attempts + 1, due_at = $2 FROM next WHERE n.id = next.id
    RETURNING n.*
  )
  SELECT n.id, n.client_id AS "clientId", c.code AS "clientCode", t.id AS "tokenId", t.public_id AS "publicId", t.name,
    t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt", n.days_before AS "daysBefore",
    n.created_at AS "createdAt", n.attempts, n.mailed_at IS NOT NULL AS "isMailed",
    COALESCE(n.mailed_to, '{}') AS "mailedTo",
    n.posted_at IS NOT NULL AS "isPosted", s.notice_webhook_url AS "webhookUrl",
    s.sealed_webhook_secret AS "sealedWebhookSecret"
  FROM claimed AS n
  LEFT JOIN profile_token AS t ON t.id = n.token_id
  LEFT JOIN client AS c ON c.id = n.client_id
  LEFT JOIN client_settings AS s ON s.client_id = n.client_id`;

/** Takes the notice that has waited longest; it is due again at `leaseEnd`, should this worker die over it. */
export async function claimDueNotice(
  connection: Queryable,
  now: Date,
  leaseEnd: Date,
): Promise<ClaimedRow | { readonly id: string; readonly clientCode: null } | null> {
  const { rows } = await connection.query<ClaimedRow>(CLAIM, [now, leaseEnd]);
  return rows[0] ?? null;
}

const RECORD = `
  UPDATE notice SET mailed_at = COALESCE(mailed_at, $2), posted_at = COALESCE(posted_at, $3), due_at = $4, last_error = $5,
    mailed_to = COALESCE($6, mailed_to)
  WHERE id = $1`;

export async function recordAttempt(
  connection: Queryable,
  id: string,
  outcome: {
    readonly mailedAt: Date | null;
    readonly postedAt: Date | null;
    readonly dueAt: Date | null;
    readonly lastError: string | null;
    /** Null: as it was. */
    readonly mailedTo: readonly string[] | null;
  },
): Promise<void> {
  const { mailedAt, postedAt, dueAt, lastError, mailedTo } = outcome;
  await connection.query(RECORD, [id, mailedAt, postedAt, dueAt, lastError, mailedTo]);
}

export type GrantRow = {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  readonly clientId: string | null;
  readonly workspaceId: string | null;
  readonly isDefaultWorkspace: boolean;
  readonly editors: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly clientLocale: string | null;
  readonly clientTimeZone: string | null;
};

/** Who has joined and was not disabled, with each role that reaches the client. */
const SELECT_GRANTS = `
  SELECT u.id AS "userId", u.email, m.role, COALESCE(w.client_id, m.client_id) AS "clientId", m.workspace_id AS "workspaceId",
    COALESCE(w.is_default, false) AS "isDefaultWorkspace", s.admin_settings_editors AS editors,
    u.locale, u.time_zone AS "timeZone",
    s.original_settings ->> 'locale' AS "clientLocale", s.original_settings ->> 'timeZone' AS "clientTimeZone"
  FROM client_settings AS s
  JOIN membership AS m ON true
  LEFT JOIN workspace AS w ON w.id = m.workspace_id
  JOIN user_account AS u ON u.id = m.user_id
  WHERE s.client_id = $1 AND u.disabled_at IS NULL AND u.joined_at IS NOT NULL
    AND (COALESCE(w.client_id, m.client_id) = $1 OR m.role = 'sysadmin')
  ORDER BY u.email`;

export async function selectGrants(connection: Queryable, clientId: ClientId): Promise<readonly GrantRow[]> {
  const { rows } = await connection.query<GrantRow>(SELECT_GRANTS, [clientId]);
  return rows;
}
