import { CredentialName, ROTATION_OVERLAPS } from "@silhouette/core/credential";
import type { ClientId } from "@silhouette/core/ids";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import type { RoleGrant } from "@silhouette/core/permission";
import { z } from "zod";

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
