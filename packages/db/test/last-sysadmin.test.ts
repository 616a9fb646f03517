import type { UserId } from "@silhouette/core/ids";
import { type Actor, toActor } from "@silhouette/core/permission";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createControlPlane } from "../src/control-plane.ts";
import { lockInstallation } from "../src/installation-lock.ts";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { createInstallation, type Installation, NOW, OIDC_ISSUER } from "./control-plane-fixture.ts";

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(() => installation.drop());

const grant = { role: "sysadmin", clientId: null, workspaceId: null } as const;
const refused = { ok: false, refusal: "last-sysadmin" };

/** A Sysadmin who acts, with a row. */
async function makeSysadmin(): Promise<{ id: UserId; actor: Actor }> {
  const { prisma } = installation;
  const client = await makeClient(prisma);
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const who = { kind: "member", id: member.id, name: member.email } as const;
  return { id: member.id, actor: toActor(who, [grant], client.id, "approver") };
}

const disable = (by: Actor, id: UserId) =>
  installation.stores.memberAdministration.setEnabled(by, id, false, TEST_ORIGIN, NOW);
const takeRole = (by: Actor, id: UserId) =>
  installation.stores.memberAdministration.setRoles(by, id, [], TEST_ORIGIN, NOW);

test("the last Sysadmin is neither disabled nor loses the role, and one of two does", async () => {
  const [ada, bob] = [await makeSysadmin(), await makeSysadmin()];
  expect((await takeRole(ada.actor, bob.id)).ok).toBe(true);
  expect(await takeRole(ada.actor, ada.id)).toEqual(refused);
  expect(await disable(ada.actor, ada.id)).toEqual(refused);
  expect(await installation.stores.members.find(ada.id)).toMatchObject({ grants: [grant] });
});

test("who was invited or disabled does not count, who can sign in at the provider of today does", async () => {
  const { prisma, stores } = installation;
  const ada = await makeSysadmin();
  const invitation = { email: "bob@example.test", name: "Bob", grants: [grant] };
  const invited = await stores.memberAdministration.invite(ada.actor, invitation, TEST_ORIGIN, NOW);
  const bobId = invited.ok ? invited.value.member.id : ada.id;
  expect(await disable(ada.actor, ada.id)).toEqual(refused);
  await prisma.userIdentity.create({
    data: { issuer: "https://id.former.example", subject: "bob", userId: bobId, createdAt: NOW },
  });
  expect(await disable(ada.actor, ada.id)).toEqual(refused);
  await prisma.userIdentity.create({
    data: { issuer: `${OIDC_ISSUER}/`, subject: "bob", userId: bobId, createdAt: NOW },
  });
  const withoutProvider = createControlPlane(prisma).memberAdministration;
  expect(await withoutProvider.setEnabled(ada.actor, ada.id, false, TEST_ORIGIN, NOW)).toEqual(refused);
  expect((await disable(ada.actor, bobId)).ok).toBe(true);
  expect(await disable(ada.actor, ada.id)).toEqual(refused);
  await stores.memberAdministration.setEnabled(ada.actor, bobId, true, TEST_ORIGIN, NOW);
  expect((await disable(ada.actor, ada.id)).ok).toBe(true);
});

/** For who has a second factor: it forgets the password too. */
async function resetSecondFactor(by: Actor, id: UserId) {
  await installation.prisma.user.updateMany({ data: { totpConfirmedAt: NOW } });
  return installation.stores.secondFactors.reset(id, by, TEST_ORIGIN, NOW);
}

test.each([
  ["take the role from", takeRole],
  ["disable", disable],
  ["reset the second factor of", resetSecondFactor],
])("two who %s each other at once do not both succeed", async (_name, act) => {
  const { prisma } = installation;
  const [ada, bob] = [await makeSysadmin(), await makeSysadmin()];
  // The lock is held until both stand before it: each of them has been found to be allowed to.
  const { acts } = await prisma.$transaction(
    async (transaction) => {
      await lockInstallation(transaction);
      const acts = Promise.all([act(ada.actor, bob.id), act(bob.actor, ada.id)]);
      await vi.waitFor(async () => {
        const waiting = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_locks JOIN pg_database ON oid = database
        WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
        expect(waiting).toHaveLength(2);
      }, 20_000);
      return { acts };
    },
    { timeout: 30_000 },
  );
  const answers = await acts;
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers).toContainEqual(refused);
});
