import { refuse, succeed } from "@silhouette/core/result";
import { expect, test } from "vitest";
import type { Dependencies } from "@/server/dependencies";
import { fakeDependencies, grant, makeSession, now, origin } from "@/test/fake-dependencies";
import { confirmAtProvider, signInAtProvider } from "./at-provider";

const session = makeSession(grant("sysadmin", null));
const account = { issuer: "https://id.example.com", subject: "1", email: null, isEmailVerified: false, name: null };
const provedAt = new Date(now.getTime() - 5000);

/** A world with one session, whose secret is `secret`; `known` is the member of the provider's account. */
function makeWorld(known: { readonly id: string } | null) {
  const calls: unknown[] = [];
  const { dependencies } = fakeDependencies();
  const stores = {
    ...dependencies.stores,
    identities: {
      find: async () => known,
      signIn: async () => (known === null ? refuse("unknown") : succeed(session.member)),
    },
    sessions: {
      find: async (secret: string) => (secret === "secret" ? session : null),
      start: async (_id: string, start: unknown) => {
        calls.push(start);
        return { secret: "new secret", isPending: false };
      },
      proveElsewhere: async (_session: unknown, at: Date) => void calls.push(at),
    },
  } as unknown as Dependencies["stores"];
  return { dependencies: { ...dependencies, stores }, calls };
}

test("a sign-in at the provider counts as recent from when it took place there, or not at all", async () => {
  const { dependencies, calls } = makeWorld(session.member);
  expect(await signInAtProvider(dependencies, { account, provedAt }, null, "agent", origin)).toEqual(
    succeed("new secret"),
  );
  await signInAtProvider(dependencies, { account, provedAt: null }, null, "agent", origin);
  expect(calls).toEqual([
    { method: "oidc", userAgent: "agent", provedAt },
    { method: "oidc", userAgent: "agent", provedAt: null },
  ]);
});

test("who is refused gets no session", async () => {
  const { dependencies, calls } = makeWorld(null);
  expect(await signInAtProvider(dependencies, { account, provedAt }, null, "", origin)).toEqual(refuse("unknown"));
  expect(calls).toEqual([]);
});

test("the same person, signed in anew at the provider, is confirmed", async () => {
  const { dependencies, calls } = makeWorld(session.member);
  expect(await confirmAtProvider(dependencies, "secret", { account, provedAt }, origin)).toEqual(succeed(null));
  expect(calls).toEqual([provedAt]);
});

test.each([
  ["somebody else", { id: "user-2" }, "secret", provedAt, "other-person"],
  ["an account that is joined to nobody", null, "secret", provedAt, "other-person"],
  ["a session that has ended", session.member, "old secret", provedAt, "signed-out"],
  ["no session", session.member, null, provedAt, "signed-out"],
  ["a provider that does not say when", session.member, "secret", null, "provider-failed"],
])("%s is not confirmed", async (_case, known, secret, at, refusal) => {
  const { dependencies, calls } = makeWorld(known);
  expect(await confirmAtProvider(dependencies, secret, { account, provedAt: at }, origin)).toEqual(refuse(refusal));
  expect(calls).toEqual([]);
});
