import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { ApiHeaders, ApiRequest } from "./message.ts";

/** The length that a request declares; null when it declares none. */
export function declaredLength(headers: ApiHeaders): number | null {
  const text = headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The media type of a body, without its parameters; empty when none is given. */
export const mediaType = (headers: ApiHeaders): string =>
  (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** Whether a body is compressed: it is then not read as what its type says. */
export const isCompressed = (headers: ApiHeaders): boolean =>
  !/^(?:identity)?$/i.test(headers.get("content-encoding") ?? "");

/** A body that was cut off is not the body that was sent: nothing of it may be used. */
export class BrokenBody extends Error {
  constructor(cause?: unknown) {
    super("The request body broke off", { cause });
    this.name = "BrokenBody";
  }
}

/**
 * The pieces of a body as they arrive. Throws `BrokenBody` when the connection breaks off or fewer bytes come than
 * were declared, because some hosts end the stream of a broken request as if it were complete.
 */
export async function* readPieces(request: ApiRequest): AsyncGenerator<Uint8Array> {
  const declared = declaredLength(request.headers);
  let received = 0;
  const reader = request.body?.getReader();
  try {
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
      const piece = read.value ?? new Uint8Array();
      received += piece.length;
      yield piece;
    }
  } catch (cause) {
    throw new BrokenBody(cause);
  } finally {
    // Not cancelled: that would close the connection, and with it the way for the reply.
    reader?.releaseLock();
  }
  if (request.signal.aborted || (declared !== null && received < declared)) throw new BrokenBody();
}

/** Milliseconds that a small body may take: 8 MB at 1 MB/s, and far more than a form needs. */
const SMALL_BODY_MILLIS_MAX = 10_000;

/**
 * Reads a small body whole; refuses as soon as it is known to be over the limit. Throws `BrokenBody` for one that does
 * not end in time, so that callers who never finish hold nothing for long.
 */
export async function readText(
  request: ApiRequest,
  bytesMax: number,
): Promise<Result<string, "too-large" | "bad-encoding">> {
  if ((declaredLength(request.headers) ?? 0) > bytesMax) return refuse("too-large");
  if (request.body === null) return succeed("");
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokenBody("too slow")), SMALL_BODY_MILLIS_MAX);
  });
  try {
    const arriving = readPieces(request);
    for (let next = await Promise.race([arriving.next(), late]); !next.done; ) {
      bytes += next.value.length;
      if (bytes > bytesMax) {
        await arriving.return(undefined);
        return refuse("too-large");
      }
      pieces.push(next.value);
      next = await Promise.race([arriving.next(), late]);
    }
  } finally {
    clearTimeout(timer);
  }
  try {
    return succeed(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces)));
  } catch {
    return refuse("bad-encoding");
  }
}

/** Bytes and milliseconds that a refused body may go on for before the reply. Guesses: one usual upload, no pause. */
const REST_BYTES_MAX = 1024 * 1024;
const REST_MILLIS_MAX = 500;

/**
 * Reads what is left of a body, within bounds, so that a caller who sends everything before listening gets the reply
 * although its connection closes with it. Never throws.
 */
export async function readRest({ body }: Pick<ApiRequest, "body">): Promise<void> {
  if (body === null || body.locked) return;
  const reader = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), REST_MILLIS_MAX);
  });
  try {
    for (let bytes = 0; bytes <= REST_BYTES_MAX; ) {
      const read = await Promise.race([reader.read(), late]);
      if (read === null || read.done) return;
      bytes += read.value?.length ?? 0;
    }
  } catch {
    // The caller has gone: there is nobody left to answer.
  } finally {
    clearTimeout(timer);
  }
}
