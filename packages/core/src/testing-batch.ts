import type { BatchRefusal, RowResult } from "./batch.ts";
import type { BatchHeader } from "./batch-header.ts";
import { type BatchChunk, BatchIntake, type BatchSummary } from "./batch-intake.ts";
import { type BatchRow, parseRows } from "./batch-rows.ts";

/** What intake and parser make of a body, for tests. */
export type BatchReading =
  | { readonly ok: false; readonly refusal: BatchRefusal }
  | {
      readonly ok: true;
      readonly header: BatchHeader;
      readonly warnings: readonly RowResult[];
      readonly rows: readonly BatchRow[];
      readonly chunks: readonly BatchChunk[];
      readonly summary: BatchSummary;
    };

/** Sends the pieces of a body through intake and parser, as an upload and a worker do. */
export function readBatch(pieces: Iterable<Uint8Array>): BatchReading {
  const intake = new BatchIntake();
  const chunks: BatchChunk[] = [];
  for (const piece of pieces) chunks.push(...intake.push(piece));
  const finished = intake.finish();
  if (!finished.ok) return finished;
  chunks.push(...finished.value.chunks);
  if (intake.header === null) throw new Error("an accepted batch has a header");
  const { header, warnings } = intake.header;
  const rows = chunks.flatMap((chunk) => [...parseRows(header, chunk)]);
  return { ok: true, header, warnings, rows, chunks, summary: finished.value.summary };
}

/** Cuts bytes at the given places, taken modulo the length, in any order and with repetitions: some pieces are empty. */
export function splitBytes(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other);
  return [...places, bytes.length].map((end, index) => bytes.slice(places[index - 1] ?? 0, end));
}
