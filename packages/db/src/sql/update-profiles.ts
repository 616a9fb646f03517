import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import { type PlannedRow, toProfileRow } from "../plan-writes.ts";
import type { Queryable } from "../pool.ts";
import { textArray, timeArray } from "./binary-arrays.ts";
import { toProfileColumns } from "./profile-rows.ts";

/**
 * Merges into profiles that exist and creates none (contract section 4 and bulk v1). Returns the places of the rows
 * that were written, from 1; one that is missing is unknown, expired, a link, or close to the size limit.
 */
const UPDATE_PROFILES = `
  UPDATE profile AS p SET
    attributes = p.attributes || u.attributes::jsonb,
    attribute_bytes = p.attribute_bytes + u.bytes,
    expires_at = u.expires_at,
    modified_at = $6::timestamptz,
    version = p.version + 1
  FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[])
    WITH ORDINALITY AS u(client_id, key, attributes, bytes, expires_at, place)
  WHERE p.client_id = u.client_id AND p.key = u.key
    AND p.merged_into IS NULL AND p.expires_at > $6::timestamptz AND p.attribute_bytes + u.bytes <= $7
  RETURNING u.place::int`;

/** Rows may belong to several clients. Returns the places in the list, from 0, of those that were written. */
export async function updateProfiles(
  connection: Queryable,
  rows: readonly PlannedRow[],
  now: Date,
): Promise<readonly number[]> {
  const { keys, attributes, bytes } = toProfileColumns(rows.map((row) => toProfileRow(row, now)));
  const clientIds = textArray(rows.map(({ write }) => write.clientId));
  const expiresAt = timeArray(rows.map(({ write }) => write.expiresAt));
  const result = await connection.query<[number]>({
    name: "update-profiles",
    text: UPDATE_PROFILES,
    values: [clientIds, keys, attributes, bytes, expiresAt, now, PROFILE_BYTES_MAX],
    rowMode: "array",
  });
  return result.rows.map(([place]) => place - 1);
}
