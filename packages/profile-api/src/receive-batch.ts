import { randomInt } from "node:crypto";
import {
  type BatchApiVersion,
  type BatchRefusal,
  type BatchStore,
  type BatchUpload,
  formatBatchId,
} from "@silhouette/core/batch";
import { type BatchChunk, BatchIntake, type BatchSummary, CHUNK_BYTES } from "@silhouette/core/batch-intake";
import type { Client } from "@silhouette/core/client";
import type { Clock } from "@silhouette/core/clock";
import type { BatchId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { isCompressed, mediaType, readPieces } from "./body.ts";
import type { ApiHeaders, ApiRequest } from "./message.ts";

/** Chunks that are stored in one step: few enough to be held in memory, and a fifth of the waits for the disk. */
const CHUNKS_TOGETHER = 10;

/** A file on its way in. Its body is the file, with `batch=` before it (contract section 5.2). */
export type SubmittedFile = {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly client: Pick<Client, "id" | "code">;
  readonly apiVersion: BatchApiVersion;
};

/** Whether a body is the file itself: a multipart or compressed one is not (U-14). */
export const isPlainBody = (headers: ApiHeaders): boolean =>
  !mediaType(headers).startsWith("multipart/") && !isCompressed(headers);

/**
 * Stores the rows while they arrive and makes a batch of them at the end. Whatever stops it before (a refusal, a broken
 * connection, a failing database), nothing of the upload is left. Throws `BrokenBody` when the body ends too early.
 */
export async function receiveBatch(
  { request, requestId, client, apiVersion }: SubmittedFile,
  deps: { readonly batches: Pick<BatchStore, "receive">; readonly now: Clock; readonly log: Log },
): Promise<Result<BatchId, BatchRefusal>> {
  const id = formatBatchId(client.code, deps.now(), randomInt(10_000_000, 100_000_000));
  const intake = new BatchIntake();
  let upload: BatchUpload | null = null;
  const store = async (chunks: readonly BatchChunk[]) => {
    if (chunks.length === 0 || intake.header === null) return;
    const { header, warnings } = intake.header;
    upload ??= await deps.batches.receive({ id, clientId: client.id, apiVersion, header, warnings, now: deps.now() });
    await upload.append(chunks);
  };
  try {
    const summary = await readBatch(request, intake, store);
    if (!summary.ok) {
      await discard(upload);
      return summary;
    }
    await accept(upload, summary.value, deps.now());
    return succeed(id);
  } catch (error) {
    await discard(upload).catch((cause: unknown) =>
      deps.log.warn({ err: cause, requestId, batchId: id }, "an upload was left for the worker to remove"),
    );
    throw error;
  }
}

/** Reads to the end even after a refusal, because many callers listen only when they have sent everything. */
async function readBatch(
  request: ApiRequest,
  intake: BatchIntake,
  store: (chunks: readonly BatchChunk[]) => Promise<void>,
): Promise<Result<BatchSummary, BatchRefusal>> {
  let waiting: readonly BatchChunk[] = [];
  for await (const piece of readPieces(request)) {
    waiting = [...waiting, ...intake.push(piece)];
    if (intake.refusal === "too-many-bytes") return refuse("too-many-bytes");
    if (!isEnough(waiting)) continue;
    await store(waiting);
    waiting = [];
  }
  const finished = intake.finish();
  if (!finished.ok) return finished;
  await store([...waiting, ...finished.value.chunks]);
  return succeed(finished.value.summary);
}

const isEnough = (chunks: readonly BatchChunk[]): boolean =>
  chunks.length >= CHUNKS_TOGETHER ||
  chunks.reduce((sum, { bytes }) => sum + bytes.length, 0) >= CHUNKS_TOGETHER * CHUNK_BYTES;

async function accept(upload: BatchUpload | null, summary: BatchSummary, now: Date): Promise<void> {
  if (upload === null) throw new Error("A batch with rows has no upload");
  await upload.accept(summary, now);
}

const discard = async (upload: BatchUpload | null): Promise<void> => upload?.discard();
