import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { postWebhook } from "./webhook.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A receiver on this machine that says what it got. */
async function startReceiver(status = 204) {
  const posts: { readonly host: string | undefined; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ host: request.headers.host, body: await text(request) });
    response.writeHead(status, { location: "/elsewhere" }).end("an answer");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { posts, port: (server.address() as AddressInfo).port };
}

const running = () => new AbortController().signal;
const hook = (url: string) => ({ url, secret: "whsec_c2VjcmV0", id: "notice-1", body: "{}", now: new Date() });
const refused = "the receiver has no public address, which WEBHOOK_PRIVATE_ADDRESSES would allow";
const here = { address: "127.0.0.1", family: 4 };

describe("an address of this machine or its networks", () => {
  test.each(["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"])(
    "is not posted to as %s",
    async (host) => {
      const { posts, port } = await startReceiver();
      const url = `http://${host}:${port}/hook`;
      expect(await postWebhook(hook(url), running(), { allowsPrivateAddresses: false })).toBe(refused);
      expect(posts).toEqual([]);
    },
  );

  test("is not posted to by the name of another host", async () => {
    const { posts, port } = await startReceiver();
    const resolve = async () => [here, { address: "fd00::1", family: 6 }];
    const reach = { allowsPrivateAddresses: false, resolve };
    expect(await postWebhook(hook(`http://hooks.example:${port}/`), running(), reach)).toBe(refused);
    expect(posts).toEqual([]);
  });

  test("is posted to where the installation allows it", async () => {
    const { posts, port } = await startReceiver();
    const url = `http://127.0.0.1:${port}/hook`;
    expect(await postWebhook(hook(url), running(), { allowsPrivateAddresses: true })).toBeNull();
    expect(posts).toEqual([{ host: `127.0.0.1:${port}`, body: "{}" }]);
  });
});

test("a name is looked up once, and the connection goes to the address that was checked", async () => {
  const { posts, port } = await startReceiver();
  const resolve = vi.fn(async () => [here]);
  const reach = { allowsPrivateAddresses: true, resolve };
  expect(await postWebhook(hook(`http://hooks.invalid:${port}/`), running(), reach)).toBeNull();
  expect(resolve.mock.calls).toEqual([["hooks.invalid"]]);
  expect(posts).toEqual([{ host: `hooks.invalid:${port}`, body: "{}" }]);
});

test.each([
  [302, "the receiver redirects (302), which is not followed"],
  [500, "the receiver answered 500"],
])("a receiver that answers %d gets one post", async (status, fault) => {
  const { posts, port } = await startReceiver(status);
  const url = `http://127.0.0.1:${port}/hook`;
  expect(await postWebhook(hook(url), running(), { allowsPrivateAddresses: true })).toBe(fault);
  expect(posts).toHaveLength(1);
});

test("a name that is not found is a fault that does not repeat it", async () => {
  const resolve = async () => {
    throw Object.assign(new Error("getaddrinfo ENOTFOUND hooks.invalid"), { code: "ENOTFOUND" });
  };
  const fault = await postWebhook(hook("http://hooks.invalid/"), running(), { allowsPrivateAddresses: true, resolve });
  expect(fault).toBe("the receiver cannot be reached (ENOTFOUND)");
});

test("a look-up that never ends ends with the worker's patience, and with the worker", async () => {
  const resolve = () => new Promise<never>(() => {});
  const reach = { allowsPrivateAddresses: true, resolve };
  const impatient = { ...reach, patienceMillis: 1 };
  expect(await postWebhook(hook("http://hooks.example/"), running(), impatient)).toContain("within 0.001 s");
  expect(await postWebhook(hook("http://hooks.example/"), AbortSignal.abort(), reach)).toBe("the worker was stopped");
});
