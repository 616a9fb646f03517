import { randomUUID } from "node:crypto";
import type { ProviderAccount } from "@silhouette/core/oidc";
import { describe, expect, test } from "vitest";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";
import { makeClientActors, signInFixture } from "./sign-in-fixture.ts";

const installation = sharedInstallation();
const { enrol } = signInFixture(installation);

const makeAccount = (overrides: Partial<ProviderAccount> = {}): ProviderAccount => ({
  issuer: "https://id.example.com",
  subject: randomUUID(),
  email: `${randomUUID()}@example.test`,
  isEmailVerified: true,
  name: "Ada Byron",
  ...overrides,
});
const signIn = (account: ProviderAccount, newcomers: { role: "editor"; clientCode: string } | null = null) =>
  installation().stores.identities.signIn(account, newcomers, TEST_ORIGIN, NOW);
const acts = async (userId: string) =>
  (await installation().prisma.auditEvent.findMany({ where: { target: userId } })).map(({ action }) => action);

describe("a member", () => {
  test("is joined by a verified address, and from then on by the account, whatever its address", async () => {
    const { stores, prisma } = installation();
    const { member } = await makeMember(prisma, { role: "sysadmin" });
    const account = makeAccount({ email: member.email.toUpperCase() });
    expect(await signIn(account)).toMatchObject({ ok: true, value: { id: member.id } });
    expect(await acts(member.id)).toContain("identity.joined");
    const moved = { ...account, email: "elsewhere@example.test", isEmailVerified: false };
    expect(await signIn(moved)).toMatchObject({ ok: true, value: { id: member.id } });
    expect(await stores.identities.find(account)).toMatchObject({ id: member.id });
    expect(await prisma.userIdentity.count({ where: { userId: member.id } })).toBe(1);
    expect(await stores.secondFactors.read(member.id)).toMatchObject({ hasIdentity: true });
  });

  test("is not joined by an address that is not verified", async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const account = makeAccount({ email: member.email, isEmailVerified: false });
    expect(await signIn(account)).toEqual({ ok: false, refusal: "unverified-email" });
    expect(await installation().stores.identities.find(account)).toBeNull();
  });

  test("is not joined to a second account of the issuer that has taken over the address", async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    expect((await signIn(makeAccount({ email: member.email }))).ok).toBe(true);
    expect(await signIn(makeAccount({ email: member.email }))).toEqual({ ok: false, refusal: "other-account" });
    const elsewhere = makeAccount({ email: member.email, issuer: "https://other.example.com" });
    expect((await signIn(elsewhere)).ok).toBe(true);
  });

  test("who was disabled is refused, joined or not", async () => {
    const { prisma, stores } = installation();
    const joined = (await makeMember(prisma, { role: "sysadmin" })).member;
    const account = makeAccount({ email: joined.email });
    await signIn(account);
    const other = (await makeMember(prisma, { role: "sysadmin" })).member;
    const where = { id: { in: [joined.id, other.id] } };
    await prisma.user.updateMany({ where, data: { disabledAt: NOW } });
    expect(await signIn(account)).toEqual({ ok: false, refusal: "disabled" });
    expect(await signIn(makeAccount({ email: other.email }))).toEqual({ ok: false, refusal: "disabled" });
    expect(await stores.identities.find(account)).toBeNull();
    expect(await acts(other.id)).toContain("session.refused");
  });

  test("with a second factor of ours has a whole session after the provider's sign-in", async () => {
    const { stores } = installation();
    const { member } = await enrol();
    await signIn(makeAccount({ email: member.email }));
    const start = { method: "oidc", userAgent: "", provedAt: null } as const;
    const { secret, isPending } = await stores.sessions.start(member.id, start, TEST_ORIGIN, NOW);
    expect(isPending).toBe(false);
    expect(await stores.sessions.find(secret, NOW)).toMatchObject({ method: "oidc", provedAt: null });
  });

  test("who was invited accepts by it, and the invitation's link ends", async () => {
    const { prisma, stores } = installation();
    const { client, sysadmin } = await makeClientActors(installation);
    const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ where: { clientId: client.id } });
    const email = `invited-${randomUUID()}@example.test`;
    const grants = [{ role: "observer", clientId: client.id, workspaceId }] as const;
    const invited = await stores.memberAdministration.invite(
      sysadmin,
      { email, name: "Ada", grants },
      TEST_ORIGIN,
      NOW,
    );
    if (!invited.ok) throw new Error(invited.refusal);
    const userId = invited.value.member.id;
    const link = await stores.userLinks.create("invitation", userId, sysadmin, TEST_ORIGIN, NOW);
    expect(await signIn(makeAccount({ email }))).toMatchObject({ ok: true, value: { id: userId, name: "Ada" } });
    const code = link.ok ? link.value.code : "";
    expect(await stores.userLinks.find("invitation", code, secondsAfter(1))).toBeNull();
    expect((await prisma.user.findUniqueOrThrow({ where: { id: userId } })).joinedAt).toEqual(NOW);
  });
});

describe("a newcomer", () => {
  test("is refused unless newcomers are let in, and gets nothing but the role and the client that were set", async () => {
    const client = await makeClient(installation().prisma);
    const account = makeAccount();
    expect(await signIn(account)).toEqual({ ok: false, refusal: "unknown" });
    const made = await signIn(account, { role: "editor", clientCode: client.code.toUpperCase() });
    expect(made).toMatchObject({
      ok: true,
      value: { email: account.email, name: "Ada Byron", grants: [{ role: "editor", clientId: client.id }] },
    });
    // Signed in again, nobody is made anew and no role comes back.
    expect(made.ok && (await signIn(account))).toEqual(made);
  });

  test("without a verified address is refused", async () => {
    const client = await makeClient(installation().prisma);
    const account = makeAccount({ isEmailVerified: false });
    expect(await signIn(account, { role: "editor", clientCode: client.code })).toEqual({
      ok: false,
      refusal: "unverified-email",
    });
  });

  test("who signs in twice at once becomes one member", async () => {
    const client = await makeClient(installation().prisma);
    const account = makeAccount();
    const newcomers = { role: "editor", clientCode: client.code } as const;
    const outcomes = await Promise.all([signIn(account, newcomers), signIn(account, newcomers)]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.value.email)).toEqual([account.email, account.email]);
    expect(await installation().prisma.user.count({ where: { email: account.email ?? "" } })).toBe(1);
  });

  test("of a client that is not there is a fault of the settings, and nothing is written", async () => {
    const account = makeAccount();
    await expect(signIn(account, { role: "editor", clientCode: "nowhere" })).rejects.toThrow("OIDC_NEWCOMER_CLIENT");
    expect(await installation().prisma.user.count({ where: { email: account.email ?? "" } })).toBe(0);
  });
});
