import { describe, expect, test } from "vitest";
import { ClientCode, type ClientHints, resolveClient } from "./client.ts";
import { refuse, succeed } from "./result.ts";
import { MemoryStores, makeClient } from "./testing.ts";

const acme = makeClient({ code: "acme", imsOrgId: "0123456789ABCDEF@AdobeOrg" });
const globex = makeClient({ code: "Globex", imsOrgId: "FEDCBA9876543210@AdobeOrg" });
const named = makeClient({ code: "client" });

const resolve = (hints: Partial<ClientHints>, clients = [acme, globex]) => {
  const stores = new MemoryStores();
  stores.clients.push(...clients);
  return resolveClient({ path: null, query: null, imsOrgId: null, host: null, ...hints }, stores.clientDirectory);
};

describe("U-01: the client of a call", () => {
  test.each<[string, Partial<ClientHints>, string]>([
    ["the path segment", { path: "acme" }, "acme"],
    ["the query", { query: "Globex" }, "Globex"],
    ["imsOrgId", { imsOrgId: "FEDCBA9876543210@AdobeOrg" }, "Globex"],
    ["the first label of the host", { host: "acme.tt.omtrdc.net" }, "acme"],
    ["the host with a port", { host: "acme.example.test:3001" }, "acme"],
    ["a host of one label", { host: "globex:3001" }, "Globex"],
    ["the literal word and the host", { path: "client", host: "acme.example.test" }, "acme"],
    ["the literal word and the query", { path: "client", query: "acme" }, "acme"],
    ["an unknown segment and the host", { path: "acmee", host: "acme.example.test" }, "acme"],
    ["an unknown imsOrgId and the host", { imsOrgId: "X@AdobeOrg", host: "acme.example.test" }, "acme"],
    ["everything at once", { path: "acme", query: "acme", imsOrgId: acme.imsOrgId, host: "acme.test" }, "acme"],
    ["a code in other letters", { path: "ACME", query: "acMe", host: "Acme.test" }, "acme"],
    ["the path beside an unknown query", { path: "acme", query: "nobody" }, "acme"],
    ["the path beside a foreign host", { path: "acme", host: "edge-1.internal" }, "acme"],
    ["the query beside an address as host", { query: "acme", host: "127.0.0.1:3001" }, "acme"],
    ["the query beside an IPv6 host", { query: "acme", host: "[::1]:3001" }, "acme"],
  ])("is found by %s", async (_, hints, code) => {
    const client = [acme, globex].find((each) => each.code === code);
    expect(await resolve(hints)).toEqual(succeed(client));
  });

  test.each<[string, Partial<ClientHints>]>([
    ["path and query", { path: "acme", query: "globex" }],
    ["path and host", { path: "acme", host: "globex.example.test" }],
    ["query and host", { query: "acme", host: "globex.example.test" }],
    ["path and imsOrgId", { path: "acme", imsOrgId: globex.imsOrgId }],
    ["one of four", { path: "acme", query: "acme", imsOrgId: acme.imsOrgId, host: "globex.test" }],
  ])("is refused when %s name different known clients", async (_, hints) => {
    expect(await resolve(hints)).toEqual(refuse("conflicting-clients"));
  });

  test.each<[string, Partial<ClientHints>]>([
    ["nothing names one", {}],
    ["a segment is unknown", { path: "nobody" }],
    ["the literal word stands alone", { path: "client" }],
    ["the host is unknown", { host: "localhost:3001" }],
    ["the host is empty", { host: "" }],
    ["the names are those of an object", { path: "__proto__", host: "constructor.test" }],
  ])("is unknown when %s and there are several", async (_, hints) => {
    expect(await resolve(hints)).toEqual(refuse("unknown-client"));
  });

  test.each<[string, Partial<ClientHints>]>([
    ["nothing names one", {}],
    ["a segment is unknown", { path: "nobody" }],
    ["the literal word stands alone", { path: "client" }],
    ["the host is unknown", { host: "localhost:3001" }],
    ["the imsOrgId is unknown", { imsOrgId: "X@AdobeOrg" }],
  ])("is the only one there is when %s", async (_, hints) => {
    expect(await resolve(hints, [acme])).toEqual(succeed(acme));
  });

  test("the literal segment is a client only if one is really named so", async () => {
    expect(await resolve({ path: "client" }, [acme, named])).toEqual(succeed(named));
    expect(await resolve({ path: "client", host: "acme.test" }, [acme, named])).toEqual(refuse("conflicting-clients"));
  });

  test("an unknown query never falls through to another client (U-04)", async () => {
    expect(await resolve({ query: "nobody" }, [acme])).toEqual(refuse("unknown-client"));
    expect(await resolve({ query: "nobody", host: "acme.test" })).toEqual(refuse("unknown-client"));
    expect(await resolve({ query: "" }, [acme])).toEqual(refuse("unknown-client"));
  });

  const gone = makeClient({ code: "acme", imsOrgId: acme.imsOrgId, state: "disabled" });
  const going = makeClient({ code: "acme", imsOrgId: acme.imsOrgId, state: "deleting" });

  test.each<[string, Partial<ClientHints>]>([
    ["the path names it", { path: "acme" }],
    ["the query names it", { query: "acme" }],
    ["imsOrgId names it", { imsOrgId: acme.imsOrgId }],
    ["the host names it", { host: "acme.example.test" }],
    ["the path names it and the host another one", { path: "acme", host: "globex.example.test" }],
    ["the query names another one and the path names it", { path: "acme", query: "globex" }],
    ["the query names it and the path another one", { path: "globex", query: "acme" }],
    ["imsOrgId names it and the path another one", { path: "globex", imsOrgId: acme.imsOrgId }],
    ["the host names it and the path another one", { path: "globex", host: "acme.example.test" }],
  ])("a disabled one is unknown and never another client when %s (U-01, U-04)", async (_, hints) => {
    for (const disabled of [gone, going]) {
      expect(await resolve(hints, [disabled, globex])).toEqual(refuse("unknown-client"));
    }
  });

  test("a disabled one that is the only one there is takes no call, and leaves none to a neighbour", async () => {
    for (const disabled of [gone, going]) {
      expect(await resolve({}, [disabled])).toEqual(refuse("unknown-client"));
      expect(await resolve({ path: "client" }, [disabled])).toEqual(refuse("unknown-client"));
      expect(await resolve({}, [disabled, globex])).toEqual(refuse("unknown-client"));
      expect(await resolve({ path: "globex" }, [disabled, globex])).toEqual(succeed(globex));
    }
  });

  test("there is none in an installation without clients", async () => {
    expect(await resolve({ path: "acme" }, [])).toEqual(refuse("unknown-client"));
  });
});

describe("ClientCode", () => {
  test.each(["a", "acme", "acme-2", "ACME", "0", "a".repeat(63)])("%s is one", (code) => {
    expect(ClientCode.safeParse(code).success).toBe(true);
  });

  test.each(["", "-a", "a-", "a.b", "a_b", "a b", "é", "a/b", "a\n", "a".repeat(64)])("%j is none", (code) => {
    expect(ClientCode.safeParse(code).success).toBe(false);
  });
});
