import {
  CREDENTIAL_STATES,
  CredentialName,
  type ListedCredential,
  ROTATION_OVERLAPS,
} from "@silhouette/core/credential";
import type { ClientId } from "@silhouette/core/ids";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import type { RoleGrant } from "@silhouette/core/permission";
import { z } from "zod";
import { SearchText } from "@/server/list-address";

const shared = {
  name: CredentialName,
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null)
    .describe("At most a year away; null has no end"),
};

/** A new credential as callers name it: a role, with its workspace where it holds in one. */
export const CredentialInput = z.discriminatedUnion("role", [
  z.strictObject({ ...shared, role: z.enum(WORKSPACE_ROLES), workspaceId: z.string().min(1).max(64) }),
  z.strictObject({ ...shared, role: z.literal("productAdmin") }),
  z.strictObject({ ...shared, role: z.literal("sysadmin") }),
]);
export type CredentialInput = z.infer<typeof CredentialInput>;

/** Where a page of credentials begins: after this one. */
export const CredentialPlace = z.object({
  createdAt: z.iso.datetime().transform((text) => new Date(text)),
  id: z.string().min(1).max(64),
});
export const toCredentialPlace = ({ createdAt, id }: ListedCredential) => ({ createdAt, id });

/** What the list can be narrowed by. */
export const credentialFilters = {
  text: SearchText.nullable().default(null).describe("Part of the name or of the client ID"),
  state: z.enum(CREDENTIAL_STATES).nullable().default(null),
};

export const OverlapInput = z.enum(ROTATION_OVERLAPS).default("none");

/** Where the role of a new credential holds. */
export const toCredentialGrant = (
  input: { readonly role: RoleGrant["role"]; readonly workspaceId?: string },
  clientId: ClientId,
): RoleGrant => ({
  role: input.role,
  clientId: input.role === "sysadmin" ? null : clientId,
  workspaceId: input.workspaceId ?? null,
});
