import { randomUUID } from "node:crypto";
import type { CredentialQuery, NewCredential } from "@silhouette/core/credential";
import { type Actor, type RoleGrant, toActor } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const all: CredentialQuery = { text: null, state: null, after: null, limit: 100 };
const sysadminGrant: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };

async function world() {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const [actor, sysadmin] = [makeActor(client, "productAdmin"), makeActor(client, "sysadmin")];
  const workspaceOf = async (clientId: string) =>
    (await prisma.workspace.findFirstOrThrow({ where: { clientId }, select: { id: true } })).id;
  const shop = await stores.workspaces.create(actor, "Shop", TEST_ORIGIN, NOW);
  const shopId = shop.ok ? shop.value.id : "";
  const grant = (role: RoleGrant["role"], workspaceId: string | null = shopId): RoleGrant => ({
    role,
    clientId: client.id,
    workspaceId,
  });
  const fresh = (overrides: Partial<NewCredential> = {}): NewCredential => ({
    publicId: randomUUID(),
    secret: `secret ${randomUUID()}`,
    name: "Nightly sync",
    grant: grant("approver"),
    expiresAt: null,
    ...overrides,
  });
  const create = async (overrides: Partial<NewCredential> = {}, by: Actor = actor) => {
    const given = fresh(overrides);
    const made = await stores.credentialAdministration.create(by, given, TEST_ORIGIN, NOW);
    if (!made.ok) throw new Error(made.refusal);
    return { ...made.value, secret: given.secret };
  };
  const authenticate = (publicId: string, secret: string, now = NOW) =>
    stores.credentials.authenticate(publicId, secret, { address: "203.0.113.7", requestId: publicId }, now);
  return {
    prisma,
    administration: stores.credentialAdministration,
    credentials: stores.credentials,
    audit: stores.audit,
    client,
    neighbour,
    actor,
    sysadmin,
    stranger: makeActor(neighbour, "productAdmin"),
    shopId,
    defaultId: await workspaceOf(client.id),
    farId: await workspaceOf(neighbour.id),
    grant,
    fresh,
    create,
    authenticate,
  };
}

describe("creating", () => {
  test("a credential opens the admin API with its role, in its workspace", async () => {
    const { administration, actor, client, shopId, defaultId, grant, create, authenticate } = await world();
    const made = await create();
    expect(await authenticate(made.publicId, made.secret)).toMatchObject({
      id: made.id,
      grants: [{ role: "approver", clientId: client.id, workspaceId: shopId }],
    });
    const wide = await create({ grant: grant("editor", defaultId) });
    const opened = await authenticate(wide.publicId, wide.secret);
    expect(opened?.grants).toEqual([
      { role: "editor", clientId: client.id, workspaceId: defaultId, isDefaultWorkspace: true },
    ]);
    expect(await administration.find(actor, made.id)).toMatchObject({
      name: "Nightly sync",
      grant: { role: "approver", workspaceId: shopId, workspaceName: "Shop" },
      createdBy: actor.name,
      isManageable: true,
    });
  });

  test("nobody makes one above themselves, nor in the place of others", async () => {
    const { prisma, administration, actor, sysadmin, client, neighbour, farId, shopId, grant, fresh } = await world();
    const who = { kind: "member", id: "eve", name: "eve@example.test" } as const;
    const shopAdmin = toActor(who, [grant("workspaceAdmin")], client.id, "approver");
    const elsewhere: RoleGrant = { role: "productAdmin", clientId: neighbour.id, workspaceId: null };
    const tries: readonly [Actor, RoleGrant, string][] = [
      [actor, sysadminGrant, "beyond-reach"],
      [actor, elsewhere, "beyond-reach"],
      [sysadmin, elsewhere, "beyond-reach"],
      [shopAdmin, grant("productAdmin", null), "beyond-reach"],
      [actor, grant("editor", farId), "unknown-workspace"],
      [actor, { role: "approver", clientId: client.id, workspaceId: null }, "beyond-reach"],
    ];
    for (const [by, given, refusal] of tries) {
      const made = await administration.create(by, fresh({ grant: given, name: `try of ${shopId}` }), TEST_ORIGIN, NOW);
      expect(made).toEqual({ ok: false, refusal });
    }
    expect(await prisma.adminCredential.count({ where: { name: `try of ${shopId}` } })).toBe(0);
  });

  test("neither a list nor the log has the secret or its hash", async () => {
    const { administration, audit, client, actor, create } = await world();
    const { secret, ...made } = await create({ expiresAt: secondsAfter(3600) });
    const listed = await administration.list(actor, all, NOW);
    expect(listed).toEqual([made]);
    for (const name of [...SECRET_PROPERTIES, "previousSecretHash"]) expect(propertyNames(listed)).not.toContain(name);
    const log = await audit.list(client.id, 20);
    expect(log.find(({ target }) => target === made.id)).toMatchObject({
      action: "credential.created",
      detail: { after: { publicId: made.publicId, role: "approver", workspaceName: "Shop" } },
    });
    expect(JSON.stringify(log)).not.toContain(secret);
  });
});

describe("the list", () => {
  test("has the client's own, and those of the installation for who runs it", async () => {
    const { administration, actor, sysadmin, stranger, create } = await world();
    const own = await create();
    const wide = await create({ grant: sysadminGrant }, sysadmin);
    const ids = async (by: Actor) => (await administration.list(by, all, NOW)).map(({ id }) => id);
    expect(await ids(actor)).toEqual([own.id]);
    expect(await ids(sysadmin)).toEqual(expect.arrayContaining([own.id, wide.id]));
    expect(await ids(stranger)).toEqual([]);
    expect(await administration.find(stranger, own.id)).toBeNull();
    expect(await administration.find(actor, wide.id)).toBeNull();
  });

  test("keeps what is revoked or expired", async () => {
    const { administration, actor, create } = await world();
    const [dead, old] = [await create(), await create({ expiresAt: secondsAfter(1) })];
    await administration.revoke(actor, dead.id, TEST_ORIGIN, NOW);
    expect((await administration.list(actor, all, NOW)).map(({ id }) => id).toSorted()).toEqual(
      [dead.id, old.id].toSorted(),
    );
  });

  test("shows the last use, noted every few minutes", async () => {
    const { administration, actor, create, authenticate } = await world();
    const { id, publicId, secret } = await create();
    const use = async () => (await administration.find(actor, id))?.lastUsedAt;
    expect(await use()).toBeNull();
    await authenticate(publicId, secret);
    await authenticate(publicId, secret, secondsAfter(299));
    expect(await use()).toEqual(NOW);
    await authenticate(publicId, secret, secondsAfter(300));
    expect(await use()).toEqual(secondsAfter(300));
    await authenticate(publicId, "wrong", secondsAfter(900));
    expect(await administration.find(actor, id)).toMatchObject({
      lastUsedAt: secondsAfter(300),
      lastUsedAddress: "203.0.113.7",
    });
  });
});

describe("rotating", () => {
  test("the former secret works for the overlap, to the second, and its use is told in the log", async () => {
    const { prisma, administration, actor, create, authenticate } = await world();
    const { id, publicId, secret } = await create();
    const rotated = await administration.rotate(actor, id, "the new secret", "1h", TEST_ORIGIN, NOW);
    expect(rotated).toMatchObject({ ok: true, value: { previousSecretEndsAt: secondsAfter(3600) } });
    expect(await authenticate(publicId, "the new secret")).not.toBeNull();
    expect(await authenticate(publicId, secret, secondsAfter(3599))).not.toBeNull();
    expect(await authenticate(publicId, secret, secondsAfter(3600))).toBeNull();
    expect(await authenticate(publicId, "the new secret", secondsAfter(3600))).not.toBeNull();
    const where = { requestId: publicId, detail: { path: ["isFormerSecret"], equals: true } };
    expect(await prisma.auditEvent.count({ where })).toBe(1);
  });

  test("without an overlap the former secret ends at once, and so does one before it", async () => {
    const { administration, actor, create, authenticate } = await world();
    const { id, publicId, secret } = await create();
    await administration.rotate(actor, id, "the second secret", "7d", TEST_ORIGIN, NOW);
    await administration.rotate(actor, id, "the third secret", "24h", TEST_ORIGIN, NOW);
    expect(await authenticate(publicId, secret)).toBeNull();
    expect(await authenticate(publicId, "the second secret")).not.toBeNull();
    await administration.rotate(actor, id, "the fourth secret", "none", TEST_ORIGIN, NOW);
    expect(await authenticate(publicId, "the third secret")).toBeNull();
    expect(await authenticate(publicId, "the second secret")).toBeNull();
    expect(await authenticate(publicId, "the fourth secret")).not.toBeNull();
  });

  test("an overlap does not outlive the credential", async () => {
    const { administration, actor, create, authenticate } = await world();
    const { id, publicId, secret } = await create({ expiresAt: secondsAfter(60) });
    await administration.rotate(actor, id, "the new secret", "24h", TEST_ORIGIN, NOW);
    expect(await authenticate(publicId, secret, secondsAfter(60))).toBeNull();
    const late = await administration.rotate(actor, id, "too late", "none", TEST_ORIGIN, secondsAfter(60));
    expect(late).toEqual({ ok: false, refusal: "not-live" });
  });

  test("the new secret is in no log", async () => {
    const { administration, audit, client, actor, create } = await world();
    const { id } = await create();
    await administration.rotate(actor, id, "the new secret", "1h", TEST_ORIGIN, NOW);
    const log = await audit.list(client.id, 20);
    expect(log.some(({ action }) => action === "credential.rotated")).toBe(true);
    expect(JSON.stringify(log)).not.toContain("the new secret");
  });
});

describe("revoking and renaming", () => {
  test("a revoked credential is dead for calls that run already, for good", async () => {
    const { administration, credentials, actor, create, authenticate } = await world();
    const { id, publicId, secret } = await create();
    await administration.rotate(actor, id, "the new secret", "1h", TEST_ORIGIN, NOW);
    expect(await credentials.find(id, NOW)).not.toBeNull();
    const revoked = await administration.revoke(actor, id, TEST_ORIGIN, NOW);
    expect(revoked).toMatchObject({ ok: true, value: { revokedAt: NOW, revokedBy: actor.name } });
    expect(await credentials.find(id, NOW)).toBeNull();
    for (const text of [secret, "the new secret"]) expect(await authenticate(publicId, text)).toBeNull();
    const again = await administration.revoke(actor, id, TEST_ORIGIN, secondsAfter(60));
    expect(again).toEqual(revoked);
    const rotated = await administration.rotate(actor, id, "back to life", "none", TEST_ORIGIN, NOW);
    expect(rotated).toEqual({ ok: false, refusal: "not-live" });
  });

  test("a lowered role is what the next call goes by", async () => {
    const { prisma, credentials, create } = await world();
    const { id } = await create();
    await prisma.adminCredential.update({ where: { id }, data: { role: "observer" } });
    expect((await credentials.find(id, NOW))?.grants).toMatchObject([{ role: "observer" }]);
  });

  test("a new name is logged", async () => {
    const { administration, audit, client, actor, create } = await world();
    const { id, publicId } = await create();
    expect(await administration.rename(actor, id, "Daily sync", TEST_ORIGIN, NOW)).toMatchObject({
      ok: true,
      value: { name: "Daily sync" },
    });
    const log = await audit.list(client.id, 20);
    expect(log.find(({ action }) => action === "credential.changed")?.detail).toEqual({
      publicId,
      before: { name: "Nightly sync" },
      after: { name: "Daily sync" },
    });
  });

  test("the neighbour's and those above oneself are out of reach", async () => {
    const { administration, actor, sysadmin, stranger, create, authenticate } = await world();
    const own = await create();
    const wide = await create({ grant: sysadminGrant }, sysadmin);
    for (const [by, { id }] of [
      [stranger, own],
      [actor, wide],
    ] as const) {
      const hidden = { ok: false, refusal: "not-found" };
      expect(await administration.rotate(by, id, "stolen", "none", TEST_ORIGIN, NOW)).toEqual(hidden);
      expect(await administration.revoke(by, id, TEST_ORIGIN, NOW)).toEqual(hidden);
      expect(await administration.rename(by, id, "Stolen", TEST_ORIGIN, NOW)).toEqual(hidden);
    }
    expect(await authenticate(wide.publicId, wide.secret)).not.toBeNull();
  });
});

test("the list is newest first, page by page, and narrowed by text as it stands and by state", async () => {
  const { administration, actor, create } = await world();
  const [first, second] = [await create({ name: "Sync A" }), await create({ name: "Sync_B" })];
  const ending = await create({ name: "Ending", expiresAt: secondsAfter(60) });
  await administration.revoke(actor, second.id, TEST_ORIGIN, NOW);
  const ids = async (query: Partial<CredentialQuery>, now = NOW) =>
    (await administration.list(actor, { ...all, ...query }, now)).map(({ id }) => id);
  const newestFirst = [ending.id, second.id, first.id];
  expect(await ids({})).toEqual(newestFirst);
  expect(await ids({ limit: 2 })).toEqual(newestFirst.slice(0, 2));
  expect(await ids({ after: second })).toEqual([first.id]);
  expect(await ids({ text: "c_b" })).toEqual([second.id]);
  expect(await ids({ text: first.publicId.slice(0, 12).toUpperCase() })).toEqual([first.id]);
  expect(await ids({ state: "live" })).toEqual([ending.id, first.id]);
  expect(await ids({ state: "live" }, secondsAfter(60))).toEqual([first.id]);
  expect(await ids({ state: "expired" }, secondsAfter(60))).toEqual([ending.id]);
  expect(await ids({ state: "revoked" }, secondsAfter(60))).toEqual([second.id]);
});
