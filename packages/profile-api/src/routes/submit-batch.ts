import {
  BATCH_BYTES_MAX,
  BATCH_REFUSAL_MESSAGES,
  type BatchApiVersion,
  type BatchRefusal,
} from "@silhouette/core/batch";
import { declaredLength } from "../body.ts";
import type { Call, Route } from "../call.ts";
import type { Reply } from "../message.ts";
import { publicBase } from "../public-base.ts";
import { isPlainBody, receiveBatch } from "../receive-batch.ts";
import { batchRefusal, escapeXml, xmlReply } from "../replies.ts";

/** Takes a file of changes. Answers only when every row is stored. Source: contract section 5. */
export const submitBatch = (apiVersion: BatchApiVersion, path: string): Route => ({
  surface: "bulk",
  methods: ["POST"],
  path,
  refusal: batchRefusal,
  async handle(call) {
    const { request, requestId, client } = call;
    if (!isPlainBody(request.headers)) return batchRefusal(415, "Unsupported content type");
    if ((declaredLength(request.headers) ?? 0) > BATCH_BYTES_MAX) return refusedBatch(call, "too-many-bytes");
    const received = await receiveBatch({ request, requestId, client, apiVersion }, call.deps);
    if (!received.ok) return refusedBatch(call, received.refusal);
    const address = `${publicBase(request, call.deps.publicUrl)}/m2/${client.code}/profile/batchStatus?batchId=${received.value}`;
    return xmlReply(
      200,
      `<response><success>true</success><batchStatus>${escapeXml(address)}</batchStatus><message>Batch submitted for processing</message></response>`,
    );
  },
});

/** Refused batches answer 200 unless the client has asked for a status that says so; too many bytes are always 413 (U-27). */
function refusedBatch({ client }: Call, refusal: BatchRefusal): Reply {
  const status = refusal === "too-many-bytes" ? 413 : client.settings.strictStatus ? 400 : 200;
  return batchRefusal(status, BATCH_REFUSAL_MESSAGES[refusal]);
}
