import { PENDING_SESSION_SECONDS } from "@silhouette/core/session";
import { SECOND_FACTOR_FAILURES_MAX, SIGN_IN_WINDOW_SECONDS } from "@silhouette/core/sign-in";
import { describe, expect, test } from "vitest";
import { makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";
import { makeClientActors, signInFixture } from "./sign-in-fixture.ts";

const installation = sharedInstallation();
const { enrol, codeAt, start } = signInFixture(installation);

const acts = async (userId: string) =>
  (await installation().prisma.auditEvent.findMany({ where: { target: userId }, orderBy: { id: "asc" } })).map(
    ({ action }) => action,
  );

describe("setting up", () => {
  test("a secret counts for nothing before a code confirms it, and then gives ten codes, all different", async () => {
    const { stores } = installation();
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    expect((await stores.secondFactors.begin(member.id)).ok).toBe(true);
    expect(await stores.secondFactors.read(member.id)).toMatchObject({ secondFactor: "pending", hasPassword: true });
    expect((await start(member.id)).isPending).toBe(false);
    const wrong = await stores.secondFactors.confirm(member.id, "000000", null, TEST_ORIGIN, NOW);
    expect(wrong).toEqual({ ok: false, refusal: "wrong-code" });
    const pending = await stores.secondFactors.readPending(member.id);
    const code = codeAt(pending?.secret ?? "", NOW);
    const confirmed = await stores.secondFactors.confirm(member.id, code, null, TEST_ORIGIN, NOW);
    expect(new Set(confirmed.ok ? confirmed.value : []).size).toBe(10);
    expect(await stores.secondFactors.read(member.id)).toMatchObject({ secondFactor: "on", recoveryCodesLeft: 10 });
    expect(await stores.secondFactors.readPending(member.id)).toBeNull();
    expect(await stores.secondFactors.begin(member.id)).toEqual({ ok: false, refusal: "already-on" });
    expect(await acts(member.id)).toContain("secondFactor.enabled");
  });

  test("ends the sessions that a password alone has opened, but the one in which the code was shown", async () => {
    const { stores } = installation();
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const [here, elsewhere] = [(await start(member.id)).secret, (await start(member.id)).secret];
    const opening = { method: "oidc", userAgent: "test browser", provedAt: NOW } as const;
    const atProvider = await stores.sessions.start(member.id, opening, TEST_ORIGIN, NOW);
    const current = await stores.sessions.find(here, NOW);
    await stores.secondFactors.begin(member.id);
    const pending = await stores.secondFactors.readPending(member.id);
    const confirm = (code: string) =>
      stores.secondFactors.confirm(member.id, code, current?.id ?? null, TEST_ORIGIN, NOW);
    expect((await confirm("000000")).ok).toBe(false);
    expect(await stores.sessions.find(elsewhere, NOW)).not.toBeNull();
    expect((await confirm(codeAt(pending?.secret ?? "", NOW))).ok).toBe(true);
    expect(await stores.sessions.find(elsewhere, NOW)).toBeNull();
    expect(await stores.sessions.find(here, NOW)).not.toBeNull();
    expect(await stores.sessions.find(atProvider.secret, NOW)).not.toBeNull();
    expect(await acts(member.id)).toContain("session.ended");
  });

  test("the database holds neither the secret nor a recovery code, and no event does", async () => {
    const { prisma } = installation();
    const { member, secret, recoveryCodes } = await enrol();
    const user = await prisma.user.findUniqueOrThrow({ where: { id: member.id }, omit: { sealedTotpSecret: false } });
    const codes = await prisma.recoveryCode.findMany({ where: { userId: member.id }, omit: { codeHash: false } });
    const events = await prisma.auditEvent.findMany({ where: { target: member.id } });
    const stored = [user.sealedTotpSecret, ...codes.map(({ codeHash }) => codeHash)].map((bytes) =>
      Buffer.from(bytes ?? []).toString("latin1"),
    );
    for (const text of [secret, ...recoveryCodes]) {
      expect(stored.join()).not.toContain(text);
      expect(JSON.stringify(events)).not.toContain(text);
    }
  });

  test("who has no password cannot have one beside it", async () => {
    const { prisma, stores } = installation();
    const { member } = await makeMember(prisma, { role: "sysadmin" });
    await prisma.user.update({ where: { id: member.id }, data: { passwordHash: null } });
    expect(await stores.secondFactors.begin(member.id)).toEqual({ ok: false, refusal: "no-password" });
  });
});

describe("signing in", () => {
  test("after the password the session opens nothing, and a code makes it whole under another secret", async () => {
    const { stores } = installation();
    const { member, secret: totp } = await enrol();
    const { secret, isPending } = await start(member.id, secondsAfter(60));
    expect(isPending).toBe(true);
    expect(await stores.sessions.find(secret, secondsAfter(60))).toBeNull();
    expect(await stores.sessions.list(member.id, secondsAfter(60))).toEqual([]);
    expect(await stores.sessions.findPending(secret, secondsAfter(60))).toEqual({ email: member.email });
    const code = codeAt(totp, secondsAfter(61));
    const completed = await stores.sessions.completePending(secret, code, null, TEST_ORIGIN, secondsAfter(61));
    if (!completed.ok) throw new Error(completed.refusal);
    expect(completed.value).not.toBe(secret);
    expect(await stores.sessions.find(secret, secondsAfter(62))).toBeNull();
    expect(await stores.sessions.findPending(completed.value, secondsAfter(62))).toBeNull();
    const session = await stores.sessions.find(completed.value, secondsAfter(62));
    expect(session).toMatchObject({ method: "second-factor", provedAt: secondsAfter(61) });
  });

  test("a code works once, also for two who use it at the same time", async () => {
    const { stores } = installation();
    const { member, secret: totp } = await enrol();
    const now = secondsAfter(60);
    const code = codeAt(totp, now);
    const pending = await Promise.all([start(member.id, now), start(member.id, now)]);
    const outcomes = await Promise.all(
      pending.map(({ secret }) => stores.sessions.completePending(secret, code, null, TEST_ORIGIN, now)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const third = await start(member.id, now);
    const again = await stores.sessions.completePending(third.secret, code, null, TEST_ORIGIN, now);
    expect(again).toEqual({ ok: false, refusal: "wrong-code" });
  });

  test("a recovery code stands in, once", async () => {
    const { stores } = installation();
    const { member, recoveryCodes } = await enrol();
    const [recoveryCode = ""] = recoveryCodes;
    const first = await start(member.id);
    const typed = recoveryCode.toUpperCase().replaceAll("-", " ");
    expect((await stores.sessions.completePending(first.secret, typed, null, TEST_ORIGIN, NOW)).ok).toBe(true);
    const second = await start(member.id);
    const again = await stores.sessions.completePending(second.secret, recoveryCode, null, TEST_ORIGIN, NOW);
    expect(again).toEqual({ ok: false, refusal: "wrong-code" });
    expect(await stores.secondFactors.read(member.id)).toMatchObject({ recoveryCodesLeft: 9 });
    expect(await acts(member.id)).toContain("recoveryCode.used");
  });

  test("a recovery code of somebody else is none", async () => {
    const { stores } = installation();
    const { member } = await enrol();
    const { recoveryCodes } = await enrol();
    const { secret } = await start(member.id);
    const stolen = await stores.sessions.completePending(secret, recoveryCodes[0] ?? "", null, TEST_ORIGIN, NOW);
    expect(stolen).toEqual({ ok: false, refusal: "wrong-code" });
  });

  test("a sign-in that waits ends after ten minutes, and when the member is disabled", async () => {
    const { prisma, stores } = installation();
    const { member, secret: totp } = await enrol();
    const { secret } = await start(member.id, NOW);
    const late = secondsAfter(PENDING_SESSION_SECONDS);
    expect(await stores.sessions.findPending(secret, late)).toBeNull();
    const tooLate = await stores.sessions.completePending(secret, codeAt(totp, late), null, TEST_ORIGIN, late);
    expect(tooLate).toEqual({ ok: false, refusal: "expired" });
    await prisma.user.update({ where: { id: member.id }, data: { disabledAt: NOW } });
    expect(await stores.sessions.findPending(secret, NOW)).toBeNull();
  });

  test(`${SECOND_FACTOR_FAILURES_MAX} wrong codes close the second step to strangers, and not to a known device`, async () => {
    const { stores } = installation();
    const { member, secret: totp } = await enrol();
    const now = secondsAfter(60);
    const { secret } = await start(member.id, now);
    const complete = (code: string, device: string | null = null, at = now) =>
      stores.sessions.completePending(secret, code, device, TEST_ORIGIN, at);
    for (let failure = 0; failure < SECOND_FACTOR_FAILURES_MAX; failure++) {
      expect(await complete("000000")).toEqual({ ok: false, refusal: "wrong-code" });
    }
    expect(await complete(codeAt(totp, now))).toEqual({ ok: false, refusal: "throttled" });
    expect((await complete(codeAt(totp, now), "own-laptop")).ok).toBe(true);
    const later = secondsAfter(60 + SIGN_IN_WINDOW_SECONDS);
    const next = await start(member.id, later);
    const code = codeAt(totp, later);
    expect((await stores.sessions.completePending(next.secret, code, null, TEST_ORIGIN, later)).ok).toBe(true);
  });
});

test("to prove anew who one is takes password and code", async () => {
  const { stores } = installation();
  const { member, password, secret: totp, recoveryCodes } = await enrol();
  const { secret } = await start(member.id);
  const completed = await stores.sessions.completePending(secret, recoveryCodes[0] ?? "", null, TEST_ORIGIN, NOW);
  const session = completed.ok ? await stores.sessions.find(completed.value, NOW) : null;
  if (session === null) throw new Error("no session");
  const later = secondsAfter(1200);
  const prove = (code: string | null) => stores.sessions.prove(session, { password, code }, null, TEST_ORIGIN, later);
  expect(await prove(null)).toEqual({ ok: false, refusal: "wrong-code" });
  expect((await prove(codeAt(totp, later))).ok).toBe(true);
});

describe("changing it", () => {
  test("new recovery codes end the old ones", async () => {
    const { stores } = installation();
    const { member, recoveryCodes } = await enrol();
    const renewed = await stores.secondFactors.renewRecoveryCodes(member.id, TEST_ORIGIN, NOW);
    if (!renewed.ok) throw new Error(renewed.refusal);
    expect(renewed.value).toHaveLength(10);
    const { secret } = await start(member.id);
    const old = await stores.sessions.completePending(secret, recoveryCodes[0] ?? "", null, TEST_ORIGIN, NOW);
    expect(old).toEqual({ ok: false, refusal: "wrong-code" });
    expect((await stores.sessions.completePending(secret, renewed.value[0] ?? "", null, TEST_ORIGIN, NOW)).ok).toBe(
      true,
    );
  });

  test("turned off, it is asked for no more and its codes are gone", async () => {
    const { prisma, stores } = installation();
    const { member, password } = await enrol();
    const turnOff = (given: string) => stores.secondFactors.turnOff(member.id, given, TEST_ORIGIN, NOW);
    expect(await turnOff("wrong")).toEqual({ ok: false, refusal: "wrong-password" });
    expect((await turnOff(password)).ok).toBe(true);
    expect(await turnOff(password)).toEqual({ ok: false, refusal: "off" });
    expect((await start(member.id)).isPending).toBe(false);
    expect(await prisma.recoveryCode.count({ where: { userId: member.id } })).toBe(0);
  });

  test("a password that is too short to stand alone keeps it on", async () => {
    const { stores } = installation();
    const { member } = await enrol();
    const { secret } = await start(member.id);
    const [session] = await stores.sessions.list(member.id, NOW);
    const short = "qv7-zrpx";
    const changed = await stores.account.changePassword(
      member.id,
      short,
      session?.id ?? ("" as never),
      TEST_ORIGIN,
      NOW,
    );
    expect(changed.ok).toBe(true);
    expect(await stores.sessions.findPending(secret, NOW)).toBeNull();
    const refused = await stores.secondFactors.turnOff(member.id, short, TEST_ORIGIN, NOW);
    expect(refused).toEqual({ ok: false, refusal: "password-too-short" });
    expect(await stores.secondFactors.read(member.id)).toMatchObject({ secondFactor: "on" });
  });
});

describe("reset by an administrator", () => {
  test("ends sessions and forgets the password, for who may give every role of the account", async () => {
    const { prisma, stores } = installation();
    const { sysadmin, approver } = await makeClientActors(installation);
    const { member } = await enrol();
    expect(await stores.secondFactors.reset(member.id, approver, TEST_ORIGIN, NOW)).toEqual({
      ok: false,
      refusal: "beyond-reach",
    });
    const { secret } = await start(member.id);
    expect((await stores.secondFactors.reset(member.id, sysadmin, TEST_ORIGIN, NOW)).ok).toBe(true);
    expect(await stores.sessions.findPending(secret, NOW)).toBeNull();
    const factors = await stores.secondFactors.read(member.id);
    expect(factors).toMatchObject({ secondFactor: "off", hasPassword: false, recoveryCodesLeft: 0 });
    expect(await acts(member.id)).toContain("secondFactor.reset");
    await prisma.user.findUniqueOrThrow({ where: { id: member.id } });
  });

  test("one's own is not reset", async () => {
    const { stores } = installation();
    const { sysadmin } = await makeClientActors(installation);
    const { member } = await enrol();
    const self = { ...sysadmin, id: member.id };
    expect(await stores.secondFactors.reset(member.id, self, TEST_ORIGIN, NOW)).toEqual({
      ok: false,
      refusal: "oneself",
    });
  });
});
