import { expect, test } from "vitest";
import { indexAt, toCall } from "./requests.mjs";

test("an update names the profile and its five attributes, percent-encoded", () => {
  const { method, path } = toCall({ kind: "update", from: 0, count: 10 }, 0);
  expect(method).toBe("POST");
  const url = new URL(path, "http://edge.test");
  expect(url.pathname).toBe("/m2/bench/profile/update");
  expect([...url.searchParams.keys()]).toEqual([
    "mbox3rdPartyId",
    ...["tier", "city", "interest", "visits", "last_visit"].map((name) => `profile.${name}`),
  ]);
  expect(path).toMatch(/^[!-~]+$/);
});

test("a token is sent as a bearer token, and a path of one's own replaces the call's", () => {
  expect(toCall({ kind: "fetch", token: "t" }, 0).headers).toEqual({ authorization: "Bearer t" });
  expect(toCall({ kind: "get", path: "/healthz" }, 5).path).toBe("/healthz");
});

test.each([1, 2, 7, 1000, 4096, 99_991])("out of %d profiles each is met once before any is met again", (count) => {
  const met = new Set(Array.from({ length: count }, (_, position) => indexAt({ from: 100, count }, position)));
  expect(met.size).toBe(count);
  expect(Math.min(...met)).toBe(100);
  expect(indexAt({ from: 100, count }, count)).toBe(indexAt({ from: 100, count }, 0));
});
