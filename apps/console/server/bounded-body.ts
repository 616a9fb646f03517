import "server-only";

/** Bodies of the admin API are settings and forms; the longest is far below this. */
export const adminBodyBytesMax = 65_536;

/** The body as text; null when it is longer than allowed, in which case the rest of it is not read. */
export async function readBoundedText(request: Request, bytesMax: number): Promise<string | null> {
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}
