import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileChange, ProfileWrite } from "@silhouette/core/profile";

/** Rows of a multi-row statement, one array per column: the text of the statement does not depend on their number. */
export type ProfileRows = readonly [
  clientIds: readonly string[],
  keys: readonly string[],
  attributes: readonly string[],
  bytes: readonly number[],
  expiresAt: readonly Date[],
  modifiedAt: Date,
  bytesMax: number,
];

/** The columns that both hot statements unnest. */
export const UNNEST_ROWS =
  "unnest($1::text[], $2::text[], $3::jsonb[], $4::int[], $5::timestamptz[]) AS u(client_id, key, attributes, bytes, expires_at)";

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
    sorted.map((write) => toAttributesJson(write.change, now.getTime())),
    sorted.map((write) => write.bytes),
    sorted.map((write) => write.expiresAt),
    now,
    PROFILE_BYTES_MAX,
  ];
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
