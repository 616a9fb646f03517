import "server-only";

/** A file to download, sent piece by piece, as fast as the caller takes it. A failure on the way breaks the connection off. */
export function fileResponse(pieces: AsyncGenerator<string, void>, type: string, name: string): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await joined(pieces);
      if (value !== "") controller.enqueue(encoder.encode(value));
      if (done) controller.close();
    },
    cancel: async () => {
      await pieces.return();
    },
  });
  const headers = { "Content-Type": type, "Content-Disposition": `attachment; filename="${toFileName(name)}"` };
  return new Response(body, { headers });
}

/** Characters that are sent as one piece at least. */
const PIECE_LENGTH = 64 * 1024;

async function joined(pieces: AsyncGenerator<string, void>): Promise<{ done: boolean; value: string }> {
  let value = "";
  while (value.length < PIECE_LENGTH) {
    const next = await pieces.next();
    if (next.done) return { done: true, value };
    value += next.value;
  }
  return { done: false, value };
}

const toFileName = (name: string): string => name.replace(/[^\w.-]/g, "_");
