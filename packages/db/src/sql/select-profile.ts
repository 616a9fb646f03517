import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";
import { textArray } from "./binary-arrays.ts";

/** A row of the profile table. `attributes` is `{"name":["value",epochMillis,"origin"]}`; `merged_into` names the profile that this identity is a link to. */
export type ProfileRow = {
  readonly attributes: unknown;
  readonly merged_into: ProfileKey | null;
  readonly modified_at: Date;
  readonly expires_at: Date;
  readonly visited_at: Date | null;
};

const LOCK_PROFILE = `
  SELECT attributes, merged_into, modified_at, expires_at, visited_at FROM profile
  WHERE client_id = $1 AND key = $2 FOR UPDATE`;

/** Reads one row, expired or not, and keeps other writers away from it until the transaction ends. */
export async function lockProfile(
  connection: Queryable,
  clientId: ClientId,
  key: ProfileKey,
): Promise<ProfileRow | null> {
  const { rows } = await connection.query<ProfileRow>({
    name: "lock-profile",
    text: LOCK_PROFILE,
    values: [clientId, key],
  });
  return rows[0] ?? null;
}

/** A row as fetches need it. Times are epoch milliseconds: as texts, the driver reads them with a regular expression. */
export type StoredProfile = {
  /** JSON */
  readonly attributes: string;
  readonly mergedInto: ProfileKey | null;
  readonly modifiedAt: number;
  readonly expiresAt: number;
};

const FETCHED = `key, attributes::text, merged_into,
    (extract(epoch FROM modified_at) * 1000)::float8, (extract(epoch FROM expires_at) * 1000)::float8`;

type FetchedRow = [string, string, ProfileKey | null, number, number];

const PROFILES_OF_ONE = `
  SELECT ${FETCHED} FROM profile WHERE client_id = $1 AND key = ANY($2::text[])`;

/** Reads rows of one client by their keys, expired or not: without the join, as nearly all fetches come. */
async function selectOfOne(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
): Promise<ReadonlyMap<string, StoredProfile>> {
  const { rows } = await connection.query<FetchedRow>({
    name: "select-profiles-of-one",
    text: PROFILES_OF_ONE,
    values: [clientId, textArray(keys)],
    rowMode: "array",
  });
  return new Map(rows.map(toStored));
}

const PROFILES = `
  SELECT ${FETCHED}, client_id FROM profile
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, key) USING (client_id, key)`;

/** Reads rows by their names, expired or not, with one statement. */
export async function selectProfiles(
  connection: Queryable,
  names: readonly RowName[],
): Promise<ReadonlyMap<ClientId, ReadonlyMap<string, StoredProfile>>> {
  const keys = new Map<ClientId, Set<ProfileKey>>();
  for (const { clientId, key } of names) {
    const known = keys.get(clientId);
    if (known === undefined) keys.set(clientId, new Set([key]));
    else known.add(key);
  }
  const [[clientId, wanted] = [], ...others] = keys;
  if (clientId === undefined || wanted === undefined) return new Map();
  if (others.length === 0) return new Map([[clientId, await selectOfOne(connection, clientId, [...wanted])]]);
  const { rows } = await connection.query<[...FetchedRow, ClientId]>({
    name: "select-profiles",
    text: PROFILES,
    values: toNameArrays([...keys].flatMap(([clientId, wanted]) => [...wanted].map((key) => ({ clientId, key })))),
    rowMode: "array",
  });
  const found = new Map([...keys.keys()].map((clientId) => [clientId, new Map<string, StoredProfile>()]));
  for (const [key, attributes, mergedInto, modifiedAt, expiresAt, clientId] of rows) {
    found.get(clientId)?.set(key, { attributes, mergedInto, modifiedAt, expiresAt });
  }
  return found;
}

const toStored = ([key, attributes, mergedInto, modifiedAt, expiresAt]: FetchedRow): [string, StoredProfile] => [
  key,
  { attributes, mergedInto, modifiedAt, expiresAt },
];

/** Tells a row from all others. */
export type RowName = { readonly clientId: ClientId; readonly key: ProfileKey };

/**
 * In the order of bytes, as `planWrites` sorts keys, whatever the collation of the database. Without it a server of another
 * language would lock the rows of visits in one order and those of updates in another.
 */
const LOCK_ORDER = 'ORDER BY p.client_id COLLATE "C", p.key COLLATE "C"';

const LINKS = `
  SELECT p.client_id, p.merged_into FROM profile AS p
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, key) ON p.client_id = u.client_id AND p.key = u.key
  WHERE p.merged_into IS NOT NULL`;

/** Where those of the named rows that are links lead. */
export async function selectLinks(connection: Queryable, names: readonly RowName[]): Promise<readonly RowName[]> {
  const { rows } = await connection.query<[ClientId, ProfileKey]>({
    name: "select-links",
    text: LINKS,
    values: toNameArrays(names),
    rowMode: "array",
  });
  return rows.map(([clientId, key]) => ({ clientId, key }));
}

const LOCK_IN_ORDER = `
  SELECT 1 FROM profile AS p
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, key) ON p.client_id = u.client_id AND p.key = u.key
  ${LOCK_ORDER} FOR UPDATE OF p`;

/** Keeps other writers away from the named rows until the transaction ends; locked in the order of the primary key. */
export async function lockInOrder(connection: Queryable, names: readonly RowName[]): Promise<void> {
  await connection.query({ name: "lock-in-order", text: LOCK_IN_ORDER, values: toNameArrays(names) });
}

const toNameArrays = (names: readonly RowName[]): Buffer[] => [
  textArray(names.map(({ clientId }) => clientId)),
  textArray(names.map(({ key }) => key)),
];

const PRESENT_KEYS = `
  SELECT p.client_id, p.key FROM profile AS p
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, key) ON p.client_id = u.client_id AND p.key = u.key
  WHERE p.merged_into IS NOT NULL OR p.expires_at > $3`;

/** Which of the named rows are profiles that live, or links, as `clientId key`. */
export async function selectPresent(
  connection: Queryable,
  names: readonly RowName[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query<[string, string]>({
    name: "select-present",
    text: PRESENT_KEYS,
    values: [...toNameArrays(names), now],
    rowMode: "array",
  });
  return new Set(rows.map(([clientId, key]) => `${clientId} ${key}`));
}
