import { MemoryStores, makeClient } from "@silhouette/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDataPlane, createShortWay } from "./data-plane.ts";

const stores = new MemoryStores();
const client = makeClient();
stores.clients.push(client);
const deps = {
  clients: stores.clientDirectory,
  tokens: stores.tokenDirectory,
  profiles: stores.profileStore,
  batches: stores.batchStore,
  quotas: stores.quotaStore,
  meter: stores.callMeter,
  now: () => new Date("2026-03-02T09:15:27.411Z"),
  log: { info: () => {}, warn: () => {}, error: (fields: object) => console.error(fields) },
  publicUrl: null,
  trustedProxies: null,
};
const usual = createDataPlane(deps);
const short = createShortWay(deps);

const makeRequest = (path: string) => new Request(`http://x.test${path}`, { headers: { "x-request-id": "call-1" } });

async function answers(path: string) {
  const taken = short(makeRequest(path));
  if (taken === null) return null;
  const [reply, response] = await Promise.all([taken, usual(makeRequest(path))]);
  const headers = new Headers(reply.headers);
  return {
    short: [reply.status, reply.body ?? "", headers.get("content-type"), headers.get("x-request-id")],
    usual: [
      response.status,
      await response.text(),
      response.headers.get("content-type"),
      response.headers.get("x-request-id"),
    ],
  };
}

const toEscape = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** A text with some of its characters escaped. */
const escaped = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((flags) => [...text].map((character, at) => (flags[at] ? toEscape(character) : character)).join(""));

const part = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom("rest", "v1", "profiles", "thirdPartyId", "marketingCloudVisitorId") },
    { weight: 4, arbitrary: fc.constantFrom("m2", client.code, "profile", "update", "batchUpdate", "v2") },
    { weight: 2, arbitrary: fc.constantFrom("crm-1", "a.b_c", "x y", "é", "a/b", "%", "+", "") },
  )
  .chain((text) => fc.oneof({ weight: 2, arbitrary: fc.constant(encodeURIComponent(text)) }, escaped(text)));

const known = fc
  .constantFrom(
    ["rest", "v1", "profiles"],
    ["rest", "v1", "profiles", "thirdPartyId"],
    ["rest", "v1", "profiles", "marketingCloudVisitorId"],
    ["m2"],
    ["m2", client.code, "profile"],
  )
  .chain((start) => fc.array(part, { maxLength: 4 }).map((end) => [...start, ...end]));

test("whatever the path, a call that the short way takes gets the answer of the usual one", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(known, fc.array(part, { maxLength: 6 })), async (segments) => {
      const both = await answers(`/${segments.join("/")}?client=${client.code}&mbox3rdPartyId=crm-1&profile.tier=gold`);
      if (both === null) return;
      taken += 1;
      expect(both.short).toEqual(both.usual);
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(100);
}, 60_000);

test.each([
  ["/rest/v1/profiles/%74hirdPartyId"],
  ["/rest/v1/profiles/thirdPartyI%64"],
  ["/rest/v1/profiles/%6DarketingCloudVisitorId"],
])("an id whose escapes spell a fixed part is left to the usual way: %s", async (path) => {
  expect(short(makeRequest(`${path}?client=${client.code}`))).toBeNull();
});

test.each([
  ["/rest/v1/profiles/thirdPartyId/crm%2D1"],
  ["/rest/v1/profiles/thirdPartyId/%C3%A9"],
  ["/rest/v1/profiles/thirdPartyId/a%20b"],
  ["/rest/v1/profiles/thirdPartyId/a%2Fb"],
])("an id with the escapes that it needs is taken: %s", async (path) => {
  const both = await answers(`${path}?client=${client.code}`);
  expect(both?.short).toEqual(both?.usual);
  expect(both).not.toBeNull();
});
