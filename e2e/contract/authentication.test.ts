import { TOKEN_SURFACES } from "@silhouette/core/token";
import { describe, expect, test } from "vitest";
import {
  bearer,
  cut,
  JSON_TYPE,
  refusal,
  SUBMITTED,
  statusPath,
  submit,
  valuesOf,
  waitForBatch,
  XML_TYPE,
} from "./calls.ts";
import type { CallOptions, Reply, Target, TargetClient } from "./target.ts";
import { describeTargets } from "./targets.ts";

const FILE = "batch=thirdPartyId,tier\ncrm-1,gold\ncrm-2,gold\n";

type Surface = {
  readonly name: string;
  readonly surface: "fetch" | "single" | "bulk" | "status";
  call(target: Target, client: TargetClient, headers?: CallOptions["headers"]): Promise<Reply>;
};

const surfaces: readonly Surface[] = [
  {
    name: "fetch by thirdPartyId",
    surface: "fetch",
    call: (target, { code }, headers = {}) =>
      target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${code}`, { headers }),
  },
  {
    name: "fetch by tntId",
    surface: "fetch",
    call: (target, { code }, headers = {}) => target.call(`/rest/v1/profiles/visitor-1?client=${code}`, { headers }),
  },
  {
    name: "fetch by ECID",
    surface: "fetch",
    call: (target, { code }, headers = {}) =>
      target.call(`/rest/v1/profiles/marketingCloudVisitorId/ecid-1?client=${code}`, { headers }),
  },
  {
    name: "single update by GET",
    surface: "single",
    call: (target, { code }, headers = {}) =>
      target.call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`, { headers }),
  },
  {
    name: "single update by POST",
    surface: "single",
    call: (target, { code }, headers = {}) =>
      target.call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`, { method: "POST", headers }),
  },
  {
    name: "bulk update v1",
    surface: "bulk",
    call: (target, client, headers = {}) => submit(target, client, FILE, { version: 1, headers }),
  },
  {
    name: "bulk update v2",
    surface: "bulk",
    call: (target, client, headers = {}) => submit(target, client, FILE, { headers }),
  },
  {
    name: "batch status",
    surface: "status",
    call: (target, { code }, headers = {}) =>
      target.call(`/m2/${code}/profile/batchStatus?batchId=${code}-1772442927411-10000017`, { headers }),
  },
  {
    name: "batch status at its older address",
    surface: "status",
    call: (target, { code }, headers = {}) =>
      target.call(`/m2/${code}/v2/profile/batchStatus?batchId=${code}-1772442927411-10000017`, { headers }),
  },
];

describeTargets((target) => {
  /** A client with two profiles that asks for a token, and its live token. */
  async function makeClient(settings: { requireAuthentication?: boolean; profileApiAuthScope?: "all" | "bulk" } = {}) {
    const client = await target.createClient({ settings: { requireAuthentication: true, ...settings } });
    await client.putProfile("tp:crm-1", { tier: "basic" });
    await client.putProfile("pc:visitor-1", { tier: "basic" });
    return { client, token: await client.issueToken() };
  }

  /** Where a call is let in: not found is an answer to a call that was. */
  const isLetIn = ({ status }: Reply) => status === 200 || status === 404;

  describe.each(surfaces)("$name", ({ surface, call }) => {
    test("answers with the live token, and whatever stands there while authentication is off", async () => {
      const { client, token } = await makeClient();
      expect(isLetIn(await call(target, client, bearer(token)))).toBe(true);
      const open = await makeClient({ requireAuthentication: false });
      expect(isLetIn(await call(target, open.client))).toBe(true);
      expect(isLetIn(await call(target, open.client, bearer("anything")))).toBe(true);
    });

    test("gives one and the same 403 for every reason (U-09)", async () => {
      const { client, token } = await makeClient();
      const neighbour = await makeClient();
      const flip = (text: string, at: number) =>
        text.slice(0, at) + (text.at(at) === "a" ? "b" : "a") + text.slice(at + 1);
      const past = new Date(Date.now() - 1000);
      const attempts: readonly [string, CallOptions["headers"]][] = [
        ["no token", {}],
        ["an empty token", { Authorization: "Bearer" }],
        ["a blank token", { Authorization: "Bearer  " }],
        ["a word", bearer("2f9d6a1e-52c4-4a52-9b7d-1a7c0e6f8b31")],
        ["a token without its scheme", { Authorization: token }],
        ["another scheme", { Authorization: `Basic ${token}` }],
        ["one character of the id changed", bearer(flip(token, 6))],
        ["one character of the secret changed", bearer(flip(token, 40))],
        ["one character of the checksum changed", bearer(flip(token, token.length - 1))],
        ["two tokens", bearer(`${token} ${token}`)],
        ["another client's token", bearer(neighbour.token)],
        ["an expired token", bearer(await client.issueToken({ expiresAt: past }))],
        ["a revoked token", bearer(await client.issueToken({ revokedAt: past }))],
        ["a very long token", bearer("a".repeat(4000))],
      ];
      const body = surface === "fetch" ? '{"status":403,"message":"Forbidden"}' : refusal("Forbidden");
      for (const [what, headers] of attempts) {
        const reply = await call(target, client, headers);
        expect([what, reply.status, reply.text]).toEqual([what, 403, body]);
        expect(reply.headers.get("www-authenticate")).toBe("Bearer");
        expect(reply.headers.get("content-type")).toBe(surface === "fetch" ? JSON_TYPE : XML_TYPE);
        if (target.server !== null) expect(reply.reason).toBe("Forbidden");
      }
    });

    test("takes the token from the header access_token when Authorization holds none that is live (U-08)", async () => {
      const { client, token } = await makeClient();
      expect(isLetIn(await call(target, client, { access_token: token }))).toBe(true);
      expect(isLetIn(await call(target, client, { ...bearer("an.admin.token"), access_token: token }))).toBe(true);
      expect((await call(target, client, { access_token: "anything" })).status).toBe(403);
    });

    test("opens to a token that was made for it, and gives the one 403 to a token for the others (U-09)", async () => {
      const { client } = await makeClient();
      const part = surface === "status" ? "bulk" : surface;
      const own = await client.issueToken({ name: "own", surfaces: [part] });
      expect(isLetIn(await call(target, client, bearer(own)))).toBe(true);
      const others = TOKEN_SURFACES.filter((other) => other !== part);
      const reply = await call(target, client, bearer(await client.issueToken({ name: "others", surfaces: others })));
      const missing = await call(target, client);
      expect([reply.status, reply.text]).toEqual([403, missing.text]);
      expect([reply.headers.get("www-authenticate"), reply.headers.get("content-type")]).toEqual([
        "Bearer",
        missing.headers.get("content-type"),
      ]);
    });

    test("reads the word Bearer in any case (U-08)", async () => {
      const { client, token } = await makeClient();
      for (const scheme of ["bearer", "BEARER"]) {
        expect(isLetIn(await call(target, client, { Authorization: `${scheme} ${token}` }))).toBe(true);
      }
    });

    test("may be left open by asking for the token on bulk alone (U-10, U-11)", async () => {
      const { client, token } = await makeClient({ profileApiAuthScope: "bulk" });
      const isOpen = surface === "fetch" || surface === "single";
      expect(isLetIn(await call(target, client))).toBe(isOpen);
      expect(isLetIn(await call(target, client, bearer(token)))).toBe(true);
    });
  });

  test("a token made for fetch alone is refused on single updates and batches, and changes nothing (U-09)", async () => {
    const { client, token } = await makeClient();
    const reader = bearer(await client.issueToken({ name: "reader", surfaces: ["fetch"] }));
    expect(await valuesOf(target, client, "thirdPartyId/crm-1", reader)).toEqual({ tier: "basic" });
    for (const { surface, call } of surfaces.filter(({ surface }) => surface !== "fetch")) {
      const reply = await call(target, client, reader);
      expect([surface, reply.status, reply.text]).toEqual([surface, 403, refusal("Forbidden")]);
    }
    expect(await valuesOf(target, client, "thirdPartyId/crm-1", bearer(token))).toEqual({ tier: "basic" });
  });

  test("a token in the query is no token (U-08)", async () => {
    const { client, token } = await makeClient();
    for (const name of ["access_token", "token", "authorization"]) {
      const reply = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}&${name}=${token}`);
      expect(reply.status).toBe(403);
    }
  });

  test("nothing of a refused call is applied", async () => {
    const { client, token } = await makeClient();
    for (const { call } of surfaces) await call(target, client);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1", bearer(token))).toEqual({ tier: "basic" });
    expect(await valuesOf(target, client, "thirdPartyId/crm-2", bearer(token))).toBeNull();
  });

  test("a refusal does not tell whether a profile or a batch exists", async () => {
    const { client } = await makeClient();
    const known = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`);
    const unknown = await target.call(`/rest/v1/profiles/thirdPartyId/crm-404?client=${client.code}`);
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  });

  test("the whole way with a token: batch, status, fetch, update", async () => {
    const { client, token } = await makeClient();
    const headers = bearer(token);
    const submitted = await submit(target, client, FILE, { headers });
    const status = await waitForBatch(target, submitted, headers);
    expect(cut(status.text, "successfulUpdates")).toBe("2");
    expect((await target.call(statusPath(submitted))).status).toBe(403);
    expect(await valuesOf(target, client, "thirdPartyId/crm-2", headers)).toEqual({ tier: "gold" });
    const update = await target.call(`/m2/${client.code}/profile/update?mbox3rdPartyId=crm-2&profile.tier=silver`, {
      headers,
    });
    expect(update.text).toBe(SUBMITTED);
    expect(await valuesOf(target, client, "thirdPartyId/crm-2", headers)).toEqual({ tier: "silver" });
  });
});
