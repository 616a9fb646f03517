import "server-only";
import { createHash } from "node:crypto";

/** The strong entity tag of a representation as JSON (RFC 9110, section 8.8.3): SHA-256, of which 128 bits are kept. */
export function entityTagOf(representation: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(representation)).digest();
  return `"${hash.subarray(0, 16).toString("base64url")}"`;
}

/** Whether `If-Match` holds: absent, `*`, or one of its tags is this one. Weak tags never match (RFC 9110, section 13.1.1). */
export const isMatch = (header: string | null, tag: string): boolean =>
  header === null || header.trim() === "*" || tagsOf(header).includes(tag);

/** Whether `If-None-Match` holds: absent, or none of its tags is this one, weak or strong (RFC 9110, section 13.1.2). */
export const isNoneMatch = (header: string | null, tag: string): boolean =>
  header === null || !(header.trim() === "*" || tagsOf(header).some((known) => known.replace(/^W\//, "") === tag));

const tagsOf = (header: string): readonly string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];
