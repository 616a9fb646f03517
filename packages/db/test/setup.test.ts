import { checkPassword } from "@silhouette/core/password";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lockInstallation } from "../src/installation-lock.ts";
import { SETUP_CODE_SECONDS } from "../src/setup.ts";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { createInstallation, type Installation, NOW, secondsAfter } from "./control-plane-fixture.ts";

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(() => installation.drop());

function admin(email = "ada@example.test") {
  const accepted = checkPassword("correct horse battery staple", { email, name: "Ada" });
  if (!accepted.ok) throw new Error(accepted.refusal);
  return { email, name: "Ada", password: accepted.value };
}

async function createCode(now = NOW): Promise<string> {
  const code = await installation.stores.setup.createCode(now);
  if (code === null) throw new Error("There is a Sysadmin already");
  return code;
}

const complete = (code: string, who = admin(), now = NOW) =>
  installation.stores.setup.complete(code, who, TEST_ORIGIN, now);

test("the code makes the first Sysadmin, once", async () => {
  const { stores } = installation;
  expect(await stores.members.hasSysadmin()).toBe(false);
  const code = await createCode();
  expect(await complete(code)).toMatchObject({
    ok: true,
    value: { email: "ada@example.test", grants: [{ role: "sysadmin", clientId: null, workspaceId: null }] },
  });
  expect(await stores.members.hasSysadmin()).toBe(true);
  expect(await complete(code, admin("eve@example.test"))).toEqual({ ok: false, refusal: "already-set-up" });
  expect(await stores.setup.createCode(NOW)).toBeNull();
});

test("of several people who submit at once, one becomes Sysadmin", async () => {
  const { prisma } = installation;
  const code = await createCode();
  const emails = ["ada", "bob", "cyd", "dan"].map((name) => `${name}@example.test`);
  // The lock is held until all four stand before it: each of them has seen a valid code and no Sysadmin.
  const answers = await prisma.$transaction(
    async (transaction) => {
      await lockInstallation(transaction);
      const submitted = Promise.all(emails.map((email) => complete(code, admin(email))));
      await vi.waitFor(async () => {
        const waiting = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_locks JOIN pg_database ON oid = database
        WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
        expect(waiting).toHaveLength(emails.length);
      }, 20_000);
      return { submitted };
    },
    { timeout: 30_000 },
  );
  const refusals = (await answers.submitted).filter((answer) => !answer.ok);
  expect(refusals).toEqual(Array(3).fill({ ok: false, refusal: "already-set-up" }));
  expect(await prisma.user.count()).toBe(1);
});

test("a newer code replaces the one before", async () => {
  const old = await createCode();
  const code = await createCode();
  expect(await complete(old)).toEqual({ ok: false, refusal: "invalid-code" });
  expect((await complete(code)).ok).toBe(true);
});

test("a code lives for a day, to the second", async () => {
  const code = await createCode();
  expect(await complete(code, admin(), secondsAfter(SETUP_CODE_SECONDS))).toEqual({
    ok: false,
    refusal: "invalid-code",
  });
  expect((await complete(code, admin(), secondsAfter(SETUP_CODE_SECONDS - 1))).ok).toBe(true);
});

test("an address that is taken leaves the code usable", async () => {
  const { prisma } = installation;
  const { member } = await makeMember(prisma, { role: "observer", client: await makeClient(prisma) });
  const code = await createCode();
  expect(await complete(code, admin(member.email))).toEqual({ ok: false, refusal: "exists" });
  expect((await complete(code)).ok).toBe(true);
});

test("the set-up is logged and the code is not", async () => {
  const code = await createCode();
  await complete(code);
  const events = await installation.prisma.auditEvent.findMany({ orderBy: { id: "asc" } });
  expect(events.map(({ action }) => action)).toEqual(["member.created", "setup.completed"]);
  expect(JSON.stringify(events)).not.toContain(code);
});
