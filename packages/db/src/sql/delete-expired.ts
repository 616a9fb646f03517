import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** Where in the primary key a walk has come to. */
export type ProfileName = { readonly clientId: ClientId; readonly key: ProfileKey };

/** What the purge has to know of a row: `target` is the identity it is a link to, null for a profile. */
export type LifeRow = ProfileName & { readonly target: ProfileKey | null; readonly isExpired: boolean };

/** Most links come before what they lead to: in the order of keys `ec:` stands before `pc:`, and that before `tp:`. */
const NEXT_ROWS = `
  SELECT client_id AS "clientId", key, merged_into AS target, expires_at <= $3 AS "isExpired" FROM profile
  WHERE (client_id, key) > ($1, $2) ORDER BY client_id, key LIMIT $4`;

/** Reads a range of the primary key, without a lock. */
export async function selectNextRows(
  connection: Queryable,
  after: { clientId: string; key: string },
  expiredBefore: Date,
  limit: number,
): Promise<readonly LifeRow[]> {
  const values = [after.clientId, after.key, expiredBefore, limit];
  const { rows } = await connection.query<LifeRow>({ name: "select-next-rows", text: NEXT_ROWS, values });
  return rows;
}

const ROWS_BY_KEY = `
  SELECT client_id AS "clientId", key, merged_into AS target, expires_at <= $3 AS "isExpired" FROM profile
  WHERE client_id = $1 AND key = ANY($2)`;

/** Reads rows by their keys, without a lock. */
export async function selectLives(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
  expiredBefore: Date,
): Promise<readonly LifeRow[]> {
  const { rows } = await connection.query<LifeRow>(ROWS_BY_KEY, [clientId, keys, expiredBefore]);
  return rows;
}

const LOCK_ROW = `
  SELECT client_id AS "clientId", key, merged_into AS target, expires_at <= $3 AS "isExpired" FROM profile
  WHERE client_id = $1 AND key = $2 FOR UPDATE`;

/** Reads one row and keeps writers away from it until the transaction ends. Null when there is none. */
export async function lockLife(
  connection: Queryable,
  clientId: ClientId,
  key: ProfileKey,
  expiredBefore: Date,
): Promise<LifeRow | null> {
  const { rows } = await connection.query<LifeRow>({
    name: "lock-life",
    text: LOCK_ROW,
    values: [clientId, key, expiredBefore],
  });
  return rows[0] ?? null;
}

/** Asks again for everything that made the row one to remove: one that was renewed or linked meanwhile survives. */
const DELETE_EXPIRED = `
  DELETE FROM profile WHERE client_id = $1 AND key = ANY($2) AND merged_into IS NULL AND expires_at <= $3`;

/** Removes those of the named rows that are expired profiles; returns their number. */
export async function deleteExpired(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
  expiredBefore: Date,
): Promise<number> {
  const values = [clientId, keys, expiredBefore];
  const { rowCount } = await connection.query({ name: "delete-expired", text: DELETE_EXPIRED, values });
  return rowCount ?? 0;
}

const DELETE_LINK = "DELETE FROM profile WHERE client_id = $1 AND key = $2 AND merged_into IS NOT NULL";

/** Removes a link that the caller has locked. */
export async function deleteLink(connection: Queryable, clientId: ClientId, key: ProfileKey): Promise<void> {
  await connection.query({ name: "delete-link", text: DELETE_LINK, values: [clientId, key] });
}
