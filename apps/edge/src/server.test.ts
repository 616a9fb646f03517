import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { MemoryStores, makeClient } from "@silhouette/core/testing";
import { createDataPlane, createShortWay } from "@silhouette/profile-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEdgeServer } from "./server.ts";

const unexpected = async () => new Response(null, { status: 599 });

const stores = new MemoryStores();
const client = makeClient();
stores.clients.push({ ...client, settings: { ...client.settings, requireAuthentication: true } });

const deps = {
  clients: stores.clientDirectory,
  tokens: stores.tokenDirectory,
  profiles: stores.profileStore,
  batches: stores.batchStore,
  quotas: stores.quotaStore,
  meter: stores.callMeter,
  now: () => new Date(),
  log: { info: () => {}, warn: () => {}, error: (fields: object) => console.error(fields) },
  publicUrl: null,
  trustedProxies: null,
};
const server = createEdgeServer({ handle: createDataPlane(deps), isReady: async () => true });

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/**
 * Sends everything before it listens, as many callers do, with a pause that gives the server time to answer and close.
 * Says what came back, or how the connection failed.
 */
async function sendAll(head: string, body: Buffer): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  const failed = once(socket, "error").then(([error]) => String(error));
  socket.write(head);
  const half = body.length / 2;
  socket.write(body.subarray(0, half));
  await setTimeout(50);
  const sent = new Promise<string>((resolve) => socket.write(body.subarray(half), () => resolve("")));
  const lost = await Promise.race([sent, failed]);
  if (lost !== "") return lost;
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  await Promise.race([once(socket, "end"), failed]);
  socket.destroy();
  return Buffer.concat(pieces).toString();
}

test.each([
  ["403", `/m2/${client.code}/v2/profile/batchUpdate`, "Content-Type: text/plain"],
  ["415", `/rest/v1/delivery?client=${client.code}&sessionId=s-1`, "Content-Encoding: gzip"],
  ["413", `/m2/client/profile/update?x=${client.code}`, "Content-Type: text/plain"],
  ["405", `/m2/${client.code}/profile/batchStatus`, "Content-Type: text/plain"],
  ["404", "/m2/nothing", "Content-Type: text/plain"],
])("the %s of a refused body reaches a caller who closes the connection with it", async (status, path, header) => {
  if (status === "413") stores.clients[0] = client;
  const body = Buffer.alloc(900_000, "x");
  const head = [`POST ${path} HTTP/1.1`, "Host: x.test", "Connection: close", `Content-Length: ${body.length}`, header];
  expect(await sendAll(`${head.join("\r\n")}\r\n\r\n`, body)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test.each([
  ["a POST without a length, which has no body (RFC 9112, section 6.3)", "POST", ""],
  ["a POST of no bytes", "POST", "Content-Length: 0\r\n"],
  ["a GET", "GET", ""],
])("%s goes the short way", async (_, method, header) => {
  stores.clients[0] = client;
  const short = createEdgeServer({ handle: unexpected, handleShort: createShortWay(deps), isReady: async () => true });
  short.listen(0, "127.0.0.1");
  await once(short, "listening");
  const socket = connect({ port: (short.address() as AddressInfo).port, host: "127.0.0.1" });
  socket.write(`${method} /m2/${client.code}/profile/update?mboxPC=pc-1&profile.tier=gold HTTP/1.1\r\n`);
  socket.write(`Host: x.test\r\nConnection: close\r\n${header}\r\n`);
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece);
  short.close();
  const reply = Buffer.concat(pieces).toString();
  expect(reply).toMatch(/^HTTP\/1\.1 200 /);
  expect(reply).toContain("Request successfully submitted");
});

test.each([
  ["throws", () => Promise.reject(new Error("nobody expected this"))],
  [
    "throws before it waits",
    () => {
      throw new Error("nobody expected this");
    },
  ],
  ["answers what cannot be sent", async () => ({ status: 200, headers: { bad: "line\nbreak" }, body: "x" })],
])(
  "a short way that %s costs its caller a 500 and a line in the log, and the server goes on",
  async (_, handleShort) => {
    const logged: unknown[] = [];
    const log = { error: (fields: object) => void logged.push(fields) };
    const failing = createEdgeServer({ handle: unexpected, handleShort, isReady: async () => true, log });
    failing.listen(0, "127.0.0.1");
    await once(failing, "listening");
    const base = `http://127.0.0.1:${(failing.address() as AddressInfo).port}`;
    for (let call = 0; call < 2; call++) expect((await fetch(`${base}/rest/v1/profiles/x`)).status).toBe(500);
    expect(logged).toHaveLength(2);
    failing.closeAllConnections();
    failing.close();
  },
);
