import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** A row of the profile table. `attributes` is `{"name":["value",epochMillis]}`; `merged_into` names the profile that this identity is a link to. */
export type ProfileRow = {
  readonly attributes: unknown;
  readonly merged_into: ProfileKey | null;
  readonly modified_at: Date;
  readonly expires_at: Date;
  readonly visited_at: Date | null;
};

const COLUMNS = "attributes, merged_into, modified_at, expires_at, visited_at";
const BY_KEY = `SELECT ${COLUMNS} FROM profile WHERE client_id = $1 AND key = $2`;

/** Reads one row by its primary key, expired or not. */
export const selectProfile = (connection: Queryable, clientId: ClientId, key: ProfileKey): Promise<ProfileRow | null> =>
  selectOne(connection, "select-profile", BY_KEY, clientId, key);

/** Reads one row and keeps other writers away from it until the transaction ends. */
export const lockProfile = (connection: Queryable, clientId: ClientId, key: ProfileKey): Promise<ProfileRow | null> =>
  selectOne(connection, "lock-profile", `${BY_KEY} FOR UPDATE`, clientId, key);

async function selectOne(
  connection: Queryable,
  name: string,
  text: string,
  clientId: ClientId,
  key: ProfileKey,
): Promise<ProfileRow | null> {
  const { rows } = await connection.query<ProfileRow>({ name, text, values: [clientId, key] });
  return rows[0] ?? null;
}

const PRESENT_KEYS = `
  SELECT p.client_id, p.key FROM profile AS p
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, key) ON p.client_id = u.client_id AND p.key = u.key
  WHERE p.merged_into IS NOT NULL OR p.expires_at > $3`;

/** Which of the named rows are profiles that live, or links, as `clientId key`. */
export async function selectPresent(
  connection: Queryable,
  names: readonly { clientId: ClientId; key: ProfileKey }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query<[string, string]>({
    name: "select-present",
    text: PRESENT_KEYS,
    values: [names.map(({ clientId }) => clientId), names.map(({ key }) => key), now],
    rowMode: "array",
  });
  return new Set(rows.map(([clientId, key]) => `${clientId} ${key}`));
}
