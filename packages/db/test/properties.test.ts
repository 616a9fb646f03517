import type { PropertyFields, PropertyFilter, PropertyQuery } from "@silhouette/core/property";
import { expect, test } from "vitest";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const web = { name: "Shop", description: "", channel: "web" } as const;
const all: PropertyQuery = { limit: 2_147_483_647, offset: 0, sortBy: [] };

async function world() {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const workspace = (clientId: string) => prisma.workspace.findFirstOrThrow({ where: { clientId } });
  return {
    prisma,
    properties: stores.properties,
    audit: stores.audit,
    actor: makeActor(client),
    stranger: makeActor(neighbour),
    workspaceId: (await workspace(client.id)).id,
    strangeWorkspaceId: (await workspace(neighbour.id)).id,
  };
}

const accepted = <Value>(result: { ok: true; value: Value } | { ok: false }): Value => {
  if (!result.ok) throw new Error("refused");
  return result.value;
};

test("a property gets an id that JSON keeps exact, a token, and the Default Workspace", async () => {
  const { properties, actor, workspaceId } = await world();
  const made = accepted(await properties.create(actor, web, TEST_ORIGIN, NOW));
  expect(made).toEqual({
    ...web,
    id: expect.any(Number),
    workspaces: [workspaceId],
    token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    createdAt: NOW,
    modifiedAt: NOW,
  });
  expect(Number.isSafeInteger(made.id)).toBe(true);
  expect(await properties.find(actor.clientId, made.id)).toEqual(made);
});

test("a replacement keeps id, token and birth, and is logged as before and after", async () => {
  const { properties, audit, actor, workspaceId } = await world();
  const made = accepted(await properties.create(actor, web, TEST_ORIGIN, NOW));
  const fields = { ...web, name: "App", channel: "mobile" as const, workspaces: [workspaceId, workspaceId] };
  const changed = accepted(await properties.replace(actor, made.id, fields, TEST_ORIGIN, secondsAfter(60)));
  expect(changed).toEqual({ ...made, name: "App", channel: "mobile", modifiedAt: secondsAfter(60) });
  const log = await audit.list(actor.clientId, 10);
  expect(log.find(({ action }) => action === "property.changed")).toMatchObject({
    target: String(made.id),
    detail: { before: { name: "Shop", channel: "web" }, after: { name: "App", channel: "mobile" } },
  });
});

test("a name is taken once in a client, and free in the next", async () => {
  const { properties, actor, stranger } = await world();
  await properties.create(actor, web, TEST_ORIGIN, NOW);
  expect(await properties.create(actor, web, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "name-taken" });
  const app = accepted(await properties.create(actor, { ...web, name: "App" }, TEST_ORIGIN, NOW));
  expect(await properties.replace(actor, app.id, web, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "name-taken" });
  expect((await properties.create(stranger, web, TEST_ORIGIN, NOW)).ok).toBe(true);
});

test("workspaces are the client's own", async () => {
  const { properties, actor, strangeWorkspaceId } = await world();
  const fields = { ...web, workspaces: [strangeWorkspaceId] };
  const refused = { ok: false, refusal: "unknown-workspace" };
  expect(await properties.create(actor, fields, TEST_ORIGIN, NOW)).toEqual(refused);
  const made = accepted(await properties.create(actor, { ...web, workspaces: [] }, TEST_ORIGIN, NOW));
  expect(made.workspaces).toEqual([]);
  expect(await properties.replace(actor, made.id, fields, TEST_ORIGIN, NOW)).toEqual(refused);
});

test("the neighbour's property is not there", async () => {
  const { properties, actor, stranger } = await world();
  const theirs = accepted(await properties.create(stranger, web, TEST_ORIGIN, NOW));
  expect(await properties.find(actor.clientId, theirs.id)).toBeNull();
  expect(await properties.replace(actor, theirs.id, web, TEST_ORIGIN, NOW)).toEqual({
    ok: false,
    refusal: "not-found",
  });
  expect(await properties.list(actor.clientId, all)).toEqual({ total: 0, properties: [] });
  expect(await properties.find(stranger.clientId, theirs.id)).toEqual(theirs);
});

test("a list is sorted, cut and counted", async () => {
  const { properties, actor } = await world();
  for (const [name, channel] of [
    ["b", "web"],
    ["a", "web"],
    ["c", "email"],
  ] as const) {
    await properties.create(actor, { name, channel, description: "" }, TEST_ORIGIN, NOW);
  }
  const names = async (query: Partial<PropertyQuery>) => {
    const { total, properties: found } = await properties.list(actor.clientId, { ...all, ...query });
    return [total, found.map(({ name }) => name).join("")];
  };
  expect(await names({ sortBy: [{ key: "name", isDescending: false }] })).toEqual([3, "abc"]);
  expect(await names({ sortBy: [{ key: "name", isDescending: true }], limit: 1, offset: 1 })).toEqual([3, "b"]);
  const sortBy = [
    { key: "channel", isDescending: true },
    { key: "name", isDescending: false },
  ] as const;
  expect(await names({ sortBy })).toEqual([3, "abc"]);
  expect(await names({ limit: 0 })).toEqual([3, ""]);
  expect(await names({ offset: 3 })).toEqual([3, ""]);
});

test("a list is narrowed by what fields are or are not, by a text, a workspace and a name to begin after", async () => {
  const { properties, actor } = await world();
  for (const fields of [
    { name: "App", channel: "mobile", description: "100 % of it" },
    { name: "Mail", channel: "email", description: "" },
    { name: "Shop", channel: "web", description: "", workspaces: [] },
  ] satisfies PropertyFields[]) {
    await properties.create(actor, fields, TEST_ORIGIN, NOW);
  }
  const sortBy = [{ key: "name", isDescending: false }] as const;
  const names = async (filter: PropertyFilter) => {
    const { total, properties: found } = await properties.list(actor.clientId, { ...all, sortBy, filter });
    expect(total).toBe(found.length);
    return found.map(({ name }) => name);
  };
  const [app] = (await properties.list(actor.clientId, { ...all, sortBy })).properties;
  expect(await names({ channel: { value: "web", isNegated: false } })).toEqual(["Shop"]);
  expect(await names({ channel: { value: "web", isNegated: true } })).toEqual(["App", "Mail"]);
  expect(
    await names({ name: { value: "Mail", isNegated: false }, channel: { value: "web", isNegated: false } }),
  ).toEqual([]);
  expect(await names({ token: { value: app?.token ?? "", isNegated: false } })).toEqual(["App"]);
  expect(await names({ text: "0 %" })).toEqual(["App"]);
  expect(await names({ text: "sHO" })).toEqual(["Shop"]);
  expect(await names({ workspaceId: app?.workspaces[0] ?? "" })).toEqual(["App", "Mail"]);
  expect(await names({ after: "App" })).toEqual(["Mail", "Shop"]);
});

test("a deleted property is gone once, and its fields are in the log", async () => {
  const { properties, audit, actor, stranger } = await world();
  const made = accepted(await properties.create(actor, web, TEST_ORIGIN, NOW));
  const gone = { ok: false, refusal: "not-found" };
  expect(await properties.remove(stranger, made.id, TEST_ORIGIN, NOW)).toEqual(gone);
  const answers = await Promise.all([1, 2].map(() => properties.remove(actor, made.id, TEST_ORIGIN, NOW)));
  expect(answers.toSorted((one) => (one.ok ? -1 : 1))).toEqual([{ ok: true, value: null }, gone]);
  expect(await properties.find(actor.clientId, made.id)).toBeNull();
  const log = (await audit.list(actor.clientId, 10)).filter(({ action }) => action === "property.deleted");
  expect(log).toMatchObject([{ target: String(made.id), detail: { before: { name: "Shop", channel: "web" } } }]);
});
