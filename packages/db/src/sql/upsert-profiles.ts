import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";
import type { ProfileColumns } from "./profile-rows.ts";

/**
 * Creates profiles of one client or merges into them, in one statement.
 *
 * An existing row is left alone when it is a link to another profile or when the bound of its size would pass the
 * limit: `applyRows` then looks at it more closely. An expired row that was not purged yet is replaced, not merged
 * into. `excluded` carries all times, so the statement is immutable.
 */
const UPSERT_PROFILES = `
  INSERT INTO profile AS p (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
  SELECT $1, u.key, u.attributes::jsonb, u.bytes, $5::timestamptz, $6::timestamptz, 1
  FROM unnest($2::text[], $3::text[], $4::int[]) AS u(key, attributes, bytes)
  ON CONFLICT (client_id, key) DO UPDATE SET
    attributes = CASE WHEN p.expires_at <= excluded.modified_at THEN excluded.attributes
                      ELSE p.attributes || excluded.attributes END,
    attribute_bytes = CASE WHEN p.expires_at <= excluded.modified_at THEN excluded.attribute_bytes
                           ELSE p.attribute_bytes + excluded.attribute_bytes END,
    tnt_id = CASE WHEN p.expires_at <= excluded.modified_at THEN NULL ELSE p.tnt_id END,
    visited_at = CASE WHEN p.expires_at <= excluded.modified_at THEN NULL ELSE p.visited_at END,
    expires_at = excluded.expires_at,
    modified_at = excluded.modified_at,
    version = p.version + 1
  WHERE p.merged_into IS NULL
    AND (p.expires_at <= excluded.modified_at OR p.attribute_bytes + excluded.attribute_bytes <= $7)`;

export type UpsertedRows = {
  readonly clientId: ClientId;
  readonly columns: ProfileColumns;
  readonly now: Date;
  readonly expiresAt: Date;
};

/** Returns how many rows were written; their names cost 2 s more for 500,000 rows. */
export async function upsertProfiles(connection: Queryable, rows: UpsertedRows): Promise<number> {
  const { rowCount } = await connection.query({
    name: "upsert-profiles",
    text: UPSERT_PROFILES,
    values: toValues(rows),
  });
  return rowCount ?? 0;
}

/** Returns the keys of the rows that were written. */
export async function upsertProfilesByName(connection: Queryable, rows: UpsertedRows): Promise<readonly string[]> {
  const result = await connection.query<[string]>({
    name: "upsert-profiles-by-name",
    text: `${UPSERT_PROFILES} RETURNING p.key`,
    values: toValues(rows),
    rowMode: "array",
  });
  return result.rows.map(([key]) => key);
}

const toValues = ({ clientId, columns: { keys, attributes, bytes }, now, expiresAt }: UpsertedRows): unknown[] => [
  clientId,
  keys,
  attributes,
  bytes,
  expiresAt,
  now,
  PROFILE_BYTES_MAX,
];
