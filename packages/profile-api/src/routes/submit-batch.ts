import {
  BATCH_BYTES_MAX,
  BATCH_REFUSAL_MESSAGES,
  type BatchApiVersion,
  type BatchRefusal,
} from "@silhouette/core/batch";
import { QUOTA_MESSAGE } from "@silhouette/core/quota";
import { declaredLength } from "../body.ts";
import type { Call, Route } from "../call.ts";
import type { Reply } from "../message.ts";
import type { Places, PlacesOptions } from "../places.ts";
import { publicBase } from "../public-base.ts";
import { isPlainBody, receiveBatch } from "../receive-batch.ts";
import { batchRefusal, escapeXml, xmlReply } from "../replies.ts";

/**
 * Uploads that a node takes in at once. Each holds some 4 MB, however slowly it comes: those that fit beside calls into
 * the 256 MB of an edge. Small ones take milliseconds, so others wait: of theirs nothing is read meanwhile. The time is
 * that of updates; the number is a guess.
 */
export const UPLOADS: PlacesOptions = { places: 16, waitingMax: 500, waitMillisMax: 10_000 };
/** Seconds after which a refused upload may be tried again: one of 50 MB takes about as long. A guess. */
const RETRY_AFTER_SECONDS = 5;

/** Takes a file of changes. Answers only when every row is stored. Source: contract section 5. */
export const submitBatch = (uploads: Places, apiVersion: BatchApiVersion, path: string): Route => ({
  surface: "bulk",
  methods: ["POST"],
  path,
  refusal: batchRefusal,
  async handle(call) {
    const { request, requestId, client } = call;
    if (!isPlainBody(request.headers)) return batchRefusal(415, "Unsupported content type");
    if ((declaredLength(request.headers) ?? 0) > BATCH_BYTES_MAX) return refusedBatch(call, "too-many-bytes");
    const received = await uploads.run(() => receiveBatch({ request, requestId, client, apiVersion }, call.deps));
    if (received === null) return tooManyUploads();
    if (!received.ok) return refusedBatch(call, received.refusal);
    const address = `${publicBase(request, call.deps.publicUrl)}/m2/${client.code}/profile/batchStatus?batchId=${received.value}`;
    return xmlReply(
      200,
      `<response><success>true</success><batchStatus>${escapeXml(address)}</batchStatus><message>Batch submitted for processing</message></response>`,
    );
  },
});

/** The words of a rate that is passed (U-27, U-28): a caller who knows them comes back. */
function tooManyUploads(): Reply {
  const refusal = batchRefusal(503, QUOTA_MESSAGE);
  return { ...refusal, headers: { ...refusal.headers, "Retry-After": String(RETRY_AFTER_SECONDS) } };
}

/** Refused batches answer 200 unless the client has asked for a status that says so; too many bytes are always 413 (U-27). */
function refusedBatch({ client }: Call, refusal: BatchRefusal): Reply {
  const status = refusal === "too-many-bytes" ? 413 : client.settings.strictStatus ? 400 : 200;
  return batchRefusal(status, BATCH_REFUSAL_MESSAGES[refusal]);
}
