import "server-only";
import { CREDENTIAL_STATES } from "@silhouette/core/credential";
import { ROLES } from "@silhouette/core/permission";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";

const tag = "Credentials";

const CredentialView = z
  .object({
    credentialId: z.string(),
    clientId: z.string().describe("What the program sends as `client_id` to `/ims/token/v3`"),
    name: z.string(),
    role: z.enum(ROLES),
    workspaceId: z.string().nullable().describe("Null for a role of the whole client or of the installation"),
    workspaceName: z.string().nullable(),
    state: z.enum(CREDENTIAL_STATES),
    createdAt: Time,
    createdBy: z.string(),
    expiresAt: Time.nullable().describe("Null has no end"),
    revokedAt: Time.nullable(),
    revokedBy: z.string().nullable(),
    previousSecretEndsAt: Time.nullable().describe("Until when the secret before a rotation still works"),
    lastUsedAt: Time.nullable().describe("When it last asked for an access token; a few minutes late at most"),
    lastUsedAddress: z.string().nullable(),
    isManageable: z.boolean().describe("Whether this credential may rename, rotate and revoke it"),
  })
  .meta({ id: "Credential" });

const WithSecret = CredentialView.extend({
  clientSecret: z.string().describe("Shown this once; only a hash is kept"),
}).meta({ id: "CredentialWithSecret" });

const credential = {
  credentialId: "019580f3-5d3c-7000-8000-000000000003",
  clientId: "k3JvQ0aVd2mYx8TnLw4s",
  name: "Nightly sync",
  role: "approver",
  workspaceId: "019580f3-5d3c-7000-8000-000000000001",
  workspaceName: "Shop",
  state: "live",
  createdAt: "2026-03-02T09:15:27.411Z",
  createdBy: "ada@example.com",
  expiresAt: "2026-09-02T00:00:00.000Z",
  revokedAt: null,
  revokedBy: null,
  previousSecretEndsAt: null,
  lastUsedAt: "2026-03-09T02:00:00.000Z",
  lastUsedAddress: "192.0.2.7",
  isManageable: true,
};
const clientSecret = "silcs_…";
const one = { status: 200, schema: CredentialView, example: credential } as const;

/** What the reference says of the calls about credentials. */
export const CREDENTIAL_DOCUMENTATION = {
  list: {
    operationId: "listCredentials",
    summary: "List the admin credentials of a client",
    description: "Newest first, revoked and expired ones too. A Sysadmin also sees those of the installation.",
    tag,
    response: {
      status: 200,
      schema: pageOf("credentials", CredentialView),
      example: { credentials: [credential], next: null },
    },
  },
  read: { operationId: "readCredential", summary: "Read one admin credential", tag, response: one },
  create: {
    operationId: "createCredential",
    summary: "Create an admin credential",
    description: "With a role that this credential may give. The secret is in the reply, this once.",
    tag,
    response: { status: 201, schema: WithSecret, example: { ...credential, lastUsedAt: null, clientSecret } },
    requestExample: {
      name: "Nightly sync",
      role: "approver",
      workspaceId: credential.workspaceId,
      expiresAt: null,
    },
  },
  rename: {
    operationId: "renameCredential",
    summary: "Rename an admin credential",
    tag,
    response: one,
    requestExample: { name: "Nightly sync" },
  },
  rotate: {
    operationId: "rotateCredential",
    summary: "Give an admin credential a new secret",
    description: "The former secret works on for the overlap. Access tokens that were issued stay good.",
    tag,
    response: {
      status: 200,
      schema: WithSecret,
      example: { ...credential, previousSecretEndsAt: "2026-03-10T09:15:27.411Z", clientSecret },
    },
    requestExample: { overlap: "24h" },
    otherStatuses: [409],
  },
  revoke: {
    operationId: "revokeCredential",
    summary: "Revoke an admin credential",
    description: "It and its access tokens are dead at once, for good.",
    tag,
    response: {
      ...one,
      example: {
        ...credential,
        state: "revoked",
        revokedAt: "2026-03-10T09:15:27.411Z",
        revokedBy: "ada@example.com",
      },
    },
  },
} as const satisfies Record<string, RouteDocumentation>;
