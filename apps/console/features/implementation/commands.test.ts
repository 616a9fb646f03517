import { TOKEN_LIFETIME_SECONDS } from "@silhouette/core/token";
import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { issueToken } from "@/server/issue-token";
import { fakeDependencies, grant, makeClient, makeSession, now, origin } from "@/test/fake-dependencies";
import { replaceToken } from "./commands";

const acme = makeClient();
const approver = memberActor(makeSession(grant("approver", acme)).member, acme);

test("a token lives 90 days from now", async () => {
  const { dependencies } = fakeDependencies({ clients: [acme] });
  const { token } = await issueToken(dependencies, acme, approver, origin);
  expect(token.expiresAt.getTime() - now.getTime()).toBe(TOKEN_LIFETIME_SECONDS * 1000);
});

test("the first token needs no confirmation", async () => {
  const { dependencies } = fakeDependencies({ clients: [acme] });
  expect((await replaceToken(dependencies, acme, approver, null, origin)).ok).toBe(true);
});

test("a live token is replaced only when that very one was confirmed", async () => {
  const { dependencies, state } = fakeDependencies({ clients: [acme] });
  const { token } = await issueToken(dependencies, acme, approver, origin);
  for (const confirmed of [null, "", "another"]) {
    const refused = await replaceToken(dependencies, acme, approver, confirmed, origin);
    expect(refused).toEqual({ ok: false, refusal: "confirmation-required" });
  }
  expect(state.tokens).toHaveLength(1);
  expect((await replaceToken(dependencies, acme, approver, token.publicId, origin)).ok).toBe(true);
});

test("an expired token needs no confirmation", async () => {
  const { dependencies, state } = fakeDependencies({ clients: [acme] });
  const { token } = await issueToken(dependencies, acme, approver, origin);
  state.tokens[0] = { ...token, expiresAt: now };
  expect((await replaceToken(dependencies, acme, approver, null, origin)).ok).toBe(true);
});
