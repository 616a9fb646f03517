import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileChange, ProfileWrite } from "@silhouette/core/profile";

/** Rows of a multi-row statement, one array per column: the text of the statement does not depend on their number. */
export type ProfileRows = readonly [
  clientIds: readonly string[],
  keys: readonly string[],
  /** JSON texts in one, because a driver would escape every quote of theirs in an array. */
  attributes: string,
  bytes: readonly number[],
  expiresAt: readonly string[],
  modifiedAt: Date,
  bytesMax: number,
];

/** The columns that both hot statements unnest. */
export const UNNEST_ROWS = `unnest($1::text[], $2::text[], string_to_array($3, E'\\x1e')::jsonb[], $4::int[], $5::timestamptz[])
    AS u(client_id, key, attributes, bytes, expires_at)`;

/** Stands between JSON texts; within them it is always escaped (RFC 8259, section 7). */
const SEPARATOR = "\u001e";

/** A write with the UTF-8 bytes of its names and values. */
export type SizedWrite = ProfileWrite & { readonly bytes: number };

/**
 * Turns writes into the columns of a statement. Each profile stands in it once, and in one order for all statements:
 * two of them that lock the same rows never wait for each other in a circle.
 */
export function toProfileRows(writes: readonly SizedWrite[], now: Date): ProfileRows {
  const sorted = [...writes].sort(compareWrites);
  return [
    sorted.map((write) => write.clientId),
    sorted.map((write) => write.key),
    sorted.map((write) => toAttributesJson(write.change, now.getTime())).join(SEPARATOR),
    sorted.map((write) => write.bytes),
    toTexts(sorted.map((write) => write.expiresAt)),
    now,
    PROFILE_BYTES_MAX,
  ];
}

/** Times as text. All rows of a batch share one time, so it is formatted once. */
function toTexts(times: readonly Date[]): readonly string[] {
  const texts = new Map<Date, string>();
  return times.map((time) => {
    const known = texts.get(time);
    if (known !== undefined) return known;
    const text = time.toISOString();
    texts.set(time, text);
    return text;
  });
}

const compareWrites = (a: ProfileWrite, b: ProfileWrite): number =>
  a.clientId < b.clientId ? -1 : a.clientId > b.clientId ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;

/** A change as it is stored: `{"name":["value",epochMillis]}`, so that `stored || change` merges attribute by attribute. */
function toAttributesJson(change: ProfileChange, epochMillis: number): string {
  let json = "";
  for (const [name, value] of change) {
    json += `${json === "" ? "{" : ","}${JSON.stringify(name)}:[${JSON.stringify(value)},${epochMillis}]`;
  }
  return json === "" ? "{}" : `${json}}`;
}
