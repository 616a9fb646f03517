import { MemoryStores, makeClient, makeToken } from "@silhouette/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDataPlane } from "./data-plane.ts";

const HOST = "profiles.example.test";

/** A data plane with a client that is open to `https://www.example.com`, and everything it reports as an error. */
function makeDataPlane() {
  const stores = new MemoryStores();
  const client = makeClient();
  stores.clients.push(
    { ...client, settings: { ...client.settings, allowedOrigins: ["https://www.example.com"] } },
    makeClient(),
  );
  const errors: unknown[] = [];
  const handle = createDataPlane({
    clients: stores.clientDirectory,
    tokens: stores.tokenDirectory,
    profiles: stores.profileStore,
    batches: stores.batchStore,
    quotas: stores.quotaStore,
    meter: stores.callMeter,
    now: () => new Date(),
    log: { info: () => {}, warn: () => {}, error: (fields) => errors.push(fields) },
    publicUrl: null,
    trustedProxies: null,
  });
  return { handle, code: client.code, errors, stores, client };
}

/** Words that mean something somewhere, and text that should mean nothing anywhere. */
const nasty = fc.oneof(
  fc.constantFrom(
    "",
    "__proto__",
    "constructor",
    "<script>alert(1)</script>",
    "%00",
    "%",
    "%zz",
    "%FF",
    "%C0%AF",
    "%ED%A0%80",
    "%2F..%2F",
    "+",
    "a".repeat(300),
    "'\"&;",
    "\u202e\ufeff",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ maxLength: 30 }).map(encodeURIComponent),
);

const segment = (code: string) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom("m2", "rest", "v1", "v2", "profiles", "profile", "delivery", code, "client"),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom("update", "batchUpdate", "batchStatus", "thirdPartyId", "marketingCloudVisitorId"),
    },
    { weight: 2, arbitrary: nasty },
  );

const path = (code: string) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(
          `/m2/${code}/profile/update`,
          `/m2/${code}/profile/batchUpdate`,
          `/m2/${code}/v2/profile/batchUpdate`,
          `/m2/${code}/profile/batchStatus`,
          `/m2/${code}/v2/profile/batchStatus`,
          "/rest/v1/profiles/",
          "/rest/v1/profiles/thirdPartyId/",
          "/rest/v1/profiles/marketingCloudVisitorId/",
          "/rest/v1/delivery",
          "/rest/v1/delivery",
        )
        .chain((start) => nasty.map((end) => (start.endsWith("/") ? start + end : start))),
    },
    fc.array(segment(code), { maxLength: 6 }).map((segments) => `/${segments.join("/")}`),
  );

const query = (code: string) =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom("mboxPC", "mbox3rdPartyId", "profile.a", "client", "imsOrgId", "sessionId", "batchId"),
          fc.constantFrom("showDetails", "profile.__proto__", "profile."),
          nasty,
        ),
        fc.oneof(fc.constantFrom(code, "s-1", "true"), nasty),
      ),
      { maxLength: 6 },
    )
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"))
    .chain((text) => fc.constantFrom(`client=${code}&sessionId=s-1&mboxPC=x&${text}`, text))
    .map((text) => (text === "" ? "" : `?${text}`));

const header = fc.tuple(
  fc.constantFrom(
    "Content-Type",
    "Content-Encoding",
    "Authorization",
    "access_token",
    "X-Request-Id",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Origin",
    "Access-Control-Request-Headers",
  ),
  fc.oneof(
    fc.constantFrom(
      "application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "gzip",
      "text/plain",
    ),
    fc.constantFrom("https://www.example.com", "null", "Bearer x", "Bearer sil_a_b_c", "<b>"),
    fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x21-\x7e]/g, "x")),
  ),
);

const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.json({ maxDepth: 3 }).map((text) => `{"context":{"channel":"web"},"id":${text},"execute":{"pageLoad":${text}}}`),
  fc.constantFrom(
    '{"context":{"channel":"web"}}',
    '{"context":{"channel":"web"},"id":{"tntId":"a.1_2","thirdPartyId":"crm-1"}}',
    '{"context":{"channel":"web"},"id":{"tntId":"\\u0000","thirdPartyId":"\\ud800"}}',
    '{"context":{"channel":"mobile","beacon":true},"execute":{"pageLoad":{"profileParameters":{"__proto__":"x"}}}}',
    '{"context":{"channel":"web"},"execute":{"mboxes":[{"index":0,"name":"<b>\\ud800"}]},"requestId":"<script>"}',
    '{"mbox3rdPartyId":"crm-1","profile.a":"\\u0000","__proto__":{}}',
  ),
);

const body = fc.oneof(
  fc.constant(null),
  { weight: 3, arbitrary: json.map((text) => Buffer.from(text)) },
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(nasty, { maxLength: 8 })
    .map((cells) => Buffer.from(`batch=thirdPartyId,a,__proto__\n${cells.join(",")}\ncrm-1,x\n`)),
);

test("whatever is sent, the answer is in the format of its surface, no fault of ours, and no markup", async () => {
  const { handle, code, errors } = makeDataPlane();
  const method = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("GET", "POST") },
    { weight: 1, arbitrary: fc.constantFrom("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND") },
  );
  const requests = fc.record({
    method,
    path: path(code),
    query: query(code),
    headers: fc.array(header, { maxLength: 4 }),
    body,
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, headers, body }) => {
      const url = `http://${HOST}${path}${query}`;
      if (!URL.canParse(url)) return;
      const sent = new Headers({ host: HOST });
      for (const [name, value] of headers) sent.set(name, value);
      const hasBody = body !== null && method !== "GET" && method !== "HEAD";
      const response = await handle(new Request(url, { method, headers: sent, ...(hasBody ? { body } : {}) }));
      const text = await response.text();
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("x-request-id")).toMatch(/^[\w.-]{1,128}$/);
      expect(text).not.toMatch(/<script|<b>|<\w+\s|\bat .*\.ts:\d/);
      expectFormat(new URL(url).pathname, method, response, text);
    }),
    { numRuns: 3000 },
  );
  expect(errors).toEqual([]);
}, 60_000);

function expectFormat(pathname: string, method: string, response: Response, text: string): void {
  if (response.status === 405) expect(response.headers.get("allow")).toMatch(/^[A-Z]+(?:, [A-Z]+)*$/);
  if (response.status === 204) {
    expect(text).toBe("");
    return;
  }
  const isXml = pathname.startsWith("/m2/");
  expect(response.headers.get("content-type")).toBe(`${isXml ? "text/xml" : "application/json"};charset=UTF-8`);
  if (method === "HEAD") expect(text).toBe("");
  else if (isXml) expect(text).toMatch(/^<response>.*<\/response>$/s);
  else if (response.status === 200) expect(JSON.parse(text)).not.toHaveProperty("message");
  else expect(JSON.parse(text)).toEqual({ status: response.status, message: expect.any(String) });
}

test("a failing store is our fault, said in the format of each surface, and tells nothing of itself", async () => {
  const { handle, code, stores, errors } = makeDataPlane();
  stores.clientDirectory.findByCode = () => Promise.reject(new Error("secret of the database"));
  const calls = [
    [`/m2/${code}/profile/update`, "GET"],
    [`/rest/v1/profiles/x?client=${code}`, "GET"],
    [`/rest/v1/delivery?client=${code}&sessionId=s`, "POST"],
    [`/rest/v1/delivery?client=${code}&sessionId=s`, "OPTIONS"],
  ] as const;
  for (const [target, method] of calls) {
    const response = await handle(new Request(`http://${HOST}${target}`, { method, headers: { host: HOST } }));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
  }
  expect(errors).toHaveLength(calls.length);
});

test("a token opens no surface by OPTIONS, and no surface asks for one there (U-39)", async () => {
  const { handle, code, stores, client } = makeDataPlane();
  const { record, text } = makeToken(client.id);
  stores.tokens.push(record);
  const headers = { host: HOST, Authorization: `Bearer ${text}` };
  const options = (target: string) => handle(new Request(`http://${HOST}${target}`, { method: "OPTIONS", headers }));
  expect((await options(`/rest/v1/profiles/x?client=${code}`)).status).toBe(204);
  expect((await options(`/m2/${code}/profile/update`)).status).toBe(405);
});

test("the hundred and first call of a session under way is refused, and another session is not", async () => {
  const { handle, code } = makeDataPlane();
  const open: ReadableStreamDefaultController[] = [];
  const deliver = (session: string, body: string | ReadableStream) => {
    const url = `http://${HOST}/rest/v1/delivery?client=${code}&sessionId=${session}`;
    const init = { method: "POST", headers: { host: HOST }, body, duplex: "half" } as RequestInit;
    return handle(new Request(url, init));
  };
  const waiting = Array.from({ length: 100 }, () =>
    deliver("s-1", new ReadableStream({ start: (controller) => void open.push(controller) })),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const refused = await deliver("s-1", "{}");
  expect([refused.status, await refused.json()]).toEqual([
    420,
    { status: 420, message: "Too many requests with same session ID" },
  ]);
  const body = '{"context":{"channel":"web"}}';
  expect((await deliver("s-2", body)).status).toBe(200);
  for (const controller of open) {
    controller.enqueue(Buffer.from(body));
    controller.close();
  }
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
  expect((await deliver("s-1", body)).status).toBe(200);
});
