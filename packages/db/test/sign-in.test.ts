import {
  ACCOUNT_FAILURES_MAX,
  ADDRESS_FAILURES_MAX,
  SIGN_IN_WINDOW_SECONDS,
  UNKNOWN_DEVICES_FAILURES_MAX,
} from "@silhouette/core/sign-in";
import { describe, expect, test } from "vitest";
import { makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

let addresses = 0;
/** An address that no other test counts failures for. */
const freshOrigin = () => ({ ...TEST_ORIGIN, address: `203.0.113.${++addresses}` });
const freshMember = () => makeMember(installation().prisma, { role: "sysadmin" });

const tryTo = (email: string, password: string, origin = freshOrigin(), now = NOW, device: string | null = null) =>
  installation().stores.members.authenticate(email, password, origin, now, device);
const fail = (email: string, origin = freshOrigin(), device: string | null = null) =>
  tryTo(email, "wrong", origin, NOW, device);

const WRONG = { ok: false, refusal: "wrong-credentials" };
const THROTTLED = { ok: false, refusal: "throttled" };

test(`an account takes ${ACCOUNT_FAILURES_MAX} failures of an address in a window; then even the right password waits`, async () => {
  const { member, password } = await freshMember();
  const origin = freshOrigin();
  for (let failure = 0; failure < ACCOUNT_FAILURES_MAX; failure++) {
    expect(await fail(member.email, origin)).toEqual(WRONG);
  }
  const signIn = (now: Date) => tryTo(member.email, password, origin, now);
  expect(await signIn(NOW)).toEqual(THROTTLED);
  expect(await signIn(secondsAfter(SIGN_IN_WINDOW_SECONDS - 1))).toEqual(THROTTLED);
  expect((await signIn(secondsAfter(SIGN_IN_WINDOW_SECONDS))).ok).toBe(true);
});

test("a stranger at one address does not keep the owner out at another", async () => {
  const { member, password } = await freshMember();
  const stranger = freshOrigin();
  for (let failure = 0; failure <= ACCOUNT_FAILURES_MAX; failure++) await fail(member.email, stranger);
  expect(await fail(member.email, stranger)).toEqual(THROTTLED);
  expect((await tryTo(member.email, password)).ok).toBe(true);
});

describe("strangers at many addresses", () => {
  async function attack(email: string) {
    for (let failure = 0; failure < UNKNOWN_DEVICES_FAILURES_MAX; failure++) expect(await fail(email)).toEqual(WRONG);
  }

  test(`close an account to unknown devices after ${UNKNOWN_DEVICES_FAILURES_MAX} failures, and never to a known one`, async () => {
    const { member, password } = await freshMember();
    await attack(member.email);
    expect(await tryTo(member.email, password)).toEqual(THROTTLED);
    expect((await tryTo(member.email, password, freshOrigin(), NOW, "own-laptop")).ok).toBe(true);
    // The owner's success does not open the account to the strangers again.
    expect(await fail(member.email)).toEqual(THROTTLED);
  });

  test("an unknown account is throttled like a known one", async () => {
    await attack("ghost@example.test");
    expect(await fail("ghost@example.test")).toEqual(THROTTLED);
  });
});

test(`a known device takes ${ACCOUNT_FAILURES_MAX} failures as well`, async () => {
  const { member, password } = await freshMember();
  for (let failure = 0; failure < ACCOUNT_FAILURES_MAX; failure++) {
    expect(await fail(member.email, freshOrigin(), "stolen-laptop")).toEqual(WRONG);
  }
  expect(await tryTo(member.email, password, freshOrigin(), NOW, "stolen-laptop")).toEqual(THROTTLED);
});

test("a success before the limit lets the account begin anew", async () => {
  const { member, password } = await freshMember();
  const origin = freshOrigin();
  for (let round = 0; round < 2; round++) {
    for (let failure = 1; failure < ACCOUNT_FAILURES_MAX; failure++) await fail(member.email, origin);
    expect((await tryTo(member.email, password, origin)).ok).toBe(true);
  }
});

test("attempts at once do not slip under the limit", async () => {
  const { member } = await freshMember();
  const origin = freshOrigin();
  const answers = await Promise.all(Array.from({ length: 30 }, () => fail(member.email, origin)));
  const tried = answers.filter((answer) => !answer.ok && answer.refusal === "wrong-credentials");
  expect(tried).toHaveLength(ACCOUNT_FAILURES_MAX);
});

test(`an address takes ${ADDRESS_FAILURES_MAX} failures over all accounts, and logs once that it closed`, async () => {
  const { prisma } = installation();
  const { member, password } = await freshMember();
  const origin = { ...freshOrigin(), requestId: "closing" };
  // Successes do not count against the address: an office shares one.
  await tryTo(member.email, password, origin);
  for (let failure = 0; failure < ADDRESS_FAILURES_MAX; failure++) {
    expect(await fail(`${failure}@example.test`, origin)).toEqual(WRONG);
  }
  expect(await tryTo(member.email, password, origin)).toEqual(THROTTLED);
  expect(await tryTo(member.email, password, origin)).toEqual(THROTTLED);
  expect((await tryTo(member.email, password)).ok).toBe(true);
  expect((await tryTo(member.email, password, origin, NOW, "own-laptop")).ok).toBe(true);
  const where = { requestId: "closing", detail: { path: ["reason"], equals: "throttled" } };
  expect(await prisma.auditEvent.count({ where })).toBe(1);
});
