import type { Queryable } from "../pool.ts";
import { type ProfileRows, UNNEST_ROWS } from "./profile-rows.ts";

/**
 * Merges into profiles that exist and creates none (contract section 4 and bulk v1). Returns the keys that were
 * written; what is missing from the answer is unknown, expired, a link, or close to the size limit.
 */
const UPDATE_PROFILES = `
  UPDATE profile AS p SET
    attributes = p.attributes || u.attributes,
    attribute_bytes = p.attribute_bytes + u.bytes,
    expires_at = u.expires_at,
    modified_at = $6::timestamptz,
    version = p.version + 1
  FROM ${UNNEST_ROWS}
  WHERE p.client_id = u.client_id AND p.key = u.key
    AND p.merged_into IS NULL AND p.expires_at > $6::timestamptz AND p.attribute_bytes + u.bytes <= $7
  RETURNING p.client_id, p.key`;

export async function updateProfiles(connection: Queryable, rows: ProfileRows): Promise<readonly [string, string][]> {
  const result = await connection.query<[string, string]>({
    name: "update-profiles",
    text: UPDATE_PROFILES,
    values: [...rows],
    rowMode: "array",
  });
  return result.rows;
}
