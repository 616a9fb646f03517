import type { UploadReply } from "../session-routes";

/** Why a file has not become a batch, as far as the page can know. */
export type Unsent =
  | Exclude<UploadReply, { kind: "accepted" }>
  /** Nobody is signed in any more; the role does not allow it any more; the server failed. */
  | { readonly kind: "signed-out" | "forbidden" | "failed"; readonly requestId: string | null }
  /** All of it was sent, and no answer came: it may have become a batch. */
  | { readonly kind: "unconfirmed" }
  /** The file could not be read from the disk. */
  | { readonly kind: "unreadable" }
  | { readonly kind: "cancelled" };

export type SendOutcome = Extract<UploadReply, { kind: "accepted" }> | Unsent;

type Options = {
  /** Told the share that has been sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** Gives the sending up; nothing of the file is kept then, unless all of it has been sent. */
  readonly signal: AbortSignal;
};

/**
 * Sends a file to the console, which makes a batch of it. An `XMLHttpRequest`, because `fetch` cannot tell how much of a
 * body has left. Never rejects.
 */
export function sendFile(
  clientCode: string,
  apiVersion: 1 | 2,
  body: Blob,
  { onProgress, signal }: Options,
): Promise<SendOutcome> {
  if (signal.aborted) return Promise.resolve({ kind: "cancelled" });
  const request = new XMLHttpRequest();
  request.open("POST", `/api/console/${encodeURIComponent(clientCode)}/batches?version=${apiVersion}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.responseType = "json";
  let isWholeSent = false;
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
  request.upload.onload = () => {
    isWholeSent = true;
  };
  const abort = () => request.abort();
  signal.addEventListener("abort", abort);
  return new Promise<SendOutcome>((resolve) => {
    request.onerror = () => resolve({ kind: isWholeSent ? "unconfirmed" : "lost" });
    request.onabort = () => resolve({ kind: isWholeSent ? "unconfirmed" : "cancelled" });
    request.onload = () =>
      resolve(outcomeOf(request.status, request.response, request.getResponseHeader("x-request-id")));
    request.send(body);
  }).finally(() => signal.removeEventListener("abort", abort));
}

/** What an answer means. One that is no `UploadReply` comes from what guards the route, or from a proxy before it. */
export function outcomeOf(status: number, reply: unknown, requestId: string | null): SendOutcome {
  if (isUploadReply(reply)) return reply;
  if (status === 401) return { kind: "signed-out", requestId };
  // A client that is out of reach is as good as none.
  if (status === 403 || status === 404) return { kind: "forbidden", requestId };
  return { kind: "failed", requestId };
}

const isUploadReply = (reply: unknown): reply is UploadReply =>
  typeof reply === "object" &&
  reply !== null &&
  "kind" in reply &&
  (reply.kind === "accepted" || reply.kind === "refused" || reply.kind === "lost");
