import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { RowResult } from "@silhouette/core/batch";
import type { BatchHeader } from "@silhouette/core/batch-header";
import { type BatchRow, parseRows } from "@silhouette/core/batch-rows";
import type { Clock } from "@silhouette/core/clock";
import { type AddressedChange, type PlannedWrites, planWrites } from "./plan-writes.ts";
import type { Queryable } from "./pool.ts";
import { type PendingBatch, selectChunk } from "./sql/batch-progress.ts";
import { type ProfileColumns, toProfileColumns } from "./sql/profile-rows.ts";
import type { WriteMode } from "./write-profiles.ts";

const decompress = promisify(inflateRaw);

/** Rows that are parsed before other work gets its turn: about 1 ms. */
const ROWS_PER_TURN = 250;

/** A chunk as it was when its batch had this revision, ready to be written. */
export type PreparedChunk = {
  readonly revision: number;
  readonly firstLine: number;
  readonly bytes: Uint8Array;
  readonly mode: WriteMode;
  /** What its writes are stamped with: some tens of milliseconds before they are sent. */
  readonly now: Date;
  /** Rows that cannot be applied. */
  readonly failed: readonly RowResult[];
  /** Rows to write, in the order of the file, and what each asks for. */
  readonly rows: readonly BatchRow[];
  readonly writes: readonly AddressedChange[];
  /** Rows without a value. */
  readonly untouched: readonly AddressedChange[];
  /** The writes as one statement takes them; null where each is looked at by itself, or none may create. */
  readonly planned: { readonly plan: PlannedWrites<AddressedChange>; readonly columns: ProfileColumns } | null;
};

/**
 * Reads a chunk and does all of the work on it that needs no transaction. Null when there is no such chunk any more:
 * another worker has applied it.
 */
export async function prepareChunk(
  connection: Queryable,
  {
    batch,
    header,
    position,
    now: clock,
    mayParse,
  }: {
    batch: PendingBatch;
    header: BatchHeader;
    position: number;
    now: Clock;
    /** Parsing takes the processor: it is put off until the statement under way is on its way to Postgres. */
    mayParse: Promise<void>;
  },
): Promise<PreparedChunk | null> {
  if (position >= batch.chunk_count) return null;
  const stored = await selectChunk(connection, batch.id, position);
  if (stored === null) return null;
  const { revision, firstLine } = stored;
  const bytes = await decompress(stored.body);
  await mayParse;
  const now = clock();
  const mode: WriteMode = batch.api_version === 1 ? "existing" : "create";
  const sorted = await sortRows(batch, header, { bytes, firstLine });
  const planned = mode === "create" ? plan(sorted.writes, now) : null;
  return { revision, firstLine, bytes, mode, now, ...sorted, planned };
}

function plan(writes: readonly AddressedChange[], now: Date): PreparedChunk["planned"] {
  const planned = planWrites(writes);
  return { plan: planned, columns: toProfileColumns(planned.rows, now) };
}

async function sortRows(
  { client_id: clientId }: PendingBatch,
  header: BatchHeader,
  chunk: { bytes: Uint8Array; firstLine: number },
): Promise<Pick<PreparedChunk, "failed" | "rows" | "writes" | "untouched">> {
  const failed: RowResult[] = [];
  const rows: BatchRow[] = [];
  const writes: AddressedChange[] = [];
  const untouched: AddressedChange[] = [];
  let parsed = 0;
  for (const row of parseRows(header, chunk)) {
    parsed += 1;
    if (parsed % ROWS_PER_TURN === 0) await nextTurn();
    if (!row.result.ok) {
      failed.push({ line: row.line, outcome: "failed", profileId: row.id, ...row.result.refusal });
    } else if (row.result.value.change.size === 0) {
      untouched.push({ clientId, ...row.result.value });
    } else {
      rows.push(row);
      writes.push({ clientId, ...row.result.value });
    }
  }
  return { failed, rows, writes, untouched };
}
