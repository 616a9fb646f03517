import type { Queryable } from "../pool.ts";
import { type ProfileRows, UNNEST_ROWS } from "./profile-rows.ts";

/**
 * Creates profiles or merges into them, in one statement. Returns the keys that were written.
 *
 * An existing row is left alone, and missing from the answer, when it is a link to another profile or when the bound
 * of its size would pass the limit: `writeProfiles` then looks at it more closely. An expired row that was not purged
 * yet is replaced, not merged into. `excluded` carries all times, so the statement is immutable.
 */
const UPSERT_PROFILES = `
  INSERT INTO profile AS p (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
  SELECT u.client_id, u.key, u.attributes, u.bytes, u.expires_at, $6::timestamptz, 1
  FROM ${UNNEST_ROWS}
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
    AND (p.expires_at <= excluded.modified_at OR p.attribute_bytes + excluded.attribute_bytes <= $7)
  RETURNING p.client_id, p.key`;

export async function upsertProfiles(connection: Queryable, rows: ProfileRows): Promise<readonly [string, string][]> {
  const result = await connection.query<[string, string]>({
    name: "upsert-profiles",
    text: UPSERT_PROFILES,
    values: [...rows],
    rowMode: "array",
  });
  return result.rows;
}
