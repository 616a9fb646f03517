import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import { type Attributes, attributesBytes } from "@silhouette/core/profile";
import type { IdentityRow } from "@silhouette/core/visit";
import type { Queryable } from "../pool.ts";
import { formatStoredAttributes, parseStoredAttributes } from "../stored-attributes.ts";

const COLUMNS = "key, merged_into, attributes, tnt_id, modified_at, expires_at";
/** In the order in which everybody locks: that of bytes, whatever the collation of the database. */
const BY_KEYS = `SELECT ${COLUMNS} FROM profile WHERE client_id = $1 AND key = ANY($2) ORDER BY key COLLATE "C"`;

/** Reads the rows of several identities, as they are committed. */
export const selectIdentities = (connection: Queryable, clientId: ClientId, keys: readonly ProfileKey[]) =>
  select(connection, "select-identities", BY_KEYS, clientId, keys);

/** Reads them and keeps other writers away until the transaction ends; always in the order of the keys. */
export const lockIdentities = (connection: Queryable, clientId: ClientId, keys: readonly ProfileKey[]) =>
  select(connection, "lock-identities", `${BY_KEYS} FOR UPDATE`, clientId, keys);

type Row = {
  key: ProfileKey;
  merged_into: ProfileKey | null;
  attributes: unknown;
  tnt_id: string | null;
  modified_at: Date;
  expires_at: Date;
};

async function select(
  connection: Queryable,
  name: string,
  text: string,
  clientId: ClientId,
  keys: readonly ProfileKey[],
): Promise<ReadonlyMap<ProfileKey, IdentityRow>> {
  const { rows } = await connection.query<Row>({ name, text, values: [clientId, keys] });
  return new Map(rows.map((row) => [row.key, toIdentityRow(row)]));
}

const toIdentityRow = (row: Row): IdentityRow => ({
  key: row.key,
  mergedInto: row.merged_into,
  attributes: parseStoredAttributes(row.attributes),
  tntId: row.tnt_id,
  modifiedAt: row.modified_at,
  expiresAt: row.expires_at,
});

/**
 * Makes a row for each identity that has none, so that there is something to lock: two first visits of one visitor
 * then wait for each other. It is expired from the start, so it stands for nothing until the visit is written.
 */
const INSERT_PLACES = `
  INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
  SELECT $1, u.key, '{}', 0, $3::timestamptz, $3::timestamptz, 0 FROM unnest($2::text[]) AS u(key)
  ORDER BY u.key COLLATE "C"
  ON CONFLICT (client_id, key) DO NOTHING`;

export async function insertPlaces(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
  now: Date,
): Promise<void> {
  await connection.query({ name: "insert-places", text: INSERT_PLACES, values: [clientId, [...keys].sort(), now] });
}

const WRITE_IDENTITIES = `
  INSERT INTO profile AS p (client_id, key, attributes, attribute_bytes, merged_into, tnt_id, modified_at, expires_at, visited_at, version)
  SELECT $1, u.key, u.attributes, u.bytes, u.merged_into, u.tnt_id, u.modified_at, $7::timestamptz, $8::timestamptz, 1
  FROM unnest($2::text[], $3::jsonb[], $4::int[], $5::text[], $6::text[], $9::timestamptz[])
    AS u(key, attributes, bytes, merged_into, tnt_id, modified_at)
  ON CONFLICT (client_id, key) DO UPDATE SET
    attributes = excluded.attributes, attribute_bytes = excluded.attribute_bytes, merged_into = excluded.merged_into,
    tnt_id = excluded.tnt_id, modified_at = excluded.modified_at, expires_at = excluded.expires_at,
    visited_at = excluded.visited_at, version = p.version + 1`;

/** Writes the profile of a visit and the links to it, all of them locked by the caller or new. */
export async function writeIdentities(
  connection: Queryable,
  clientId: ClientId,
  rows: readonly {
    key: ProfileKey;
    attributes: Attributes;
    mergedInto: ProfileKey | null;
    tntId: string | null;
    modifiedAt: Date;
  }[],
  times: { expiresAt: Date; visitedAt: Date },
): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  await connection.query({
    name: "write-identities",
    text: WRITE_IDENTITIES,
    values: [
      clientId,
      sorted.map((row) => row.key),
      sorted.map((row) => formatStoredAttributes(row.attributes)),
      sorted.map((row) => attributesBytes(row.attributes)),
      sorted.map((row) => row.mergedInto),
      sorted.map((row) => row.tntId),
      times.expiresAt,
      times.visitedAt,
      sorted.map((row) => row.modifiedAt),
    ],
  });
}
