import { randomInt } from "node:crypto";
import {
  BATCH_BYTES_MAX,
  BATCH_REFUSAL_MESSAGES,
  type BatchApiVersion,
  type BatchRefusal,
  type BatchUpload,
  formatBatchId,
} from "@silhouette/core/batch";
import { type BatchChunk, BatchIntake, type BatchSummary } from "@silhouette/core/batch-intake";
import type { BatchId } from "@silhouette/core/ids";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { declaredLength, mediaType, readPieces } from "../body.ts";
import type { Call, Route } from "../call.ts";
import { publicBase } from "../public-base.ts";
import { batchRefusal, escapeXml, xmlReply } from "../replies.ts";

/** Takes a file of changes. Answers only when every row is stored. Source: contract section 5. */
export const submitBatch = (apiVersion: BatchApiVersion, path: string): Route => ({
  surface: "bulk",
  methods: ["POST"],
  path,
  refusal: batchRefusal,
  async handle(call) {
    const { request, client } = call;
    if (!isPlainBody(request.headers)) return batchRefusal(415, "Unsupported content type");
    if ((declaredLength(request.headers) ?? 0) > BATCH_BYTES_MAX) return refusedBatch(call, "too-many-bytes");
    const received = await receiveBatch(call, apiVersion);
    if (!received.ok) return refusedBatch(call, received.refusal);
    const address = `${publicBase(request, call.deps.publicUrl)}/m2/${client.code}/profile/batchStatus?batchId=${received.value}`;
    return xmlReply(
      200,
      `<response><success>true</success><batchStatus>${escapeXml(address)}</batchStatus><message>Batch submitted for processing</message></response>`,
    );
  },
});

/** A multipart or compressed body is not the file (U-14). */
const isPlainBody = (headers: Headers): boolean =>
  !mediaType(headers).startsWith("multipart/") && /^(?:identity)?$/i.test(headers.get("content-encoding") ?? "");

/** Refused batches answer 200 unless the client has asked for a status that says so; too many bytes are always 413 (U-27). */
function refusedBatch({ client }: Call, refusal: BatchRefusal): Response {
  const status = refusal === "too-many-bytes" ? 413 : client.settings.strictStatus ? 400 : 200;
  return batchRefusal(status, BATCH_REFUSAL_MESSAGES[refusal]);
}

/**
 * Stores the rows while they arrive and makes a batch of them at the end. Whatever stops it before (a refusal, a broken
 * connection, a failing database), nothing of the upload is left.
 */
async function receiveBatch(call: Call, apiVersion: BatchApiVersion): Promise<Result<BatchId, BatchRefusal>> {
  const { request, client, deps } = call;
  const id = formatBatchId(client.code, deps.now(), randomInt(10_000_000, 100_000_000));
  const intake = new BatchIntake();
  let upload: BatchUpload | null = null;
  const store = async (chunks: readonly BatchChunk[]) => {
    if (chunks.length === 0 || intake.header === null) return;
    const { header, warnings } = intake.header;
    upload ??= await deps.batches.receive({ id, clientId: client.id, apiVersion, header, warnings, now: deps.now() });
    for (const chunk of chunks) await upload.append(chunk);
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
      deps.log.warn(
        { err: cause, requestId: call.requestId, batchId: id },
        "an upload was left for the worker to remove",
      ),
    );
    throw error;
  }
}

/** Reads to the end even after a refusal, because many callers listen only when they have sent everything. */
async function readBatch(
  request: Request,
  intake: BatchIntake,
  store: (chunks: readonly BatchChunk[]) => Promise<void>,
): Promise<Result<BatchSummary, BatchRefusal>> {
  for await (const piece of readPieces(request)) {
    await store(intake.push(piece));
    if (intake.refusal === "too-many-bytes") return refuse("too-many-bytes");
  }
  const finished = intake.finish();
  if (!finished.ok) return finished;
  await store(finished.value.chunks);
  return succeed(finished.value.summary);
}

async function accept(upload: BatchUpload | null, summary: BatchSummary, now: Date): Promise<void> {
  if (upload === null) throw new Error("A batch with rows has no upload");
  await upload.accept(summary, now);
}

const discard = async (upload: BatchUpload | null): Promise<void> => upload?.discard();
