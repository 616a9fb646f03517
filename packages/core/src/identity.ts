import { type Result, refuse, succeed } from "./result.ts";

/** How a caller names a visitor: by Target's id or by the customer's own. Source: contract section 10. */
export type IdKind = "tntId" | "thirdPartyId";

/** An identity with its name space: `pc:<tntId>` or `tp:<thirdPartyId>`. The second half of a profile's primary key. */
export type ProfileKey = `pc:${string}` | `tp:${string}` | `ec:${string}`;

/** Characters (UTF-16 code units) of a tntId. Source: contract section 10. */
export const TNT_ID_LENGTH_MAX = 128;

/** Characters (UTF-16 code units) of a thirdPartyId. Source: contract section 11. */
export const THIRD_PARTY_ID_LENGTH_MAX = 256;

export type IdRefusal = "missing-id" | "invalid-id";

const LOCATION_SUFFIX = /\.\d+_\d+$/;

/**
 * Turns an id as sent into the key of its profile. The location suffix of a tntId (`.28_20`) is cut off (U-05).
 * A thirdPartyId must not contain `+` or `/` (U-38); NUL and lone surrogates cannot be stored.
 */
export function toProfileKey(kind: IdKind, id: string): Result<ProfileKey, IdRefusal> {
  if (id === "") return refuse("missing-id");
  if (id.includes("\0") || !id.isWellFormed()) return refuse("invalid-id");
  if (kind === "thirdPartyId") {
    if (id.length > THIRD_PARTY_ID_LENGTH_MAX || id.includes("+") || id.includes("/")) return refuse("invalid-id");
    return succeed<ProfileKey>(`tp:${id}`);
  }
  const bare = id.replace(LOCATION_SUFFIX, "");
  if (bare === "" || bare.length > TNT_ID_LENGTH_MAX) return refuse("invalid-id");
  return succeed<ProfileKey>(`pc:${bare}`);
}
