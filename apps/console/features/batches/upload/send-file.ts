import type { UploadReply } from "../session-routes";

/** What became of a file on its way to the server. `failed`: it did not arrive, or the server could not take it. */
export type SendOutcome = UploadReply | { readonly kind: "failed"; readonly requestId: string | null };

/**
 * Sends a file to the console, which makes a batch of it. An `XMLHttpRequest`, because `fetch` cannot tell how much of a
 * body has left.
 * @param onProgress is told the share that has been sent, from 0 to 1.
 */
export function sendFile(
  clientCode: string,
  apiVersion: 1 | 2,
  body: Blob,
  onProgress: (share: number) => void,
): Promise<SendOutcome> {
  const request = new XMLHttpRequest();
  request.open("POST", `/api/console/${encodeURIComponent(clientCode)}/batches?version=${apiVersion}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
  return new Promise((resolve) => {
    const fail = () => resolve({ kind: "failed", requestId: request.getResponseHeader("x-request-id") });
    request.onerror = fail;
    request.onabort = fail;
    request.onload = () => {
      const reply: unknown = request.response;
      if (isUploadReply(reply)) resolve(reply);
      else fail();
    };
    request.send(body);
  });
}

const isUploadReply = (reply: unknown): reply is UploadReply =>
  typeof reply === "object" &&
  reply !== null &&
  "kind" in reply &&
  (reply.kind === "accepted" || reply.kind === "refused");
