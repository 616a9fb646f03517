import type { Attribute, AttributeOrigin, Attributes } from "@silhouette/core/profile";

/** Origins as they are stored, a letter each: they stand beside every attribute of every profile. */
export const ORIGIN_CODES: Readonly<Record<AttributeOrigin, string>> = {
  update: "u",
  batch: "b",
  visit: "v",
  console: "c",
};
const ORIGINS = new Map(Object.entries(ORIGIN_CODES).map(([origin, code]) => [code, origin as AttributeOrigin]));

/** A row that holds what no writer writes: only a hand in the database can have. It concerns one visitor alone. */
export class UnreadableProfile extends Error {
  override readonly name = "UnreadableProfile";
}

/**
 * Reads the JSON column of a profile: `{"name":["value",epochMillis,"origin"]}`. The origin may be missing, or be one
 * that only a later version knows; what follows it is left aside. Throws
 * `UnreadableProfile` for anything else.
 */
export function parseStoredAttributes(stored: unknown): Attributes {
  if (typeof stored !== "object" || stored === null) throw new UnreadableProfile("Stored attributes are not an object");
  return new Map(Object.entries(stored).map(([name, entry]) => [name, parseEntry(name, entry)]));
}

/** The same form, as text. An own property is made for each name, so `__proto__` is stored like any other. */
export const formatStoredAttributes = (attributes: Attributes): string =>
  JSON.stringify(
    Object.fromEntries(
      [...attributes].map(([name, { value, modifiedAt, origin }]) => [
        name,
        origin === undefined ? [value, modifiedAt] : [value, modifiedAt, ORIGIN_CODES[origin]],
      ]),
    ),
  );

function parseEntry(name: string, entry: unknown): Attribute {
  const [value, modifiedAt, code]: readonly unknown[] = Array.isArray(entry) ? entry : [];
  if (typeof value !== "string" || typeof modifiedAt !== "number") {
    throw new UnreadableProfile(`The stored attribute ${JSON.stringify(name)} is not [value, epochMillis]`);
  }
  const origin = typeof code === "string" ? ORIGINS.get(code) : undefined;
  return origin === undefined ? { value, modifiedAt } : { value, modifiedAt, origin };
}
