import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import { type Attributes, attributesBytes } from "@silhouette/core/profile";
import type { Queryable } from "../pool.ts";
import { formatStoredAttributes } from "../stored-attributes.ts";

const REPLACE_ATTRIBUTES = `
  UPDATE profile
  SET attributes = $3::jsonb, attribute_bytes = $4, modified_at = $5, expires_at = $6, merged_into = NULL,
    tnt_id = CASE WHEN $7 THEN NULL ELSE tnt_id END, visited_at = CASE WHEN $7 THEN NULL ELSE visited_at END,
    version = version + 1
  WHERE client_id = $1 AND key = $2`;

/** Writes the whole of a row that the caller has locked: a profile, with its exact size, whatever it was before. */
export async function replaceAttributes(
  connection: Queryable,
  row: {
    clientId: ClientId;
    key: ProfileKey;
    attributes: Attributes;
    modifiedAt: Date;
    expiresAt: Date;
    /** True for a profile that begins anew in a row that stood for something else, or for nothing. */
    isNew: boolean;
  },
): Promise<void> {
  const { clientId, key, attributes, modifiedAt, expiresAt, isNew } = row;
  await connection.query({
    name: "replace-attributes",
    text: REPLACE_ATTRIBUTES,
    values: [
      clientId,
      key,
      formatStoredAttributes(attributes),
      attributesBytes(attributes),
      modifiedAt,
      expiresAt,
      isNew,
    ],
  });
}
