import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { RowResult } from "@silhouette/core/batch";
import type { BatchHeader } from "@silhouette/core/batch-header";
import type { BatchChunk } from "@silhouette/core/batch-intake";
import { type BatchRow, parseRows, type RowChange } from "@silhouette/core/batch-rows";
import type { Clock } from "@silhouette/core/clock";
import { type BatchPace, TURN_ROWS } from "./batch-pace.ts";
import { ChunkRows, type PlannedRows } from "./chunk-rows.ts";
import type { Queryable } from "./pool.ts";
import { type ChunkRange, type PendingBatch, selectChunks } from "./sql/batch-progress.ts";

const decompress = promisify(inflateRaw);

/** Chunks that follow each other, as they were when their batch had this revision, ready to be written. */
export type PreparedChunks = {
  readonly range: ChunkRange;
  readonly revision: number;
  readonly header: BatchHeader;
  readonly chunks: readonly Lines[];
  /** What their writes are stamped with: some tens of milliseconds before they are sent. */
  readonly now: Date;
  /** Rows that cannot be applied. */
  readonly failed: readonly RowResult[];
  /** Rows to write. */
  readonly writes: number;
  /** Rows without a value. */
  readonly untouched: number;
  readonly planned: PlannedRows;
};

/** The lines of a chunk. Blank ones may be missing between two chunks. */
type Lines = Pick<BatchChunk, "bytes" | "firstLine">;

/** Which chunks, and by what they are read. */
export type ChunksRequest = {
  readonly batch: PendingBatch;
  readonly header: BatchHeader;
  readonly range: ChunkRange;
  readonly pace: Pick<BatchPace, "statementRowsMax" | "statementBytesMax" | "pause">;
  readonly now: Clock;
  /** Parsing takes the processor: it is put off until then. */
  readonly mayParse: Promise<void>;
};

/**
 * Reads chunks and does all of the work on them that needs no transaction. Null when they are not there any more:
 * another worker has applied them.
 */
export async function prepareChunks(
  connection: Queryable,
  { batch, header, range, pace, now: clock, mayParse }: ChunksRequest,
): Promise<PreparedChunks | null> {
  const stored = await selectChunks(connection, batch.id, range);
  const [first] = stored;
  if (first === undefined || stored.length < range.count) return null;
  const { revision } = first;
  const chunks: Lines[] = [];
  for (const { firstLine, body } of stored) chunks.push({ firstLine, bytes: await decompress(body) });
  await mayParse;
  const now = clock();
  const rows = new ChunkRows(now);
  const failed: RowResult[] = [];
  let [parsed, writes, untouched] = [0, 0, 0];
  for (const row of parseAll(header, chunks)) {
    parsed += 1;
    if (parsed % TURN_ROWS === 0) await pace.pause();
    if (!row.result.ok) {
      failed.push({ line: row.line, outcome: "failed", profileId: row.id, ...row.result.refusal });
    } else if (row.result.value.change.size === 0) {
      untouched += 1;
    } else {
      writes += 1;
      rows.add(row.result.value.key, row.result.value.change);
    }
  }
  return {
    range,
    revision,
    header,
    chunks,
    now,
    failed,
    writes,
    untouched,
    planned: rows.finish(pace),
  };
}

function* parseAll(header: BatchHeader, chunks: readonly Lines[]): Generator<BatchRow> {
  for (const chunk of chunks) yield* parseRows(header, chunk);
}

/** A row that can be applied. */
export type SoundRow = Pick<BatchRow, "line" | "id"> & RowChange;

/** The rows once more, for what the one statement for all leaves open: those to write, and those without a value. */
export function readRows({ header, chunks }: PreparedChunks): {
  readonly writes: readonly SoundRow[];
  readonly untouched: readonly SoundRow[];
} {
  const sound = [...parseAll(header, chunks)].flatMap(({ line, id, result }) =>
    result.ok ? [{ line, id, ...result.value }] : [],
  );
  return {
    writes: sound.filter(({ change }) => change.size > 0),
    untouched: sound.filter(({ change }) => change.size === 0),
  };
}
