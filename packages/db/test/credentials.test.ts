import {
  ADDRESS_FAILURES_MAX,
  type AttemptLimit,
  credentialLimit,
  SIGN_IN_WINDOW_SECONDS,
} from "@silhouette/core/sign-in";
import { expect, test } from "vitest";
import { ensureSysadminCredential } from "../src/credentials.ts";
import { countAttempt, toThrottleLimit } from "../src/sign-in-throttle.ts";
import { makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const system = { kind: "system", id: "test", name: "test" } as const;
const clientSecret = "a secret that somebody chose";

let made = 0;
/** A credential and an address that no other test uses. */
async function makeCredential() {
  const { prisma, stores } = installation();
  const clientId = `automation-${++made}`;
  const origin = { ...TEST_ORIGIN, address: `203.0.113.${made}`, requestId: clientId };
  const ensure = (secret: string) =>
    prisma.$transaction((transaction) =>
      ensureSysadminCredential(transaction, { clientId, clientSecret: secret }, system, origin, NOW),
    );
  await ensure(clientSecret);
  const actions = async () => {
    const events = await prisma.auditEvent.findMany({ where: { requestId: clientId }, orderBy: { id: "asc" } });
    return events.map(({ action }) => action);
  };
  return { prisma, credentials: stores.credentials, clientId, origin, ensure, actions };
}

test("id and secret give the credential, without its hash", async () => {
  const { credentials, clientId, origin, actions } = await makeCredential();
  const credential = await credentials.authenticate(clientId, clientSecret, origin, NOW);
  expect(credential).toMatchObject({ publicId: clientId, grants: [{ role: "sysadmin", clientId: null }] });
  expect(await credentials.find(credential?.id ?? "", NOW)).toEqual(credential);
  for (const name of SECRET_PROPERTIES) expect(propertyNames(credential)).not.toContain(name);
  expect(await actions()).toEqual(["credential.created", "credential.authenticated"]);
});

test("a wrong secret and an unknown id get the same answer, and both are logged", async () => {
  const { credentials, clientId, origin, actions } = await makeCredential();
  expect(await credentials.authenticate(clientId, "wrong", origin, NOW)).toBeNull();
  expect(await credentials.authenticate("unknown", clientSecret, origin, NOW)).toBeNull();
  expect(await credentials.authenticate("zero\0", clientSecret, origin, NOW)).toBeNull();
  expect(await actions()).toEqual(["credential.created", ...Array(3).fill("credential.refused")]);
});

test("a changed secret replaces the old one, and the same one again changes nothing", async () => {
  const { credentials, clientId, origin, ensure, actions } = await makeCredential();
  await ensure(clientSecret);
  await ensure("another secret of theirs");
  expect(await credentials.authenticate(clientId, clientSecret, origin, NOW)).toBeNull();
  expect(await credentials.authenticate(clientId, "another secret of theirs", origin, NOW)).not.toBeNull();
  expect((await actions()).slice(0, 2)).toEqual(["credential.created", "credential.changed"]);
});

test("a revoked or expired credential opens nothing, also for what runs already", async () => {
  const { prisma, credentials, clientId, origin } = await makeCredential();
  const { id } = await prisma.adminCredential.update({
    where: { publicId: clientId },
    data: { expiresAt: secondsAfter(60) },
  });
  expect(await credentials.find(id, secondsAfter(59))).not.toBeNull();
  expect(await credentials.find(id, secondsAfter(60))).toBeNull();
  expect(await credentials.authenticate(clientId, clientSecret, origin, secondsAfter(60))).toBeNull();
  await prisma.adminCredential.update({ where: { id }, data: { expiresAt: null, revokedAt: NOW } });
  expect(await credentials.find(id, NOW)).toBeNull();
  expect(await credentials.authenticate(clientId, clientSecret, origin, NOW)).toBeNull();
});

/** Counts failures up to the last one that is looked at, without the work of as many passwords. */
async function countAlmostAll(limit: AttemptLimit) {
  for (let failure = 1; failure < limit.failuresMax; failure++) {
    await countAttempt(installation().prisma, [toThrottleLimit(limit)], NOW);
  }
}

test(`an address takes ${ADDRESS_FAILURES_MAX} failures of a program, and nobody else there or elsewhere suffers`, async () => {
  const { prisma, credentials, clientId, origin } = await makeCredential();
  const { id } = await prisma.adminCredential.findUniqueOrThrow({ where: { publicId: clientId } });
  await countAlmostAll(credentialLimit(id, origin.address));
  expect(await credentials.authenticate(clientId, "wrong", origin, NOW)).toBeNull();
  const other = await makeCredential();
  const { member, password } = await makeMember(prisma, { role: "sysadmin" });
  expect(await credentials.authenticate(other.clientId, clientSecret, origin, NOW)).not.toBeNull();
  expect((await installation().stores.members.authenticate(member.email, password, origin, NOW)).ok).toBe(true);
  expect(await credentials.authenticate(clientId, clientSecret, origin, NOW)).toBeNull();
  const elsewhere = { ...origin, address: "203.0.113.250" };
  expect(await credentials.authenticate(clientId, clientSecret, elsewhere, NOW)).not.toBeNull();
  const later = secondsAfter(SIGN_IN_WINDOW_SECONDS);
  expect(await credentials.authenticate(clientId, clientSecret, origin, later)).not.toBeNull();
});

test("ids that nobody knows share what an address may do wrong, and take nothing from those that are known", async () => {
  const { credentials, clientId, origin, actions } = await makeCredential();
  await countAlmostAll(credentialLimit(null, origin.address));
  for (const unknown of ["made up", "made up too", "and another"]) {
    expect(await credentials.authenticate(unknown, "wrong", origin, NOW)).toBeNull();
  }
  // The last one that was looked at, and the first one that was not.
  expect(await actions()).toEqual(["credential.created", "credential.refused", "credential.refused"]);
  expect(await credentials.authenticate(clientId, clientSecret, origin, NOW)).not.toBeNull();
});
