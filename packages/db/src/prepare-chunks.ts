import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { RowResult } from "@silhouette/core/batch";
import type { BatchHeader } from "@silhouette/core/batch-header";
import { type BatchRow, parseRows, type RowChange } from "@silhouette/core/batch-rows";
import type { Clock } from "@silhouette/core/clock";
import { ChunkRows, type PlannedChunk } from "./chunk-rows.ts";
import type { Queryable } from "./pool.ts";
import { type PendingBatch, selectChunk } from "./sql/batch-progress.ts";

const decompress = promisify(inflateRaw);

/** Rows that are parsed before other work gets its turn: about 1 ms. */
const ROWS_PER_TURN = 250;

/** A chunk as it was when its batch had this revision, ready to be written. */
export type PreparedChunk = {
  readonly revision: number;
  readonly header: BatchHeader;
  readonly firstLine: number;
  readonly bytes: Uint8Array;
  /** What its writes are stamped with: some tens of milliseconds before they are sent. */
  readonly now: Date;
  /** Rows that cannot be applied. */
  readonly failed: readonly RowResult[];
  /** Rows to write. */
  readonly writes: number;
  /** Rows without a value. */
  readonly untouched: number;
  readonly planned: PlannedChunk;
};

/** Which chunk, and by what it is read. */
export type ChunkRequest = {
  readonly batch: PendingBatch;
  readonly header: BatchHeader;
  readonly position: number;
  readonly now: Clock;
  /** Parsing takes the processor: it is put off until the statement under way is on its way to Postgres. */
  readonly mayParse: Promise<void>;
};

/**
 * Reads a chunk and does all of the work on it that needs no transaction. Null when there is no such chunk any more:
 * another worker has applied it.
 */
export async function prepareChunk(
  connection: Queryable,
  { batch, header, position, now: clock, mayParse }: ChunkRequest,
): Promise<PreparedChunk | null> {
  if (position >= batch.chunk_count) return null;
  const stored = await selectChunk(connection, batch.id, position);
  if (stored === null) return null;
  const { revision, firstLine } = stored;
  const bytes = await decompress(stored.body);
  await mayParse;
  const now = clock();
  const rows = new ChunkRows(now);
  const failed: RowResult[] = [];
  let [parsed, writes, untouched] = [0, 0, 0];
  for (const row of parseRows(header, { bytes, firstLine })) {
    parsed += 1;
    if (parsed % ROWS_PER_TURN === 0) await nextTurn();
    if (!row.result.ok) {
      failed.push({ line: row.line, outcome: "failed", profileId: row.id, ...row.result.refusal });
    } else if (row.result.value.change.size === 0) {
      untouched += 1;
    } else {
      writes += 1;
      rows.add(row.result.value.key, row.result.value.change);
    }
  }
  return { revision, header, firstLine, bytes, now, failed, writes, untouched, planned: rows.finish() };
}

/** A row that can be applied. */
export type SoundRow = Pick<BatchRow, "line" | "id"> & RowChange;

/** The rows of a chunk once more, for what the one statement for all leaves open: those to write, and those without a value. */
export function readRows(chunk: PreparedChunk): {
  readonly writes: readonly SoundRow[];
  readonly untouched: readonly SoundRow[];
} {
  const sound = [...parseRows(chunk.header, chunk)].flatMap(({ line, id, result }) =>
    result.ok ? [{ line, id, ...result.value }] : [],
  );
  return {
    writes: sound.filter(({ change }) => change.size > 0),
    untouched: sound.filter(({ change }) => change.size === 0),
  };
}
