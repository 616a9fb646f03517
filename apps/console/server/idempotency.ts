import "server-only";
import { createHash } from "node:crypto";
import { isIdempotencyKey, type StoredReply } from "@silhouette/core/idempotency";
import type { Problems } from "./admin-problem";
import { adminBodyBytesMax, readBoundedText } from "./bounded-body";
import type { Dependencies } from "./dependencies";
import { requestIdOf } from "./request-context";

/** Names the call that a caller may repeat (draft-ietf-httpapi-idempotency-key-header). */
const KEY_HEADER = "idempotency-key";
/** Tells a caller that nothing was done this time: the reply is the one that the first call got. */
const REPLAYED_HEADER = "Idempotent-Replayed";
/** Calls take milliseconds; a second is soon enough to ask again. */
const RETRY_AFTER_SECONDS = 1;
/** Of a reply, what belongs to the call that it answers. */
const OWN_HEADERS = new Set(["x-request-id", "date"]);

type Once = {
  readonly request: Request;
  readonly actorId: string;
  readonly problem: (problems: Problems, headers?: Record<string, string>) => Response;
};

/**
 * Answers a call once: with a key, the reply is kept and given again to whoever repeats the call with that key, and
 * nothing is done twice. Without a key the call is like any other. Refuses a key that is none (400), one that was used
 * for another request (422), and one whose first call is still at work (409). What failed with 500 or above, or was
 * thrown, may be tried again at once: the key is free.
 */
export async function answerOnce(
  { request, actorId, problem }: Once,
  { idempotentReplies, now, log }: Pick<Dependencies, "idempotentReplies" | "now" | "log">,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get(KEY_HEADER);
  if (key === null) return answer(request);
  if (!isIdempotencyKey(key)) return problem([{ code: "Idempotency.KeyInvalid" }]);
  const body = await readBoundedText(request, adminBodyBytesMax);
  if (body === null) return problem([{ code: "Payload.TooLarge" }]);

  const begun = await idempotentReplies.begin(actorId, key, hashRequest(request, body), now());
  if (begun.kind === "other-request") return problem([{ code: "Idempotency.KeyReused" }]);
  if (begun.kind === "at-work") {
    return problem([{ code: "Idempotency.InProgress" }], { "Retry-After": String(RETRY_AFTER_SECONDS) });
  }
  if (begun.kind === "replayed") return toResponse(begun.reply, request);

  const { startedAt } = begun;
  const { url, method, headers } = request;
  try {
    const response = await answer(new Request(url, { method, headers, body: body === "" ? null : body }));
    if (response.status >= 500) await idempotentReplies.abandon(actorId, key, startedAt);
    else await idempotentReplies.finish(actorId, key, startedAt, await toStoredReply(response.clone()));
    return response;
  } catch (error) {
    // Whatever is thrown rises; a key that cannot be freed now is free in a minute.
    await idempotentReplies.abandon(actorId, key, startedAt).catch((cause: unknown) => {
      log.error({ err: cause }, "a key for repeated calls was not freed");
    });
    throw error;
  }
}

/** What makes two requests the same: method, path with its query, and body, byte by byte. */
const hashRequest = ({ method, url }: Request, body: string): Uint8Array => {
  const { pathname, search } = new URL(url);
  return createHash("sha256")
    .update(JSON.stringify([method, `${pathname}${search}`, body]))
    .digest();
};

async function toStoredReply(response: Response): Promise<StoredReply> {
  const headers = [...response.headers].filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}

function toResponse({ status, headers, body }: StoredReply, request: Request): Response {
  return new Response(status === 204 ? null : body, {
    status,
    headers: { ...headers, "X-Request-Id": requestIdOf(request.headers), [REPLAYED_HEADER]: "true" },
  });
}
