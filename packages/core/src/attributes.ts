/** UTF-8 bytes of all names and values of one profile. Source: contract section 5.3, U-23. */
export const PROFILE_BYTES_MAX = 64 * 1024;

/** Characters (UTF-16 code units) of an attribute's name. Source: contract section 11, U-22. */
export const ATTRIBUTE_NAME_LENGTH_MAX = 128;

/** Names that calls never write, because the service computes them (U-20). */
const RESERVED_NAMES = new Set([
  "browserTime",
  "averageDaysBetweenVisits",
  "sessionCount",
  "firstSessionStart",
  "geolocation",
  "mobile",
  "user",
  "parameter",
]);
const RESERVED_PREFIXES = ["user.", "crs.", "geolocation.", "mobile."];

export type NameRefusal = "reserved-name" | "invalid-name";

/** Why a name cannot be written; null when it can. A refused name is ignored with a warning, the rest is applied. */
export function checkAttributeName(name: string): NameRefusal | null {
  if (name === "" || name.length > ATTRIBUTE_NAME_LENGTH_MAX || name.includes("\0") || !name.isWellFormed()) {
    return "invalid-name";
  }
  const reserved = RESERVED_NAMES.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
  return reserved ? "reserved-name" : null;
}

/** An absent value: it never clears a stored one. `""` and `null` are spelled out by some exports (U-15). */
export const isEmptyValue = (raw: string): boolean => raw === "" || raw === '""' || raw === "null";

/** A value that the store can hold: anything but NUL and lone surrogates. */
export const isStorableValue = (value: string): boolean => !value.includes("\0") && value.isWellFormed();
