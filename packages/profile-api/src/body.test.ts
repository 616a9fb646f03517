import { expect, test, vi } from "vitest";
import { BrokenBody, readPieces, readRest, readText } from "./body.ts";

/** A request whose body comes piece by piece, as often as it is asked for one, or until `pieces` have come. */
function request(pieces: number, headers: Record<string, string> = {}) {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent === pieces) controller.close();
      else controller.enqueue(new Uint8Array(1024));
      sent += 1;
    },
  });
  const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
  return { request: new Request("http://profiles.example.test/", init), sent: () => sent };
}

test("the rest of a refused body is read, also when some of it was read before", async () => {
  const { request: upload, sent } = request(100);
  for await (const _ of readPieces(upload)) break;
  await readRest(upload);
  expect(sent()).toBe(101);
});

test("a body that never ends is read no further than a megabyte", async () => {
  const { request: upload, sent } = request(Number.POSITIVE_INFINITY);
  await readRest(upload);
  expect(sent()).toBeGreaterThan(1000);
  expect(sent()).toBeLessThan(1100);
});

test("a body that stands still is waited for half a second", async () => {
  vi.useFakeTimers();
  try {
    const body = new ReadableStream({ pull: () => new Promise(() => {}) });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const read = readRest(new Request("http://profiles.example.test/", init));
    await vi.advanceTimersByTimeAsync(500);
    await read;
  } finally {
    vi.useRealTimers();
  }
});

test("nothing is read of a request without a body, or of one that broke off", async () => {
  await readRest(new Request("http://profiles.example.test/"));
  const body = new ReadableStream({
    pull() {
      throw new Error("broken");
    },
  });
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  await readRest(new Request("http://profiles.example.test/", init));
});

test("fewer bytes than were declared are no body", async () => {
  const { request: upload } = request(1, { "Content-Length": "1025" });
  await expect(async () => {
    for await (const _ of readPieces(upload));
  }).rejects.toThrow(BrokenBody);
});

test("a small body that never ends is given up", async () => {
  vi.useFakeTimers();
  try {
    const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(Buffer.from("profile.a=")) });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const reading = expect(readText(new Request("http://127.0.0.1/", init), 100)).rejects.toBeInstanceOf(BrokenBody);
    await vi.advanceTimersByTimeAsync(10_000);
    await reading;
  } finally {
    vi.useRealTimers();
  }
});
