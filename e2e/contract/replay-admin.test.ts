import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Installation, startInstallation } from "../support/installation.ts";
import { callAdmin, fetchAdminToken } from "./admin-calls.ts";
import { bearer, cut, SUBMITTED, submit, waitForBatch } from "./calls.ts";
import { createHttpTarget, openBackdoor } from "./http-target.ts";
import { httpTargets } from "./targets.ts";

/** What public callers of the admin API and the profile endpoints send together (contract section 14.4). */

const { consoleUrl } = inject("installation");
const [edge] = httpTargets;
if (edge === undefined) throw new Error("There is an edge");
const json = { "content-type": "application/vnd.adobe.target.v1+json" };

type TokenReply = { accessToken: string; tokenType: string; scope: string; expiresIn: number };
const tokenOf = ({ body }: { readonly body: unknown }) => (body as TokenReply).accessToken;

describe("Zeotap: makes its own token by the admin API (U-26)", () => {
  test("from an OAuth id and secret to a batch that needs the token", async () => {
    const client = await edge.createClient();
    const admin = await fetchAdminToken(consoleUrl);
    const path = `${client.code}/target`;
    const switched = await callAdmin(consoleUrl, `${path}/clients/settings`, admin, {
      method: "PATCH",
      headers: json,
      body: { enableProfileApiAuthentication: true },
    });
    expect([switched.status, switched.body]).toMatchObject([200, { enableProfileApiAuthentication: true }]);

    const made = await callAdmin(consoleUrl, `${path}/authentication/token?authorizationScope=profile_api`, admin, {
      method: "POST",
    });
    expect([made.status, made.body]).toEqual([
      201,
      { accessToken: expect.any(String), tokenType: "bearer", scope: "profile_api", expiresIn: 7_775_999 },
    ]);
    const headers = bearer(tokenOf(made));
    const file = "batch=thirdPartyId,segment\ncrm-1,a\n";
    expect((await submit(edge, client, file)).status).toBe(403);
    const status = await waitForBatch(edge, await submit(edge, client, file, { headers }), headers);
    expect(cut(status.text, "successfulUpdates")).toBe("1");
    const update = `/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1&profile.segment=b`;
    expect((await edge.call(update, { method: "POST", headers })).text).toBe(SUBMITTED);
  });

  test("a token of the debugging tools does not open the Profile API (U-09)", async () => {
    const client = await edge.createClient({ settings: { requireAuthentication: true } });
    const admin = await fetchAdminToken(consoleUrl);
    const path = `${client.code}/target/authentication/token?authorizationScope=debug_tools`;
    const made = await callAdmin(consoleUrl, path, admin, { method: "POST" });
    expect(made.status).toBe(201);
    const fetchPath = `/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`;
    const reply = await edge.call(fetchPath, { headers: bearer(tokenOf(made)) });
    expect([reply.status, reply.reason, reply.text]).toEqual([
      403,
      "Forbidden",
      '{"status":403,"message":"Forbidden"}',
    ]);
  });

  test("a script that reads the settings, changes one and writes them back works", async () => {
    const client = await edge.createClient();
    const admin = await fetchAdminToken(consoleUrl);
    const path = `${client.code}/target/clients/settings`;
    const first = { locale: "en_US", ipObfuscation: "LAST_OCTET", enableProfileApiAuthentication: false };
    await callAdmin(consoleUrl, path, admin, { method: "PUT", headers: json, body: first });
    const read = await callAdmin(consoleUrl, path, admin);
    expect(read.body).toMatchObject(first);
    const changed = { ...(read.body as object), timeZone: "Europe/Berlin" };
    const put = await callAdmin(consoleUrl, path, admin, { method: "PUT", headers: json, body: changed });
    expect([put.status, put.body]).toEqual([200, changed]);
  });

  test("a grace keeps the replaced token working on the edge, and without one it is dead within a second (U-25)", async () => {
    const client = await edge.createClient({ settings: { requireAuthentication: true, tokenGraceSeconds: 3600 } });
    const admin = await fetchAdminToken(consoleUrl);
    const path = `${client.code}/target`;
    const issue = async () =>
      tokenOf(
        await callAdmin(consoleUrl, `${path}/authentication/token?authorizationScope=profile_api`, admin, {
          method: "POST",
        }),
      );
    const isLetIn = async (token: string) => {
      const fetchPath = `/rest/v1/profiles/thirdPartyId/crm-404?client=${client.code}`;
      return (await edge.call(fetchPath, { headers: bearer(token) })).status === 404;
    };
    const afterCaches = () => new Promise((resolve) => setTimeout(resolve, 1000));

    const [old, current] = [await issue(), await issue()];
    await afterCaches();
    expect([await isLetIn(old), await isLetIn(current)]).toEqual([true, true]);
    await callAdmin(consoleUrl, `${path}/clients/settings`, admin, {
      method: "PATCH",
      headers: json,
      body: { tokenGraceSeconds: 0 },
    });
    const newest = await issue();
    await afterCaches();
    expect([await isLetIn(old), await isLetIn(current), await isLetIn(newest)]).toEqual([false, false, true]);
  });
});

describe("DHL: fetches the token before every call, where TOKEN_RETRIEVAL keeps its text (U-07, U-25)", () => {
  let installation: Installation;
  let backdoor: ReturnType<typeof openBackdoor>;
  beforeAll(async () => {
    installation = await startInstallation({
      env: { TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: randomBytes(32).toString("base64") },
    });
    backdoor = openBackdoor(installation.databaseUrl);
  });
  afterAll(async () => {
    await backdoor?.close();
    await installation?.stop();
  });

  test("token, fetch and JSON update, with the token in the header access_token beside an admin bearer (U-08)", async () => {
    const target = createHttpTarget("edge", installation.edgeUrl, backdoor);
    const client = await target.createClient({ settings: { requireAuthentication: true } });
    await client.putProfile("pc:crm-1", { seen: "yes" });
    const admin = await fetchAdminToken(installation.consoleUrl);
    // The older name of the parameter, and the version in Content-Type alone, on a GET.
    const path = `${client.code}/target/authentication/token?scope=profile_api`;
    const getToken = () => callAdmin(installation.consoleUrl, path, admin, { headers: json });

    expect((await getToken()).status).toBe(404);
    const made = await callAdmin(installation.consoleUrl, path, admin, { method: "POST" });
    const read = await getToken();
    expect([read.status, tokenOf(read)]).toEqual([200, tokenOf(made)]);
    expect((read.body as TokenReply).expiresIn).toBeGreaterThan(7_775_900);
    expect((read.body as TokenReply).expiresIn).toBeLessThanOrEqual(7_775_999);

    const headers = async () => ({ ...bearer(admin), access_token: tokenOf(await getToken()) });
    const update = await target.call(`/m2/${client.code}/profile/update`, {
      method: "POST",
      headers: { ...(await headers()), "Content-Type": "application/json" },
      // It sends the third party id as mboxPC.
      body: JSON.stringify({ mboxPC: "crm-1", "profile.tier": "gold" }),
    });
    expect([update.status, update.text]).toEqual([200, SUBMITTED]);
    const fetched = await target.call(`/rest/v1/profiles/crm-1?client=${client.code}`, { headers: await headers() });
    expect(JSON.parse(fetched.text).profileAttributes.tier.value).toBe("gold");
    expect(installation.output()).not.toContain(tokenOf(made));
  });
});
