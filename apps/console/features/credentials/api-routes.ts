import "server-only";
import {
  CredentialName,
  type CredentialRefusal,
  credentialState,
  type ListedCredential,
} from "@silhouette/core/credential";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import type { AdminProblem, Problems } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageQuery, toPage } from "@/server/page";
import { CREDENTIAL_DOCUMENTATION } from "./api-documentation";
import { createCredential, renameCredential, revokeCredential, rotateCredential } from "./commands";
import {
  CredentialInput,
  CredentialPlace,
  credentialFilters,
  OverlapInput,
  toCredentialGrant,
  toCredentialPlace,
} from "./input";

const PATH = "/credentials";
const ONE_PATH = `${PATH}/{credentialId}`;
const permission = "credential:manage";
const params = z.object({ credentialId: z.uuid() });
const NoQuery = z.object({});

const listCredentials = adminRoute({
  method: "GET",
  path: PATH,
  permission,
  query: z.object({ ...pageQuery(CredentialPlace), ...credentialFilters }),
  body: null,
  documentation: CREDENTIAL_DOCUMENTATION.list,
  handle: async ({ actor, query: { cursor, limit, ...filters } }, { stores, now }) => {
    const readAt = now();
    const asked = { ...filters, after: cursor, limit: limit + 1 };
    const found = await stores.credentialAdministration.list(actor, asked, readAt);
    const { items, next } = toPage(found, limit, toCredentialPlace);
    return succeed({ status: 200, body: { credentials: items.map((one) => toView(one, readAt)), next } });
  },
});

const readCredential = adminRoute({
  method: "GET",
  path: ONE_PATH,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: CREDENTIAL_DOCUMENTATION.read,
  handle: async ({ actor, params }, { stores, now }) => {
    const found = await stores.credentialAdministration.find(actor, params.credentialId);
    return found === null ? refuse([toProblem("not-found")]) : succeed({ status: 200, body: toView(found, now()) });
  },
});

const create = adminRoute({
  method: "POST",
  path: PATH,
  permission,
  query: NoQuery,
  body: CredentialInput,
  isIdempotent: true,
  documentation: CREDENTIAL_DOCUMENTATION.create,
  handle: async ({ actor, client, body, origin }, dependencies) => {
    const { name, expiresAt } = body;
    const fields = { name, expiresAt, grant: toCredentialGrant(body, client.id) };
    const made = await createCredential(dependencies, actor, fields, origin);
    if (!made.ok) return refuse([toProblem(made.refusal)]);
    const { credential, secret } = made.value;
    return succeed({ status: 201, body: { ...toView(credential, dependencies.now()), clientSecret: secret } });
  },
});

const rename = adminRoute({
  method: "PATCH",
  path: ONE_PATH,
  permission,
  params,
  query: NoQuery,
  body: z.strictObject({ name: CredentialName }),
  documentation: CREDENTIAL_DOCUMENTATION.rename,
  handle: async ({ actor, params, body, origin }, dependencies) => {
    const renamed = await renameCredential(dependencies, actor, params.credentialId, body.name, origin);
    return toReply(renamed, dependencies.now());
  },
});

const rotate = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/rotate`,
  permission,
  params,
  query: NoQuery,
  body: z.strictObject({ overlap: OverlapInput }),
  isIdempotent: true,
  documentation: CREDENTIAL_DOCUMENTATION.rotate,
  handle: async ({ actor, params, body, origin }, dependencies) => {
    const rotated = await rotateCredential(dependencies, actor, params.credentialId, body.overlap, origin);
    if (!rotated.ok) return refuse([toProblem(rotated.refusal)]);
    const { credential, secret } = rotated.value;
    return succeed({ status: 200, body: { ...toView(credential, dependencies.now()), clientSecret: secret } });
  },
});

const revoke = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/revoke`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: CREDENTIAL_DOCUMENTATION.revoke,
  handle: async ({ actor, params, origin }, dependencies) =>
    toReply(await revokeCredential(dependencies, actor, params.credentialId, origin), dependencies.now()),
});

/** `clientId` is the word of OAuth here, not one of our clients. */
const toView = (credential: ListedCredential, now: Date) => ({
  credentialId: credential.id,
  clientId: credential.publicId,
  name: credential.name,
  role: credential.grant.role,
  workspaceId: credential.grant.workspaceId,
  workspaceName: credential.grant.workspaceName,
  state: credentialState(credential, now),
  createdAt: credential.createdAt.toISOString(),
  createdBy: credential.createdBy,
  expiresAt: credential.expiresAt?.toISOString() ?? null,
  revokedAt: credential.revokedAt?.toISOString() ?? null,
  revokedBy: credential.revokedBy,
  previousSecretEndsAt: endOfFormer(credential, now)?.toISOString() ?? null,
  lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
  lastUsedAddress: credential.lastUsedAddress,
  isManageable: credential.isManageable,
});

/** What has passed is no overlap any more. */
const endOfFormer = ({ previousSecretEndsAt: end }: ListedCredential, now: Date): Date | null =>
  end !== null && end > now ? end : null;

const toReply = (outcome: Result<ListedCredential, CredentialRefusal>, now: Date) =>
  outcome.ok
    ? succeed({ status: 200 as const, body: toView(outcome.value, now) })
    : refuse<Problems>([toProblem(outcome.refusal)]);

function toProblem(refusal: CredentialRefusal | "unknown-workspace" | "bad-end"): AdminProblem {
  switch (refusal) {
    case "not-found":
      return { code: "Resource.NotFound" };
    case "beyond-reach":
      return { code: "Role.BeyondReach" };
    case "not-live":
      return { code: "Credential.NotLive" };
    case "unknown-workspace":
      return {
        code: "Parameter.Invalid",
        message: "workspaceId names a workspace that this client does not have",
        meta: { parameter: "workspaceId" },
      };
    case "bad-end":
      return {
        code: "Parameter.Invalid",
        message: "expiresAt must be in the future and at most a year away",
        meta: { parameter: "expiresAt" },
      };
  }
}

/** `/api/v1/clients/{code}/credentials` and below. */
export const credentialRoutes: readonly AnyAdminRoute[] = [
  listCredentials,
  readCredential,
  create,
  rename,
  rotate,
  revoke,
];
