import "server-only";
import type { Client } from "@silhouette/core/client";
import type { Actor, Role } from "@silhouette/core/permission";
import { isRecentlyProved, type Session } from "@silhouette/core/session";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { highestRole, memberActor } from "./actor";
import { liveDependencies } from "./live-dependencies";
import { isSecureRequest, readRequestContext } from "./request-context";
import { readSessionSecret, sessionCookieName } from "./sign-in";

/** Remembers which client a member works in, when there are several. Holds a client code and grants nothing. */
export const CLIENT_COOKIE = "silhouette-client";

/** A signed-in member, and the client of the installation that the pages show. */
export type SignedIn = {
  readonly session: Session;
  /** Clients that the member reaches, by code. */
  readonly clients: readonly Client[];
  /** Null when the member reaches none. */
  readonly current: { readonly client: Client; readonly actor: Actor; readonly role: Role } | null;
};

/** The session of this request, looked up once per request. Null when nobody is signed in. */
export const getSession = cache(async (): Promise<Session | null> => {
  const secret = await getSessionSecret();
  if (secret === null) return null;
  const { stores, now } = liveDependencies();
  return stores.sessions.find(secret, now());
});

/** Whose password was right in this browser while the second factor is still to come; null when nobody's. */
export const getPendingSignIn = cache(async (): Promise<{ readonly email: string } | null> => {
  const secret = await getSessionSecret();
  if (secret === null) return null;
  const { stores, now } = liveDependencies();
  return stores.sessions.findPending(secret, now());
});

/** The secret in the session cookie, whether or not its session still lives. */
export async function getSessionSecret(): Promise<string | null> {
  const { environment } = liveDependencies();
  const { headers } = await readRequestContext();
  const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
  return readSessionSecret((await cookies()).get(sessionCookieName(isSecure))?.value, environment.authSecret);
}

/** Who is asking, or null; the client is the one chosen last, else the first by code, if there is one that is enabled. */
export const getSignedIn = cache(async (): Promise<SignedIn | null> => {
  const session = await getSession();
  if (session === null) return null;
  const clients = await liveDependencies().stores.clients.listFor(session.member.grants);
  const chosen = (await cookies()).get(CLIENT_COOKIE)?.value;
  const client =
    clients.find(({ code }) => code === chosen) ?? clients.find(({ state }) => state === "enabled") ?? clients[0];
  if (client === undefined) return { session, clients, current: null };
  const actor = memberActor(session.member, client);
  return { session, clients, current: { client, actor, role: highestRole(session.member.grants, client) } };
});

/** Who is asking; sends a visitor to the sign-in, which leads back to `path`. */
export async function requireSignedIn(path: string): Promise<SignedIn> {
  const signedIn = await getSignedIn();
  if (signedIn !== null) return signedIn;
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

/** Where a member proves anew who they are; leads back to `path`. */
export const confirmIdentityPath = (path: string): string => `/account/confirm?callbackUrl=${encodeURIComponent(path)}`;

/**
 * Who is asking, after a recent sign-in. For pages that change how a member signs in: asking first, a form that was
 * filled in is not refused afterwards.
 */
export async function requireRecentlySignedIn(path: string): Promise<SignedIn> {
  const signedIn = await requireSignedIn(path);
  if (isRecentlyProved(signedIn.session.provedAt, liveDependencies().now())) return signedIn;
  redirect(confirmIdentityPath(path));
}
