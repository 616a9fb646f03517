import { randomUUID } from "node:crypto";
import { DELETION_GRACE_MILLIS } from "@silhouette/db/delete-client";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { afterAll, describe, expect, inject, test, vi } from "vitest";
import { signInByHttp } from "../support/sign-in-by-http.ts";
import { fetchAdminToken } from "./admin-calls.ts";
import { cut, deliver, statusPath, submit, valuesOf, waitForBatch } from "./calls.ts";
import { createPeople } from "./matrix-people.ts";
import type { Target, TargetClient } from "./target.ts";
import { describeServers } from "./targets.ts";

/** What a disabled client is to its callers, members and programs, and what is left of a deleted one. */

const { consoleUrl, databaseUrl } = inject("installation");
const prisma = createPrisma(databaseUrl, { poolMax: 2 });
const people = createPeople(prisma, consoleUrl);
afterAll(() => prisma.$disconnect());

const root = await fetchAdminToken(consoleUrl);

async function callApi(method: string, path: string, body?: unknown, bearer = root) {
  const reply = await fetch(`${consoleUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === "" ? null : JSON.parse(text) };
}

const setState = async (code: string, act: "disable" | "enable") => {
  const { status, body } = await callApi("POST", `/clients/${code}/${act}`);
  expect([status, body.state]).toEqual([200, `${act}d`]);
};

/** Longer than a node remembers a client. */
const patience = { timeout: 10_000, interval: 100 };

describeServers((target) => {
  const names = ["update", "fetch", "submission", "status", "delivery"] as const;

  /** The answer of every surface to calls about a code, without the code. */
  async function answersTo(on: Target, code: string, batchPath: string) {
    const client = { code } as TargetClient;
    const replies = [
      await on.call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`),
      await on.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${code}`),
      await submit(on, client, "batch=thirdPartyId,tier\ncrm-1,gold\n"),
      await on.call(batchPath.replace(/\/m2\/[^/]+\//, `/m2/${code}/`)),
      await deliver(on, client),
    ];
    const seen = replies.map(({ status, text }) => ({ status, text: text.replaceAll(code, "<code>") }));
    return Object.fromEntries(names.map((name, index) => [name, seen[index]]));
  }

  test("a disabled client is refused on every surface like one that is not there, and serves on once it is enabled", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "basic" });
    const submitted = await submit(target, client, "batch=thirdPartyId,tier\ncrm-1,silver\n");
    await waitForBatch(target, submitted);
    const batchPath = statusPath(submitted);
    await setState(client.code, "disable");
    const nobody = await answersTo(target, `nobody-${randomUUID()}`, batchPath);
    // What would change something is sent once the node knows.
    await vi.waitFor(async () => {
      expect((await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`)).status).toBe(400);
    }, patience);
    expect(await answersTo(target, client.code, batchPath)).toEqual(nobody);
    await setState(client.code, "enable");
    await vi.waitFor(async () => {
      expect((await valuesOf(target, client, "thirdPartyId/crm-1"))?.tier).toBe("silver");
    }, patience);
    expect(cut((await target.call(batchPath)).text, "status")).toBe("complete");
  });

  test("calls that name a disabled client beside another one never reach that one (U-01, U-04)", async () => {
    const [client, neighbour] = [await target.createClient(), await target.createClient()];
    await neighbour.putProfile("tp:crm-1", { tier: "basic" });
    await setState(client.code, "disable");
    const ways = [
      [client.code, "", { Host: `${neighbour.code}.example.test` }],
      [neighbour.code, `&client=${client.code}`, {}],
      ["client", `&client=${neighbour.code}`, { Host: `${client.code}.example.test` }],
    ] as const;
    const update = ([segment, query, headers]: (typeof ways)[number]) =>
      target.call(`/m2/${segment}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold${query}`, { headers });
    for (const way of ways) {
      await vi.waitFor(async () => {
        const { status, text } = await update(way);
        expect([status, text]).toEqual([400, expect.stringContaining("Invalid client")]);
      }, patience);
    }
    expect((await valuesOf(target, neighbour, "thirdPartyId/crm-1"))?.tier).toBe("basic");
  });
});

describe("a disabled client", () => {
  test("shuts its own programs and members out with the next call, and a Sysadmin sees that it is disabled", async () => {
    const client = await makeClient(prisma);
    const own = await people.makeBearer("productAdmin", client);
    const inWorkspace = await people.makeBearer("approver", client);
    const { member, password } = await makeMember(prisma, { role: "approver", client });
    const cookie = await signInByHttp(consoleUrl, member.email, password);
    const path = `/clients/${client.code}`;
    const page = () =>
      fetch(`${consoleUrl}/administration/implementation`, { headers: { cookie }, redirect: "manual" });
    const statuses = async () => [
      (await callApi("GET", path, undefined, own)).status,
      (await callApi("GET", path, undefined, inWorkspace)).status,
      (await page()).status,
    ];
    expect(await statuses()).toEqual([200, 200, 200]);
    await setState(client.code, "disable");
    expect(await statuses()).toEqual([401, 401, 403]);
    expect((await callApi("GET", path)).body).toMatchObject({ state: "disabled", disabledAt: expect.any(String) });
    const listed = await callApi("GET", `/clients?state=disabled&text=${client.code}`);
    expect(listed.body.clients).toMatchObject([{ code: client.code, state: "disabled" }]);
    expect((await callApi("GET", `/clients?state=enabled&text=${client.code}`)).body.clients).toEqual([]);
    await setState(client.code, "enable");
    expect(await statuses()).toEqual([200, 200, 200]);
  });
});

describe("a deleted client", () => {
  test("is gone with what it owned, its log is read by its id, and its code is free", async () => {
    const code = `gone-${randomUUID().slice(0, 8)}`;
    const path = `/clients/${code}`;
    expect((await callApi("POST", "/clients", { code, name: "Gone" })).status).toBe(201);
    expect((await callApi("POST", `${path}/workspaces`, { name: "Shop" })).status).toBe(201);
    expect((await callApi("DELETE", path)).body).toMatchObject({
      status: 409,
      type: expect.stringContaining("client-not-disabled"),
    });
    await setState(code, "disable");
    const asked = await callApi("DELETE", path);
    expect([asked.status, asked.body.state]).toEqual([202, "deleting"]);
    expect((await callApi("GET", path)).body.state).toBe("deleting");
    expect((await callApi("POST", `${path}/enable`)).body.type).toContain("client-deleting");
    expect((await callApi("POST", `${path}/workspaces`, { name: "Blog" })).status).toBe(403);
    // Nobody waits a minute here for calls that were never made.
    const disabledAt = new Date(Date.now() - DELETION_GRACE_MILLIS);
    const { id } = await prisma.client.update({ where: { code }, data: { disabledAt }, select: { id: true } });
    await vi.waitFor(async () => expect((await callApi("GET", path)).status).toBe(404), {
      timeout: 60_000,
      interval: 200,
    });
    expect(await prisma.workspace.count({ where: { clientId: id } })).toBe(0);

    const told = await callApi("GET", `/audit?target=${id}`);
    const actions = (events: readonly { action: string }[]) => events.map(({ action }) => action);
    expect(actions(told.body.events)).toEqual(["client.deleted", "client.deletionRequested"]);
    const own = await callApi("GET", `/audit?clientId=${id}&action=client.*`);
    expect(actions(own.body.events)).toEqual([
      "client.deleted",
      "client.deletionRequested",
      "client.disabled",
      "client.created",
    ]);
    expect((await callApi("POST", "/clients", { code, name: "Anew" })).status).toBe(201);
  });
});
