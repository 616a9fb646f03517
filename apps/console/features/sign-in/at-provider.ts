import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { IdentityRefusal, Newcomers } from "@silhouette/core/oidc";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";
import type { ProviderSignIn } from "@/server/oidc";

type Needed = Pick<Dependencies, "stores" | "now">;

/**
 * Signs in whom the provider vouches for and returns the session's secret. The provider's sign-in is whole: a second
 * factor of ours stands beside a password of ours alone (ADR 0025).
 */
export async function signInAtProvider(
  { stores, now }: Needed,
  { account, provedAt }: ProviderSignIn,
  newcomers: Newcomers | null,
  userAgent: string,
  origin: AuditOrigin,
): Promise<Result<string, IdentityRefusal>> {
  const member = await stores.identities.signIn(account, newcomers, origin, now());
  if (!member.ok) return member;
  const start = { method: "oidc", userAgent, provedAt } as const;
  const { secret } = await stores.sessions.start(member.value.id, start, origin, now());
  return succeed(secret);
}

/** Why the provider's sign-in proves nothing about whoever is signed in here. */
export type ConfirmationRefusal = "signed-out" | "other-person" | "provider-failed";

/** Notes that the member of a running session has just signed in at the provider again, as the same person. */
export async function confirmAtProvider(
  { stores, now }: Needed,
  sessionSecret: string | null,
  { account, provedAt }: ProviderSignIn,
  origin: AuditOrigin,
): Promise<Result<null, ConfirmationRefusal>> {
  const session = sessionSecret === null ? null : await stores.sessions.find(sessionSecret, now());
  if (session === null) return refuse("signed-out");
  const member = await stores.identities.find(account);
  if (member?.id !== session.member.id) return refuse("other-person");
  // Without a time the provider has not said that anybody signed in anew.
  if (provedAt === null) return refuse("provider-failed");
  await stores.sessions.proveElsewhere(session, provedAt, origin, now());
  return succeed(null);
}
