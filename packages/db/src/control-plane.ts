import type { ControlPlane } from "@silhouette/core/control-plane";
import { createAccountStore } from "./account.ts";
import { createAttributeNameList } from "./attribute-names.ts";
import { createAuditStore } from "./audit.ts";
import { createCallCountStore } from "./call-counts.ts";
import { createClientAdministration } from "./client-administration.ts";
import { createClientStore } from "./clients.ts";
import { createCredentialAdministration } from "./credential-administration.ts";
import { createCredentialStore } from "./credentials.ts";
import { createIdentityStore } from "./identities.ts";
import { createMemberAdministration } from "./member-administration.ts";
import { createMemberStore } from "./members.ts";
import { createPreferenceStore } from "./preferences.ts";
import type { Database } from "./prisma-client.ts";
import { createPropertyStore } from "./properties.ts";
import { createSecondFactorStore } from "./second-factor.ts";
import type { SecondFactorKey } from "./second-factor-code.ts";
import { createSessionStore } from "./sessions.ts";
import { createSetupStore } from "./setup.ts";
import { createTokenStore } from "./tokens.ts";
import { createTokenAdministration } from "./tokens-administration.ts";
import { createUserLinkStore } from "./user-links.ts";
import { createWorkspaceStore } from "./workspaces.ts";

/**
 * Joins the stores of the control plane over one connection pool, which stays the caller's to end.
 * @param options.tokenRetrievalKey keeps texts of profile tokens, encrypted with it (U-25).
 * @param options.secondFactorKey seals secrets of authenticators; without it, to begin a second factor throws.
 * @param options.oidcIssuer the provider that people may sign in at; without it, accounts at one are no way in.
 */
export function createControlPlane(
  prisma: Database,
  {
    tokenRetrievalKey = null,
    secondFactorKey = new Uint8Array(),
    oidcIssuer = null,
  }: {
    readonly tokenRetrievalKey?: Uint8Array | null;
    readonly secondFactorKey?: SecondFactorKey;
    readonly oidcIssuer?: string | null;
  } = {},
): ControlPlane {
  return {
    clients: createClientStore(prisma),
    tokens: createTokenStore(prisma, tokenRetrievalKey),
    tokenAdministration: createTokenAdministration(prisma, tokenRetrievalKey),
    properties: createPropertyStore(prisma),
    attributeNames: createAttributeNameList(prisma),
    preferences: createPreferenceStore(prisma),
    members: createMemberStore(prisma),
    account: createAccountStore(prisma),
    sessions: createSessionStore(prisma, secondFactorKey),
    secondFactors: createSecondFactorStore(prisma, secondFactorKey, oidcIssuer),
    userLinks: createUserLinkStore(prisma),
    identities: createIdentityStore(prisma),
    setup: createSetupStore(prisma),
    credentials: createCredentialStore(prisma),
    credentialAdministration: createCredentialAdministration(prisma),
    memberAdministration: createMemberAdministration(prisma, oidcIssuer),
    clientAdministration: createClientAdministration(prisma),
    workspaces: createWorkspaceStore(prisma),
    audit: createAuditStore(prisma),
    callCounts: createCallCountStore(prisma),
  };
}
