import { randomBytes } from "node:crypto";
import type { Actor } from "@silhouette/core/permission";
import { createToken, TOKEN_LIFETIME_SECONDS } from "@silhouette/core/token";
import { describe, expect, test } from "vitest";
import { createControlPlane } from "../src/control-plane.ts";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const end = secondsAfter(TOKEN_LIFETIME_SECONDS);
const newToken = () => createToken(randomBytes);

test("a new token is the current one and the one before is revoked", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const old = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  const issued = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));

  expect(await stores.tokens.findCurrent(actor.clientId, secondsAfter(61))).toEqual(issued);
  const stored = await prisma.profileToken.findUniqueOrThrow({ where: { id: old.id } });
  expect(stored).toMatchObject({ revokedAt: secondsAfter(60), revokedBy: actor.name });
});

test("of ten tokens issued at once exactly one lives", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  await Promise.all(Array.from({ length: 10 }, () => stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW)));
  const { clientId } = actor;
  expect(await prisma.profileToken.count({ where: { clientId } })).toBe(10);
  expect(await prisma.profileToken.count({ where: { clientId, revokedAt: null } })).toBe(1);
});

test.each(["there was none", "one was confirmed"])(
  "of several at once one makes a token, the others are refused: %s",
  async (before) => {
    const { prisma, stores } = installation();
    const actor = makeActor(await makeClient(prisma));
    const old = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
    if (before === "there was none") await prisma.profileToken.deleteMany({ where: { clientId: actor.clientId } });
    const confirmed = before === "there was none" ? null : old.publicId;
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        stores.tokens.issueIf(actor, newToken(), end, confirmed, TEST_ORIGIN, secondsAfter(60)),
      ),
    );
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(3).fill({ ok: false, refusal: "not-confirmed" }));
    const current = await stores.tokens.findCurrent(actor.clientId, secondsAfter(61));
    expect(outcomes).toContainEqual({ ok: true, value: current });
    expect(await prisma.profileToken.count({ where: { clientId: actor.clientId, revokedAt: null } })).toBe(1);
  },
);

test("an expired token needs no confirmation, and a live one is replaced by nobody who confirmed another", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const issueIf = (confirmed: string | null, at: Date) =>
    stores.tokens.issueIf(actor, newToken(), end, confirmed, TEST_ORIGIN, at);
  const { publicId } = await stores.tokens.issue(actor, newToken(), secondsAfter(60), TEST_ORIGIN, NOW);
  for (const confirmed of [null, "", `${publicId}x`]) {
    expect((await issueIf(confirmed, secondsAfter(59))).ok).toBe(false);
  }
  expect((await issueIf(null, secondsAfter(60))).ok).toBe(true);
});

test("a token stops being current at the moment it expires", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  expect(await stores.tokens.findCurrent(actor.clientId, secondsAfter(-1, end))).not.toBeNull();
  expect(await stores.tokens.findCurrent(actor.clientId, end)).toBeNull();
});

test("issuing neither shows nor touches the neighbour's token", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const neighbour = makeActor(await makeClient(prisma));
  const theirs = await stores.tokens.issue(neighbour, newToken(), end, TEST_ORIGIN, NOW);
  expect(await stores.tokens.findCurrent(actor.clientId, NOW)).toBeNull();
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  expect(await stores.tokens.findCurrent(neighbour.clientId, NOW)).toEqual(theirs);
});

test("issuing for a client that is gone throws", async () => {
  const { prisma, stores } = installation();
  const nobody = makeActor(await makeClient(prisma));
  await prisma.client.delete({ where: { id: nobody.clientId } });
  await expect(stores.tokens.issue(nobody, newToken(), end, TEST_ORIGIN, NOW)).rejects.toThrow("There is no client");
});

test("both sides of a replacement are in the audit log, and no secret is", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const first = newToken();
  const old = await stores.tokens.issue(actor, first, end, TEST_ORIGIN, NOW);
  const issued = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));

  const log = await stores.audit.list(actor.clientId, 10);
  const about = log.filter(({ action }) => action.startsWith("token."));
  expect(about.map(({ action, target }) => [action, target])).toEqual([
    ["token.issued", issued.id],
    ["token.revoked", old.id],
    ["token.issued", old.id],
  ]);
  expect(about[0]).toMatchObject({ actor: { name: actor.name }, origin: TEST_ORIGIN, detail: { replaces: [old.id] } });
  expect(JSON.stringify(log)).not.toContain(first.text.split("_")[2]);
});

test("nothing that is returned holds a hash", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const issued = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  const names = propertyNames([issued, await stores.tokens.findCurrent(actor.clientId, NOW)]);
  for (const secret of SECRET_PROPERTIES) expect(names).not.toContain(secret);
});

test("a replaced token works on for the client's grace, and the audit log says until when (U-25)", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma, { settings: { tokenGraceSeconds: 3600 } }));
  const old = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  expect(await stores.tokens.findGraceEnd(actor.clientId, NOW)).toBeNull();
  const issued = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));

  expect(await stores.tokens.findCurrent(actor.clientId, secondsAfter(61))).toEqual(issued);
  const stored = await prisma.profileToken.findUniqueOrThrow({ where: { id: old.id } });
  expect(stored).toMatchObject({ revokedAt: secondsAfter(60), graceEndsAt: secondsAfter(3660) });
  expect(await stores.tokens.findGraceEnd(actor.clientId, secondsAfter(3659))).toEqual(secondsAfter(3660));
  expect(await stores.tokens.findGraceEnd(actor.clientId, secondsAfter(3660))).toBeNull();
  const log = await stores.audit.list(actor.clientId, 9);
  expect(log.find(({ action }) => action === "token.revoked")).toMatchObject({
    detail: { worksUntil: secondsAfter(3660).toISOString() },
  });
});

test("a grace does not lengthen a token's life", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma, { settings: { tokenGraceSeconds: 3600 } }));
  await stores.tokens.issue(actor, newToken(), secondsAfter(600), TEST_ORIGIN, NOW);
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));
  expect(await stores.tokens.findGraceEnd(actor.clientId, secondsAfter(61))).toEqual(secondsAfter(600));
});

test("issuing again keeps an earlier grace, unless the client's grace has become shorter", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma, { settings: { tokenGraceSeconds: 3600 } }));
  const first = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(120));
  const graceOf = async (id: string) => (await prisma.profileToken.findUniqueOrThrow({ where: { id } })).graceEndsAt;
  expect(await graceOf(first.id)).toEqual(secondsAfter(3660));
  expect(await stores.tokens.findGraceEnd(actor.clientId, secondsAfter(121))).toEqual(secondsAfter(3720));

  await stores.clients.changeSettings(actor, { tokenGraceSeconds: 0 }, TEST_ORIGIN, secondsAfter(130));
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(140));
  expect(await graceOf(first.id)).toBeNull();
  expect(await stores.tokens.findGraceEnd(actor.clientId, secondsAfter(140))).toBeNull();
});

test("whoever ends or shortens an older overlap is named, and the audit log tells of each token", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { settings: { tokenGraceSeconds: 7200 } });
  const [early, late] = ["Early", "Late"].map((name) => ({ ...makeActor(client), name })) as [Actor, Actor];
  const issue = (actor: Actor, second: number, overlapSeconds?: number) =>
    stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(second), { overlapSeconds });
  const [first, second] = [await issue(early, 0), await issue(early, 60)];
  const told = async (at: number) =>
    (await stores.audit.list(client.id, 20))
      .filter((event) => event.action === "token.revoked" && event.at.getTime() === secondsAfter(at).getTime())
      .map(({ target, actor, detail }) => ({ target, by: actor.name, detail }));
  const read = (id: string) => prisma.profileToken.findUniqueOrThrow({ where: { id } });

  const third = await issue(late, 120, 3600);
  expect(await read(first.id)).toMatchObject({ graceEndsAt: secondsAfter(3720), revokedBy: "Late" });
  expect(await told(120)).toMatchObject([
    { target: second.id, by: "Late" },
    {
      target: first.id,
      by: "Late",
      detail: { workedUntil: secondsAfter(7260).toISOString(), worksUntil: secondsAfter(3720).toISOString() },
    },
  ]);

  await issue(early, 180, 0);
  expect(await read(first.id)).toMatchObject({
    graceEndsAt: null,
    revokedAt: secondsAfter(180),
    revokedBy: "Early",
    revokedFor: "replaced",
  });
  const ended = await told(180);
  expect(ended.map(({ target }) => target).sort()).toEqual([first.id, second.id, third.id].sort());
  for (const { detail } of ended) expect(detail).not.toHaveProperty("worksUntil");
});

test("an older overlap that ends in time anyway stays as it was, and nothing is told of it", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { settings: { tokenGraceSeconds: 3600 } });
  const actor = makeActor(client);
  const first = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(60));
  await stores.tokens.issue({ ...actor, name: "Late" }, newToken(), end, TEST_ORIGIN, secondsAfter(60));
  const stored = await prisma.profileToken.findUniqueOrThrow({ where: { id: first.id } });
  expect(stored).toMatchObject({ graceEndsAt: secondsAfter(3660), revokedBy: actor.name });
  const events = await stores.audit.list(client.id, 20);
  expect(events.filter(({ action, target }) => action === "token.revoked" && target === first.id)).toHaveLength(1);
});

test("the two scopes do not replace each other", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const profile = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
  const debug = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW, { scope: "debug_tools" });
  expect([profile.scope, debug.scope]).toEqual(["profile_api", "debug_tools"]);
  expect(await stores.tokens.findCurrent(actor.clientId, NOW)).toEqual(profile);
  expect(await stores.tokens.findCurrent(actor.clientId, NOW, "debug_tools")).toEqual(debug);
});

describe("with TOKEN_RETRIEVAL (U-25)", () => {
  const key = randomBytes(32);
  const keeping = () => createControlPlane(installation().prisma, { tokenRetrievalKey: key }).tokens;

  test("the text of a token that was made from then on is read again; one made before is not", async () => {
    const { prisma, stores } = installation();
    const actor = makeActor(await makeClient(prisma));
    const before = await stores.tokens.issue(actor, newToken(), end, TEST_ORIGIN, NOW);
    expect([stores.tokens.keepsTexts, keeping().keepsTexts]).toEqual([false, true]);
    expect(await keeping().readText(before)).toBeNull();
    const made = newToken();
    const issued = await keeping().issue(actor, made, end, TEST_ORIGIN, secondsAfter(1));
    expect(await keeping().readText(issued)).toBe(made.text);
    expect(await stores.tokens.readText(issued)).toBeNull();
  });

  test("under a changed key, and in another row, a sealed text does not open", async () => {
    const { prisma } = installation();
    const actor = makeActor(await makeClient(prisma));
    const neighbour = makeActor(await makeClient(prisma));
    const made = newToken();
    const source = await keeping().issue(actor, made, end, TEST_ORIGIN, NOW);
    const issued = await keeping().issue(neighbour, newToken(), end, TEST_ORIGIN, secondsAfter(1));
    const changed = createControlPlane(prisma, { tokenRetrievalKey: randomBytes(32) }).tokens;
    expect(await changed.readText(issued)).toBeNull();
    expect(await keeping().readText(source)).toBe(made.text);
    await prisma.$executeRaw`UPDATE profile_token SET sealed_text =
      (SELECT sealed_text FROM profile_token WHERE id = ${source.id}) WHERE id = ${issued.id}`;
    expect(await keeping().readText(issued)).toBeNull();
  });

  test("a token that is current again after undoing is read again", async () => {
    const { prisma } = installation();
    const actor = makeActor(await makeClient(prisma));
    const { tokens, tokenAdministration } = createControlPlane(prisma, { tokenRetrievalKey: key });
    const made = newToken();
    const old = await tokens.issue(actor, made, end, TEST_ORIGIN, NOW);
    const text = { made: newToken(), expiresAt: end };
    const rotated = await tokenAdministration.rotate(actor, old.id, text, 3600, TEST_ORIGIN, secondsAfter(1));
    expect(rotated.ok).toBe(true);
    await tokenAdministration.undoRotation(actor, old.id, TEST_ORIGIN, secondsAfter(2));
    const current = await tokens.findCurrent(actor.clientId, secondsAfter(3));
    expect(current?.id).toBe(old.id);
    expect(await tokens.readText(old)).toBe(made.text);
  });

  test("the copy of a replaced token goes with its overlap: at once without one, or when it is ended early", async () => {
    const { prisma } = installation();
    const actor = makeActor(await makeClient(prisma));
    const { tokens, tokenAdministration } = createControlPlane(prisma, { tokenRetrievalKey: key });
    const issue = (second: number, overlapSeconds: number) =>
      tokens.issue(actor, newToken(), end, TEST_ORIGIN, secondsAfter(second), { overlapSeconds });
    const first = await issue(0, 0);
    const second = await issue(1, 3600);
    expect(await tokens.readText(first)).not.toBeNull();
    await tokenAdministration.finishRotation(actor, second.id, TEST_ORIGIN, secondsAfter(2));
    expect(await tokens.readText(first)).toBeNull();
    const third = await issue(3, 3600);
    await issue(4, 0);
    expect([await tokens.readText(second), await tokens.readText(third)]).toEqual([null, null]);
  });

  test("the neighbour's token is not read", async () => {
    const { prisma } = installation();
    const actor = makeActor(await makeClient(prisma));
    const neighbour = await makeClient(prisma);
    const issued = await keeping().issue(actor, newToken(), end, TEST_ORIGIN, NOW);
    expect(await keeping().readText({ ...issued, clientId: neighbour.id })).toBeNull();
  });

  test("neither the text nor its sealed copy is in a row, a reply or the audit log", async () => {
    const { prisma, stores } = installation();
    const actor = makeActor(await makeClient(prisma));
    const made = newToken();
    const issued = await keeping().issue(actor, made, end, TEST_ORIGIN, NOW);
    const shown = [
      issued,
      await keeping().findCurrent(actor.clientId, NOW),
      await stores.audit.list(actor.clientId, 9),
    ];
    const rows = await prisma.profileToken.findMany({ where: { clientId: actor.clientId } });
    for (const secret of ["sealedText", "text"]) expect(propertyNames([shown, rows])).not.toContain(secret);
    expect(JSON.stringify([shown, rows])).not.toContain(made.text.split("_")[2]);
    const { sealedText } = await prisma.profileToken.findUniqueOrThrow({
      where: { id: issued.id },
      select: { sealedText: true },
    });
    expect(Buffer.from(sealedText ?? []).includes(made.text.slice(4, 20))).toBe(false);
  });
});
