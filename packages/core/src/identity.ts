import { type Result, refuse, succeed } from "./result.ts";

/** How a caller names a visitor: by Target's id or by the customer's own. Source: contract section 10. */
export type IdKind = "tntId" | "thirdPartyId" | "marketingCloudVisitorId";

/** An identity with its name space: `pc:<tntId>`, `tp:<thirdPartyId>` or `ec:<ECID>`. The second half of a profile's primary key. */
export type ProfileKey = `pc:${string}` | `tp:${string}` | `ec:${string}`;

/** Characters (UTF-16 code units) of a tntId. Source: contract section 10. */
export const TNT_ID_LENGTH_MAX = 128;

/** Characters (UTF-16 code units) of a thirdPartyId. Source: contract section 11. */
export const THIRD_PARTY_ID_LENGTH_MAX = 256;

export type IdRefusal = "missing-id" | "invalid-id";

const LOCATION_SUFFIX = /\.\d+_\d+$/;

/** Characters (UTF-16 code units) of an ECID. Source: contract section 10. */
export const ECID_LENGTH_MAX = 128;

/** The key of a profile by the kind of id that names it. */
export type KeyOf<Kind extends IdKind> = {
  readonly tntId: `pc:${string}`;
  readonly thirdPartyId: `tp:${string}`;
  readonly marketingCloudVisitorId: `ec:${string}`;
}[Kind];

const KEYS: { readonly [Kind in IdKind]: (id: string) => KeyOf<Kind> | null } = {
  tntId: (id) => {
    const bare = id.replace(LOCATION_SUFFIX, "");
    return bare === "" || bare.length > TNT_ID_LENGTH_MAX ? null : `pc:${bare}`;
  },
  thirdPartyId: (id) =>
    id.length > THIRD_PARTY_ID_LENGTH_MAX || id.includes("+") || id.includes("/") ? null : `tp:${id}`,
  marketingCloudVisitorId: (id) => (id.length > ECID_LENGTH_MAX ? null : `ec:${id}`),
};

/**
 * Turns an id as sent into the key of its profile. The location suffix of a tntId (`.28_20`) is cut off (U-05).
 * A thirdPartyId must not contain `+` or `/` (U-38); NUL and lone surrogates cannot be stored.
 */
export function toProfileKey<Kind extends IdKind>(kind: Kind, id: string): Result<KeyOf<Kind>, IdRefusal> {
  if (id === "") return refuse("missing-id");
  if (id.includes("\0") || !id.isWellFormed()) return refuse("invalid-id");
  const key = KEYS[kind](id);
  return key === null ? refuse("invalid-id") : succeed(key);
}
