import type { BatchHeader } from "./batch-header.ts";
import type { BatchChunk } from "./batch-intake.ts";
import { linesOf } from "./batch-report.ts";
import { type ProfileKey, toProfileKey } from "./identity.ts";
import { decodePercent } from "./percent.ts";
import { REMOVED_LINE } from "./removed-line.ts";
import { toRowText } from "./row-text.ts";
import { trimCell } from "./trim-cell.ts";

const LINE_END = Buffer.from("\n");
const COMMA = 0x2c;

/**
 * Takes the rows of a visitor out of a chunk that was not applied yet; null when there are none. A marker stays in
 * the place of each, so that lines keep their numbers and the counters of the batch still add up. Removed is whatever
 * names the visitor in its first cell, readable or not: a row that would fail must not lie in a report either.
 */
export function removeRows(
  header: BatchHeader,
  chunk: Pick<BatchChunk, "bytes" | "firstLine">,
  keys: ReadonlySet<ProfileKey>,
): { readonly bytes: Uint8Array; readonly removed: number } | null {
  const kept: Uint8Array[] = [];
  let removed = 0;
  for (const { bytes } of linesOf(chunk)) {
    const key = keyOf(header, bytes);
    const isTheirs = key !== null && keys.has(key);
    if (isTheirs) removed += 1;
    kept.push(isTheirs ? REMOVED_LINE : bytes, LINE_END);
  }
  return removed === 0 ? null : { bytes: Buffer.concat(kept), removed };
}

function keyOf({ idKind }: BatchHeader, line: Buffer): ProfileKey | null {
  const comma = line.indexOf(COMMA);
  const rawId = trimCell(toRowText(comma === -1 ? line : line.subarray(0, comma)));
  const id = decodePercent(rawId);
  if (!id.ok) return null;
  const key = toProfileKey(idKind, id.value);
  return key.ok ? key.value : null;
}
