import type { ProfileKey } from "@silhouette/core/identity";
import type { ListedProfile, ProfileListQuery } from "@silhouette/core/profile-list";
import type { Queryable } from "../pool.ts";

/** Walks the primary key from the place on. What is no live profile is passed over. */
const LIST_PROFILES = `
  SELECT key, modified_at AS "modifiedAt", expires_at AS "expiresAt",
    (SELECT count(*) FROM jsonb_object_keys(attributes))::int AS "attributeCount"
  FROM profile
  WHERE client_id = $1 AND key > $2 AND key >= $3 AND starts_with(key, $3)
    AND merged_into IS NULL AND expires_at > $4
  ORDER BY key LIMIT $5`;

export async function listProfiles(
  connection: Queryable,
  clientId: string,
  { prefix, after, limit }: ProfileListQuery,
  now: Date,
): Promise<readonly ListedProfile[]> {
  const { rows } = await connection.query<ListedProfile & { key: ProfileKey }>({
    name: "list-profiles",
    text: LIST_PROFILES,
    values: [clientId, after ?? "", prefix, now, limit],
  });
  return rows;
}
