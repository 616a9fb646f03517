import type { BatchHeader } from "./batch-header.ts";
import type { BatchChunk } from "./batch-intake.ts";
import type { BatchId, ClientId } from "./ids.ts";

/** Data rows of one batch; the header is not a row. Source: contract section 5.3, U-28. */
export const BATCH_ROWS_MAX = 500_000;

/** Bytes of one batch as sent: 52,428,799 pass, 52,428,800 do not. Source: contract section 5.3, U-28. */
export const BATCH_BYTES_MAX = 50 * 1024 * 1024 - 1;

/** Why a batch was refused as a whole. */
export type BatchRefusal = "batch-empty" | "first-column" | "header-too-long" | "too-many-rows" | "too-many-bytes";

/** The words that callers know (U-28). */
export const BATCH_REFUSAL_MESSAGES: Readonly<Record<BatchRefusal, string>> = {
  "batch-empty": "Batch is empty",
  "first-column": "First column must be pcId or thirdPartyId",
  "header-too-long": "Header row exceeds 1 MB",
  "too-many-rows": "Batch exceeds 500000 rows",
  "too-many-bytes": "Batch exceeds 50 MB",
};

/** 1 updates profiles that exist, 2 also creates them. Source: contract section 5.4. */
export type BatchApiVersion = 1 | 2;

/**
 * `receiving` is an upload that has not been acknowledged; nobody sees it. `stuck` waits for somebody to look at it;
 * `cancelled` was given up by somebody: what it has applied stays, the rest never will be.
 */
export const BATCH_STATES = ["receiving", "queued", "complete", "stuck", "cancelled"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** `consumed = succeeded + notFound + failed` (U-21). */
export type BatchCounters = {
  readonly succeeded: number;
  readonly notFound: number;
  readonly failed: number;
};

export type Batch = {
  readonly id: BatchId;
  readonly clientId: ClientId;
  readonly apiVersion: BatchApiVersion;
  readonly state: BatchState;
  readonly rowsTotal: number;
  readonly counters: BatchCounters;
  readonly submittedAt: Date;
  readonly completedAt: Date | null;
};

/** Why a row failed, or what was ignored in it. Codes are public and never change meaning. */
export type RowCode =
  | "bad-encoding"
  | "bad-character"
  | "too-many-cells"
  | "missing-id"
  | "invalid-id"
  | "profile-too-large"
  | "row-too-long"
  | "reserved-name"
  | "invalid-name"
  | "duplicate-column"
  | "prefixed-column"
  | "visitor-deleted";

/** A row that failed or warned. `line` counts from 1, as an editor shows it; line 1 is the header. */
export type RowResult = {
  readonly line: number;
  readonly outcome: "failed" | "warned";
  readonly code: RowCode;
  readonly profileId: string;
  readonly detail: string;
};

/**
 * The columns that a warning of the header row names in its detail, and how many more there are that it only counts.
 * Columns without a name are left out.
 */
export function warnedColumns(detail: string): { readonly names: readonly string[]; readonly more: number } {
  const listed = /^[^:]*: (.*?)(?: and (\d+) more)?$/s.exec(detail);
  const names = (listed?.[1] ?? "").split(", ").filter((name) => name !== "");
  return { names, more: Number(listed?.[2] ?? 0) };
}

/** `{client}-{epochMillis}-{number}`; opaque to callers. Source: contract section 5.5. */
export const formatBatchId = (clientCode: string, now: Date, number: number): BatchId =>
  `${clientCode}-${now.getTime()}-${number}` as BatchId;

/**
 * The `status` element of a status reply. Source: contract section 6. The original knows no cancelled batch: to its
 * callers it is a stuck one, which will not go on either.
 */
export function toWireStatus(state: Exclude<BatchState, "receiving">): "complete" | "incomplete" | "stuck" {
  if (state === "queued") return "incomplete";
  return state === "cancelled" ? "stuck" : state;
}

/** An upload in progress. Nothing of it is visible before `accept` has resolved. */
export interface BatchUpload {
  /** Stores chunks in one step: each such step waits for the disk. */
  append(chunks: readonly BatchChunk[]): Promise<void>;
  /** Makes the batch durable and queues it, as one step. */
  accept(total: { rows: number; bytes: number }, now: Date): Promise<void>;
  /** Removes what was received. Also called for uploads that broke off; safe to repeat. */
  discard(): Promise<void>;
}

export interface BatchStore {
  receive(batch: {
    id: BatchId;
    clientId: ClientId;
    apiVersion: BatchApiVersion;
    header: BatchHeader;
    /** What is wrong with the header row; kept with the batch's row results. */
    warnings: readonly RowResult[];
    now: Date;
  }): Promise<BatchUpload>;
  /** Null for an unknown batch, another client's, and one that is still being received. */
  find(clientId: ClientId, id: BatchId): Promise<Batch | null>;
  /** Failed rows in the order of their lines. */
  listFailed(id: BatchId, limit: number): Promise<readonly RowResult[]>;
}

/** What became of the wish to restart a batch: `not-found` also for another client's, and for one past its retention. */
export type RestartOutcome = "restarted" | "not-stuck" | "not-found";

/** What became of the wish to cancel a batch: `over` when it was complete or cancelled before. */
export type CancelOutcome = "cancelled" | "over" | "not-found";

/** What people do with batches that were accepted. The data plane does without it. */
export interface BatchAdministration {
  /** Queues a stuck batch again; it goes on after the last chunk that was applied (U-29). Safe to repeat. */
  restart(clientId: ClientId, id: BatchId, now: Date): Promise<RestartOutcome>;
  /**
   * Gives up a batch that waits, is being applied or is stuck: a chunk at work is finished first, and no further one
   * begins. Rows that were not applied are removed with it. Safe to repeat.
   */
  cancel(clientId: ClientId, id: BatchId, now: Date): Promise<CancelOutcome>;
}
