import type { BatchHeader } from "./batch-header.ts";
import { changeBytes, type ProfileChange } from "./profile.ts";

/**
 * Bytes of JSON that a worker makes of a batch at once, at most: about as much as ten usual chunks. Stored rows repeat
 * every name, so chunks of few bytes with long names become many times as much.
 */
export const STEP_JSON_BYTES_MAX = 4 * 1024 * 1024;

/** What stands around a stored value, beside its quoted name: `:["",1772442927411,"b"],`. */
const ENTRY_BYTES = 24;
/** Bytes of a row that a filled cell takes at least: its comma and a character. */
const CELL_BYTES_MIN = 2;

/**
 * Bytes of JSON that rows of a batch can become, whatever is in them; escapes in values are left out of account.
 * @returns a function of the rows' number and their bytes as sent
 */
export function jsonBytesOf({ columns }: Pick<BatchHeader, "columns">): (rows: number, bytes: number) => number {
  const sizes = columns.flatMap((name) => (name === null ? [] : [quotedBytes(name) + ENTRY_BYTES]));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const longest = sizes.reduce((most, size) => Math.max(most, size), 0);
  return (rows, bytes) => bytes + Math.min(rows * all, (bytes / CELL_BYTES_MIN) * longest);
}

/** About the bytes of a change as JSON. */
export const changeJsonBytes = (change: ProfileChange): number => changeBytes(change) + change.size * (ENTRY_BYTES + 2);

const quotedBytes = (name: string): number => Buffer.byteLength(JSON.stringify(name));
