import { type Result, refuse, succeed } from "@silhouette/core/result";

/** The length that a request declares; null when it declares none. */
export function declaredLength(headers: Headers): number | null {
  const text = headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The media type of a body, without its parameters; empty when none is given. */
export const mediaType = (headers: Headers): string =>
  (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

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
export async function* readPieces(request: Request): AsyncGenerator<Uint8Array> {
  const declared = declaredLength(request.headers);
  let received = 0;
  try {
    for await (const piece of request.body ?? []) {
      received += piece.length;
      yield piece;
    }
  } catch (cause) {
    throw new BrokenBody(cause);
  }
  if (request.signal.aborted || (declared !== null && received < declared)) throw new BrokenBody();
}

/** Reads a small body whole; refuses as soon as it is known to be over the limit. */
export async function readText(
  request: Request,
  bytesMax: number,
): Promise<Result<string, "too-large" | "bad-encoding">> {
  if ((declaredLength(request.headers) ?? 0) > bytesMax) return refuse("too-large");
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of readPieces(request)) {
    bytes += piece.length;
    if (bytes > bytesMax) return refuse("too-large");
    pieces.push(piece);
  }
  try {
    return succeed(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces)));
  } catch {
    return refuse("bad-encoding");
  }
}
