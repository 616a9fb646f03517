import type { ControlPlane } from "@silhouette/core/control-plane";
import { createAttributeNameList } from "./attribute-names.ts";
import { createAuditStore } from "./audit.ts";
import { createClientStore } from "./clients.ts";
import { createCredentialStore } from "./credentials.ts";
import { createMemberStore } from "./members.ts";
import type { Database } from "./prisma-client.ts";
import { createPropertyStore } from "./properties.ts";
import { createSessionStore } from "./sessions.ts";
import { createSetupStore } from "./setup.ts";
import { createTokenStore } from "./tokens.ts";

/**
 * Joins the stores of the control plane over one connection pool, which stays the caller's to end.
 * @param options.tokenRetrievalKey keeps texts of profile tokens, encrypted with it (U-25).
 */
export function createControlPlane(
  prisma: Database,
  { tokenRetrievalKey = null }: { readonly tokenRetrievalKey?: Uint8Array | null } = {},
): ControlPlane {
  return {
    clients: createClientStore(prisma),
    tokens: createTokenStore(prisma, tokenRetrievalKey),
    properties: createPropertyStore(prisma),
    attributeNames: createAttributeNameList(prisma),
    members: createMemberStore(prisma),
    sessions: createSessionStore(prisma),
    setup: createSetupStore(prisma),
    credentials: createCredentialStore(prisma),
    audit: createAuditStore(prisma),
  };
}
