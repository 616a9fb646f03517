import type { Attribute, Attributes } from "@silhouette/core/profile";

/**
 * Reads the JSON column of a profile: `{"name":["value",epochMillis]}`; what may follow the time in a later version
 * is left aside. Throws for anything else, which only a hand in the database can have written.
 */
export function parseStoredAttributes(stored: unknown): Attributes {
  if (typeof stored !== "object" || stored === null) throw new TypeError("Stored attributes are not an object");
  return new Map(Object.entries(stored).map(([name, entry]) => [name, parseEntry(name, entry)]));
}

/** The same form, as text. An own property is made for each name, so `__proto__` is stored like any other. */
export const formatStoredAttributes = (attributes: Attributes): string =>
  JSON.stringify(
    Object.fromEntries([...attributes].map(([name, { value, modifiedAt }]) => [name, [value, modifiedAt]])),
  );

function parseEntry(name: string, entry: unknown): Attribute {
  const [value, modifiedAt]: readonly unknown[] = Array.isArray(entry) ? entry : [];
  if (typeof value !== "string" || typeof modifiedAt !== "number") {
    throw new TypeError(`The stored attribute ${JSON.stringify(name)} is not [value, epochMillis]`);
  }
  return { value, modifiedAt };
}
