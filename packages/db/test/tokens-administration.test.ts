import { randomBytes, randomUUID } from "node:crypto";
import type { Actor } from "@silhouette/core/permission";
import { createToken } from "@silhouette/core/token";
import type { TokenDetails, TokenFilter } from "@silhouette/core/token-administration";
import type { NamedToken } from "@silhouette/core/token-issue";
import { tokenState } from "@silhouette/core/token-state";
import { describe, expect, test } from "vitest";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const DAY = 86_400;
const end = secondsAfter(30 * DAY);
const EVERYTHING: TokenFilter = { state: null, workspaceId: null, text: "" };

const newText = (expiresAt = end) => ({ made: createToken(randomBytes), expiresAt });
const named = (name: string, overrides: Partial<NamedToken> = {}): NamedToken => ({
  name,
  note: "",
  surfaces: ["fetch"],
  workspaceId: null,
  ...overrides,
});

/** An approver of a client of its own, and what most tests do with the store. */
async function world() {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const neighbour = makeActor(await makeClient(prisma));
  const administration = stores.tokenAdministration;
  const unwrap = <Value>(result: { ok: true; value: Value } | { ok: false; refusal: string }): Value => {
    if (!result.ok) throw new Error(result.refusal);
    return result.value;
  };
  const create = async (name: string, overrides: Partial<NamedToken> = {}, at = NOW, expiresAt = end) =>
    unwrap(await administration.create(actor, named(name, overrides), newText(expiresAt), TEST_ORIGIN, at));
  const rotate = async (id: string, overlapSeconds: number, at = secondsAfter(60)) =>
    unwrap(await administration.rotate(actor, id, newText(), overlapSeconds, TEST_ORIGIN, at));
  const stateOf = async (id: string, at: Date) => {
    const token = await administration.find(actor.clientId, id);
    return token === null ? null : tokenState(token, at);
  };
  const events = async () => {
    const rows = await prisma.auditEvent.findMany({
      where: { clientId: actor.clientId, action: { startsWith: "token." } },
      orderBy: { id: "asc" },
    });
    return rows.map(({ action, target, detail }) => ({ action, target, detail }));
  };
  return { prisma, stores, administration, actor, neighbour, unwrap, create, rotate, stateOf, events };
}

describe("named tokens", () => {
  test("live beside the account's own, which a new one of the account leaves alone", async () => {
    const { stores, administration, actor, create, stateOf } = await world();
    const nightly = await create("Nightly", { note: "import", surfaces: ["bulk"] });
    expect(nightly).toMatchObject({ name: "Nightly", note: "import", surfaces: ["bulk"], scope: "profile_api" });
    expect(await stores.tokens.findCurrent(actor.clientId, NOW)).toBeNull();
    const own = await stores.tokens.issue(actor, createToken(randomBytes), end, TEST_ORIGIN, NOW);
    await stores.tokens.issue(actor, createToken(randomBytes), end, TEST_ORIGIN, secondsAfter(1));
    expect(await stateOf(nightly.id, secondsAfter(2))).toEqual({ kind: "live" });
    expect(await administration.find(actor.clientId, own.id)).toMatchObject({ name: null, revokedFor: "replaced" });
  });

  test("have a name that no other live token of the client has", async () => {
    const { administration, actor, neighbour, create } = await world();
    const first = await create("Nightly");
    const again = (by: Actor, at: Date) => administration.create(by, named("Nightly"), newText(), TEST_ORIGIN, at);
    expect(await again(actor, NOW)).toEqual({ ok: false, refusal: "name-taken" });
    expect((await again(neighbour, NOW)).ok).toBe(true);
    await administration.revoke(actor, first.id, "revoked", TEST_ORIGIN, NOW);
    expect((await again(actor, NOW)).ok).toBe(true);
  });

  test("of ten of one name at once exactly one is made", async () => {
    const { prisma, administration, actor } = await world();
    const made = await Promise.all(
      Array.from({ length: 10 }, () => administration.create(actor, named("Same"), newText(), TEST_ORIGIN, NOW)),
    );
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await prisma.profileToken.count({ where: { clientId: actor.clientId } })).toBe(1);
  });

  test("belong to a workspace of the client, or to none", async () => {
    const { prisma, administration, actor, neighbour, create } = await world();
    const own = await prisma.workspace.findFirstOrThrow({ where: { clientId: actor.clientId } });
    const theirs = await prisma.workspace.findFirstOrThrow({ where: { clientId: neighbour.clientId } });
    expect((await create("Ours", { workspaceId: own.id })).workspaceId).toBe(own.id);
    const refused = await administration.create(
      actor,
      named("Theirs", { workspaceId: theirs.id }),
      newText(),
      TEST_ORIGIN,
      NOW,
    );
    expect(refused).toEqual({ ok: false, refusal: "unknown-workspace" });
  });

  test("change their name and note, with what was before in the audit log", async () => {
    const { administration, actor, create, unwrap, events } = await world();
    const token = await create("Old");
    await create("Taken");
    const describeAs = (labels: { name?: string; note?: string }, at = NOW) =>
      administration.describe(actor, token.id, labels, TEST_ORIGIN, at);
    expect(unwrap(await describeAs({ name: "New", note: "why" }))).toMatchObject({ name: "New", note: "why" });
    expect(unwrap(await describeAs({ name: "New" })).note).toBe("why");
    expect(await describeAs({ name: "Taken" })).toEqual({ ok: false, refusal: "name-taken" });
    expect(await describeAs({ note: "late" }, end)).toEqual({ ok: false, refusal: "not-live" });
    const changes = (await events()).filter(({ action }) => action === "token.changed");
    expect(changes).toEqual([
      {
        action: "token.changed",
        target: token.id,
        detail: { before: { name: "Old", note: "" }, after: { name: "New", note: "why" } },
      },
    ]);
  });

  test("the account's own has no name to change", async () => {
    const { stores, administration, actor } = await world();
    const own = await stores.tokens.issue(actor, createToken(randomBytes), end, TEST_ORIGIN, NOW);
    const refused = await administration.describe(actor, own.id, { name: "Mine" }, TEST_ORIGIN, NOW);
    expect(refused).toEqual({ ok: false, refusal: "not-named" });
  });
});

describe("the list", () => {
  test("shows what works first, then what has ended, the newest first, page by page", async () => {
    const { administration, actor, create, rotate } = await world();
    const expired = await create("expired", {}, NOW, secondsAfter(50));
    const revoked = await create("revoked", {}, secondsAfter(1));
    const live = await create("live", {}, secondsAfter(2));
    const replaced = await create("rotated", {}, secondsAfter(3));
    const successor = await rotate(replaced.id, 3600);
    await administration.revoke(actor, revoked.id, "revoked", TEST_ORIGIN, secondsAfter(60));
    const expected = [successor, replaced, live, revoked, expired].map(({ id }) => id);

    const seen: TokenDetails[] = [];
    for (let page = 0; page < 4; page++) {
      const last = seen.at(-1);
      const isEnded = last !== undefined && [expired.id, revoked.id].includes(last.id);
      const after = last === undefined ? null : { hasEnded: isEnded, createdAt: last.createdAt, id: last.id };
      seen.push(...(await administration.list(actor.clientId, EVERYTHING, { after, limit: 2 }, secondsAfter(61))));
    }
    expect(seen.map(({ id }) => id)).toEqual(expected);
  });

  test("is filtered by state, workspace, and text that means itself", async () => {
    const { prisma, administration, actor, neighbour, create } = await world();
    const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ where: { clientId: actor.clientId } });
    const nightly = await create("Nightly 100%", { workspaceId });
    const other = await create("Weekly");
    await administration.revoke(actor, other.id, "revoked", TEST_ORIGIN, NOW);
    const find = async (filter: Partial<TokenFilter>, clientId = actor.clientId) =>
      (await administration.list(clientId, { ...EVERYTHING, ...filter }, { after: null, limit: 9 }, NOW)).map(
        ({ id }) => id,
      );
    expect(await find({ state: "working" })).toEqual([nightly.id]);
    expect(await find({ state: "ended" })).toEqual([other.id]);
    expect(await find({ workspaceId })).toEqual([nightly.id]);
    expect(await find({ text: "nIGHT" })).toEqual([nightly.id]);
    expect(await find({ text: "100%" })).toEqual([nightly.id]);
    expect(await find({ text: "_____" })).toEqual([]);
    expect(await find({ text: other.publicId.slice(0, 8) })).toEqual([other.id]);
    expect(await find({}, neighbour.clientId)).toEqual([]);
  });
});

describe("rotation", () => {
  test("makes a token with the same name, note, surfaces and workspace, and lets the old one work on", async () => {
    const { create, rotate, stateOf } = await world();
    const old = await create("Nightly", { note: "n", surfaces: ["bulk", "fetch"] });
    const token = await rotate(old.id, 3600);
    const { name, note, surfaces, workspaceId } = old;
    expect(token).toMatchObject({ name, note, surfaces, workspaceId, replacesId: old.id });
    expect(await stateOf(old.id, secondsAfter(3659))).toEqual({ kind: "in-overlap", until: secondsAfter(3660) });
    expect(await stateOf(old.id, secondsAfter(3660))).toMatchObject({ kind: "revoked", reason: "replaced" });
  });

  test("without an overlap the old one is dead at once", async () => {
    const { create, rotate, stateOf } = await world();
    const old = await create("Nightly");
    await rotate(old.id, 0);
    expect(await stateOf(old.id, secondsAfter(60))).toMatchObject({ kind: "revoked", at: secondsAfter(60) });
  });

  test("of ten rotations at once one is done, and one token lives", async () => {
    const { prisma, administration, actor, create } = await world();
    const old = await create("Nightly");
    const rotations = await Promise.all(
      Array.from({ length: 10 }, () =>
        administration.rotate(actor, old.id, newText(), 3600, TEST_ORIGIN, secondsAfter(60)),
      ),
    );
    expect(rotations.filter(({ ok }) => ok)).toHaveLength(1);
    expect(rotations.find(({ ok }) => !ok)).toEqual({ ok: false, refusal: "not-live" });
    expect(await prisma.profileToken.count({ where: { clientId: actor.clientId, revokedAt: null } })).toBe(1);
  });

  test("a shorter overlap also shortens what is left of an earlier one, and none ends it", async () => {
    const { create, rotate, stateOf } = await world();
    const first = await create("Nightly");
    const second = await rotate(first.id, 7 * DAY, secondsAfter(60));
    const third = await rotate(second.id, 3600, secondsAfter(120));
    expect(await stateOf(first.id, secondsAfter(121))).toEqual({ kind: "in-overlap", until: secondsAfter(3720) });
    await rotate(third.id, 0, secondsAfter(180));
    for (const { id } of [first, second, third]) {
      expect(await stateOf(id, secondsAfter(180))).toMatchObject({ kind: "revoked", at: secondsAfter(180) });
    }
  });

  test("whoever ends or shortens an earlier overlap is named, and the audit log tells of each token", async () => {
    const { administration, actor, create, rotate, stateOf, events } = await world();
    const late = { ...actor, name: "Late" };
    const first = await create("Nightly");
    const second = await rotate(first.id, 7 * DAY);
    const shortened = await administration.rotate(late, second.id, newText(), 3600, TEST_ORIGIN, secondsAfter(120));
    if (!shortened.ok) throw new Error(shortened.refusal);
    expect(await stateOf(first.id, secondsAfter(3720))).toMatchObject({ by: "Late", at: secondsAfter(3720) });
    const third = shortened.value;
    await administration.rotate(late, third.id, newText(), 0, TEST_ORIGIN, secondsAfter(180));
    for (const { id } of [first, second, third]) {
      const state = { kind: "revoked", at: secondsAfter(180), by: "Late", reason: "replaced" };
      expect(await stateOf(id, secondsAfter(180))).toEqual(state);
    }
    const ends = (await events()).filter(({ action, target }) => action === "token.revoked" && target === first.id);
    expect(ends).toMatchObject([
      { detail: { worksUntil: secondsAfter(60 + 7 * DAY).toISOString() } },
      {
        detail: {
          workedUntil: secondsAfter(60 + 7 * DAY).toISOString(),
          worksUntil: secondsAfter(3720).toISOString(),
        },
      },
      { detail: { reason: "replaced", workedUntil: secondsAfter(3720).toISOString() } },
    ]);
  });

  test("rotates the account's own token by its id too", async () => {
    const { stores, actor, rotate, stateOf } = await world();
    const old = await stores.tokens.issue(actor, createToken(randomBytes), end, TEST_ORIGIN, NOW);
    const token = await rotate(old.id, 3600);
    expect(token).toMatchObject({ name: null, replacesId: old.id });
    expect((await stores.tokens.findCurrent(actor.clientId, secondsAfter(61)))?.id).toBe(token.id);
    expect(await stateOf(old.id, secondsAfter(61))).toMatchObject({ kind: "in-overlap" });
  });

  test.each(["new", "old"] as const)("is finished early, named by the %s token", async (which) => {
    const { administration, actor, create, rotate, stateOf, unwrap } = await world();
    const old = await create("Nightly");
    const token = await rotate(old.id, 7 * DAY);
    const id = which === "new" ? token.id : old.id;
    const left = unwrap(await administration.finishRotation(actor, id, TEST_ORIGIN, secondsAfter(90)));
    expect(left.id).toBe(token.id);
    const by = actor.name;
    expect(await stateOf(old.id, secondsAfter(90))).toEqual({
      kind: "revoked",
      at: secondsAfter(90),
      by,
      reason: "finished",
    });
    const again = await administration.finishRotation(actor, token.id, TEST_ORIGIN, secondsAfter(91));
    expect(again).toEqual({ ok: false, refusal: "no-overlap" });
  });

  test("finishing ends every earlier token that still works", async () => {
    const { administration, actor, create, rotate, stateOf } = await world();
    const first = await create("Nightly");
    const second = await rotate(first.id, 7 * DAY);
    const third = await rotate(second.id, 7 * DAY, secondsAfter(70));
    await administration.finishRotation(actor, third.id, TEST_ORIGIN, secondsAfter(80));
    for (const { id } of [first, second]) {
      expect(await stateOf(id, secondsAfter(80))).toMatchObject({ kind: "revoked", reason: "finished" });
    }
    expect(await stateOf(third.id, secondsAfter(80))).toEqual({ kind: "live" });
  });

  test.each(["new", "old"] as const)("is undone within the overlap, named by the %s token", async (which) => {
    const { administration, actor, create, rotate, stateOf, unwrap, events } = await world();
    const old = await create("Nightly");
    const token = await rotate(old.id, 3600);
    const id = which === "new" ? token.id : old.id;
    const restored = unwrap(await administration.undoRotation(actor, id, TEST_ORIGIN, secondsAfter(90)));
    expect(restored).toMatchObject({ id: old.id, expiresAt: old.expiresAt, revokedAt: null, revokedBy: null });
    expect(await stateOf(old.id, secondsAfter(-1, end))).toEqual({ kind: "live" });
    expect(await stateOf(token.id, secondsAfter(90))).toMatchObject({ kind: "revoked", reason: "undone" });
    expect((await events()).map(({ action, target }) => [action, target])).toEqual([
      ["token.issued", old.id],
      ["token.revoked", old.id],
      ["token.issued", token.id],
      ["token.revoked", token.id],
      ["token.restored", old.id],
    ]);
  });

  test("undoing is refused once the overlap is over, and once the new token has ended", async () => {
    const { administration, actor, create, rotate } = await world();
    const late = await rotate((await create("Late")).id, 3600);
    const undo = (id: string, at: Date) => administration.undoRotation(actor, id, TEST_ORIGIN, at);
    expect(await undo(late.id, secondsAfter(3660))).toEqual({ ok: false, refusal: "no-overlap" });
    const leaked = await rotate((await create("Leaked")).id, 3600);
    await administration.revoke(actor, leaked.id, "leaked", TEST_ORIGIN, secondsAfter(70));
    expect(await undo(leaked.id, secondsAfter(80))).toEqual({ ok: false, refusal: "not-live" });
    const plain = await create("Plain");
    expect(await undo(plain.id, secondsAfter(80))).toEqual({ ok: false, refusal: "no-overlap" });
  });

  test("undoing keeps a name that was changed meanwhile, so that no live token has it twice", async () => {
    const { administration, actor, create, rotate, unwrap } = await world();
    const old = await create("Before");
    const token = await rotate(old.id, 3600);
    await administration.describe(actor, token.id, { name: "After" }, TEST_ORIGIN, secondsAfter(70));
    await create("Before", {}, secondsAfter(71));
    const restored = unwrap(await administration.undoRotation(actor, token.id, TEST_ORIGIN, secondsAfter(80)));
    expect(restored.name).toBe("After");
  });

  test("of finishing and undoing at once one is done", async () => {
    const { administration, actor, create, rotate } = await world();
    const token = await rotate((await create("Nightly")).id, 3600);
    const outcomes = await Promise.all([
      administration.finishRotation(actor, token.id, TEST_ORIGIN, secondsAfter(70)),
      administration.undoRotation(actor, token.id, TEST_ORIGIN, secondsAfter(70)),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe("withdrawing", () => {
  test("a revoked token says who and why", async () => {
    const { administration, actor, create, stateOf } = await world();
    const token = await create("Nightly");
    await administration.revoke(actor, token.id, "leaked", TEST_ORIGIN, secondsAfter(5));
    const state = { kind: "revoked", at: secondsAfter(5), by: actor.name, reason: "leaked" };
    expect(await stateOf(token.id, secondsAfter(5))).toEqual(state);
    const again = await administration.revoke(actor, token.id, "revoked", TEST_ORIGIN, secondsAfter(6));
    expect(again).toEqual({ ok: false, refusal: "not-live" });
  });

  test("a token is found by its text, by nobody but its client, and only with the right secret", async () => {
    const { administration, actor, neighbour, unwrap, events } = await world();
    const text = newText();
    const token = unwrap(await administration.create(actor, named("Leaky"), text, TEST_ORIGIN, NOW));
    const other = createToken(randomBytes);
    const forged = other.text.replace(other.publicId, text.made.publicId);
    const find = (by: Actor, given: string) => administration.findByText(by, given, TEST_ORIGIN, NOW);
    expect((await find(actor, text.made.text))?.id).toBe(token.id);
    for (const given of [forged, other.text, "sil_", "", `${text.made.text}\n`])
      expect(await find(actor, given)).toBeNull();
    expect(await find(neighbour, text.made.text)).toBeNull();
    expect((await events()).filter(({ action }) => action === "token.found")).toHaveLength(1);
  });

  test("a token of any client is found by its text, and the log of its client says so", async () => {
    const { prisma, administration, actor, neighbour, unwrap, events } = await world();
    const text = newText();
    const token = unwrap(await administration.create(actor, named("Leaky"), text, TEST_ORIGIN, NOW));
    const by = { kind: "member", id: "root", name: "root@example.test" } as const;
    const origin = { address: "192.0.2.99", requestId: randomUUID() };
    const forged = `${text.made.text.slice(0, -1)}${text.made.text.endsWith("0") ? "1" : "0"}`;
    const client = await prisma.client.findUniqueOrThrow({ where: { id: actor.clientId } });
    expect(await administration.findAnywhere(by, text.made.text, origin, NOW)).toEqual({
      token: await administration.find(actor.clientId, token.id),
      client: { code: client.code, name: client.name },
    });
    expect((await events()).filter(({ action }) => action === "token.found")).toHaveLength(1);
    for (const given of [forged, "sil_", ""]) {
      expect(await administration.findAnywhere(by, given, origin, NOW)).toBeNull();
    }
    const told = await prisma.auditEvent.findMany({ where: { requestId: origin.requestId }, orderBy: { id: "asc" } });
    expect(told.map(({ clientId, action, actorName }) => [clientId, action, actorName])).toEqual([
      [actor.clientId, "token.found", by.name],
      ...Array.from({ length: 3 }, () => [null, "token.notFound", by.name]),
    ]);
    expect(JSON.stringify(told)).not.toContain(text.made.text.split("_")[2]);
    expect(told.some(({ clientId }) => clientId === neighbour.clientId)).toBe(false);
  });

  test("a right public id with another secret and its own right checksum is not found", async () => {
    const { administration, actor, unwrap } = await world();
    const [known, forger] = [newText(), createToken(countingFrom(7))];
    unwrap(await administration.create(actor, named("Known"), known, TEST_ORIGIN, NOW));
    const { prisma } = installation();
    await prisma.profileToken.updateMany({
      where: { publicId: known.made.publicId },
      data: { publicId: forger.publicId },
    });
    expect(await administration.findByText(actor, forger.text, TEST_ORIGIN, NOW)).toBeNull();
  });
});

/** Random bytes that are not: the id and the secret of the token are known. */
const countingFrom = (start: number) => {
  let next = start;
  return (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ % 248);
};

test("during an overlap it is visible who still calls with the old token", async () => {
  const { prisma, administration, actor, neighbour, create, rotate } = await world();
  const old = await create("Nightly");
  const token = await rotate(old.id, 3600);
  const use = { tokenId: old.id, day: new Date("2026-03-01"), surface: "bulk", calls: 3 };
  await prisma.tokenUse.createMany({
    data: [
      { ...use, address: "192.0.2.7", agent: "old/1.0", lastUsedAt: secondsAfter(59) },
      { ...use, address: "192.0.2.8", agent: "late/1.0", lastUsedAt: secondsAfter(61) },
      { ...use, tokenId: token.id, address: "192.0.2.9", agent: "new/1.0", lastUsedAt: secondsAfter(62) },
    ],
  });
  const overlaps = await administration.readOverlaps(actor.clientId, token.id, secondsAfter(100));
  expect(overlaps).toMatchObject([{ token: { id: old.id }, until: secondsAfter(3660) }]);
  expect(overlaps[0]?.callers).toEqual([
    { surface: "bulk", address: "192.0.2.8", agent: "late/1.0", calls: 3, lastUsedAt: secondsAfter(61) },
  ]);
  expect(await administration.readOverlaps(actor.clientId, token.id, secondsAfter(3660))).toEqual([]);
  expect(await administration.readOverlaps(neighbour.clientId, token.id, secondsAfter(100))).toEqual([]);
});

test("the neighbour's tokens are neither found nor changed", async () => {
  const { administration, actor, neighbour, create, stateOf } = await world();
  const { id } = await create("Ours");
  expect(await administration.find(neighbour.clientId, id)).toBeNull();
  const attempts = [
    administration.describe(neighbour, id, { note: "theirs" }, TEST_ORIGIN, NOW),
    administration.rotate(neighbour, id, newText(), 0, TEST_ORIGIN, NOW),
    administration.finishRotation(neighbour, id, TEST_ORIGIN, NOW),
    administration.undoRotation(neighbour, id, TEST_ORIGIN, NOW),
    administration.revoke(neighbour, id, "revoked", TEST_ORIGIN, NOW),
  ];
  for (const attempt of await Promise.all(attempts)) expect(attempt).toEqual({ ok: false, refusal: "not-found" });
  expect(await stateOf(id, NOW)).toEqual({ kind: "live" });
  expect((await administration.find(actor.clientId, id))?.note).toBe("");
});

test("no hash and no text leaves the store or stands in the audit log", async () => {
  const { administration, actor, unwrap, events } = await world();
  const text = newText();
  const token = unwrap(await administration.create(actor, named("Nightly"), text, TEST_ORIGIN, NOW));
  const found = await administration.findByText(actor, text.made.text, TEST_ORIGIN, NOW);
  const shown = [token, found, await administration.list(actor.clientId, EVERYTHING, { after: null, limit: 9 }, NOW)];
  for (const secret of SECRET_PROPERTIES) expect(propertyNames(shown)).not.toContain(secret);
  expect(JSON.stringify([shown, await events()])).not.toContain(text.made.text.split("_")[2]);
});

test("when and by whom a token was last used is told as the data plane noted it", async () => {
  const { prisma, administration, actor, create } = await world();
  const { id, lastUse } = await create("Nightly");
  expect(lastUse).toBeNull();
  await prisma.profileToken.update({
    where: { id },
    data: { lastUsedAt: NOW, lastUsedAddress: "192.0.2.7", lastUsedAgent: "curl/8", lastUsedSurface: "bulk" },
  });
  expect((await administration.find(actor.clientId, id))?.lastUse).toEqual({
    at: NOW,
    address: "192.0.2.7",
    agent: "curl/8",
    surface: "bulk",
  });
});
