import { randomBytes } from "node:crypto";
import { createToken, TOKEN_LIFETIME_SECONDS } from "@silhouette/core/token";
import { expect, test } from "vitest";
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
