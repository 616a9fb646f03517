import type { ControlPlane } from "@silhouette/core/control-plane";
import { createAuditStore } from "./audit.ts";
import { createClientStore } from "./clients.ts";
import { createCredentialStore } from "./credentials.ts";
import { createMemberStore } from "./members.ts";
import type { Database } from "./prisma-client.ts";
import { createSessionStore } from "./sessions.ts";
import { createSetupStore } from "./setup.ts";
import { createTokenStore } from "./tokens.ts";

/** Joins the stores of the control plane over one connection pool, which stays the caller's to end. */
export function createControlPlane(prisma: Database): ControlPlane {
  return {
    clients: createClientStore(prisma),
    tokens: createTokenStore(prisma),
    members: createMemberStore(prisma),
    sessions: createSessionStore(prisma),
    setup: createSetupStore(prisma),
    credentials: createCredentialStore(prisma),
    audit: createAuditStore(prisma),
  };
}
