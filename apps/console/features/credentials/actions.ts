"use server";

import { CREDENTIAL_LIFETIME_DAYS_MAX, CredentialName } from "@silhouette/core/credential";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import { succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { createCredential, renameCredential, revokeCredential, rotateCredential } from "./commands";
import { OverlapInput, toCredentialGrant } from "./input";

const permission = "credential:manage";
const credentialId = z.uuid();

const Days = z.coerce.number().int().min(1).max(CREDENTIAL_LIFETIME_DAYS_MAX);
const shared = {
  name: CredentialName,
  /** Empty for a credential without an end. */
  expiresInDays: z.literal("").or(Days),
};
const NewCredentialForm = z.discriminatedUnion("role", [
  z.object({ ...shared, role: z.enum(WORKSPACE_ROLES), workspaceId: z.uuid() }),
  z.object({ ...shared, role: z.literal("productAdmin") }),
  z.object({ ...shared, role: z.literal("sysadmin") }),
]);

/** The result holds the secret: the one time that it leaves the server, in the reply to this POST. */
export const createCredentialAction = authorizedAction({
  name: "credentials.create",
  permission,
  isRecent: true,
  givesBack: true,
  input: NewCredentialForm,
  async run({ actor, client, input: { name, expiresInDays, ...role }, origin }, dependencies) {
    const millis = expiresInDays === "" ? null : expiresInDays * 86_400_000;
    const expiresAt = millis === null ? null : new Date(dependencies.now().getTime() + millis);
    const grant = toCredentialGrant(role, client.id);
    const made = await createCredential(dependencies, actor, { name, grant, expiresAt }, origin);
    refresh();
    if (!made.ok) return made;
    const { credential, secret } = made.value;
    return succeed({ name: credential.name, clientId: credential.publicId, clientSecret: secret });
  },
});

/** The result holds the new secret: the one time that it leaves the server. */
export const rotateCredentialAction = authorizedAction({
  name: "credentials.rotate",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ credentialId, overlap: OverlapInput }),
  async run({ actor, input, origin }, dependencies) {
    const rotated = await rotateCredential(dependencies, actor, input.credentialId, input.overlap, origin);
    refresh();
    if (!rotated.ok) return rotated;
    const { credential, secret } = rotated.value;
    return succeed({ name: credential.name, clientId: credential.publicId, clientSecret: secret });
  },
});

export const renameCredentialAction = authorizedAction({
  name: "credentials.rename",
  permission,
  givesBack: true,
  input: z.object({ credentialId, name: CredentialName }),
  async run({ actor, input, origin }, dependencies) {
    const renamed = await renameCredential(dependencies, actor, input.credentialId, input.name, origin);
    refresh();
    return renamed.ok ? succeed({ name: renamed.value.name }) : renamed;
  },
});

export const revokeCredentialAction = authorizedAction({
  name: "credentials.revoke",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ credentialId }),
  async run({ actor, input, origin }, dependencies) {
    const revoked = await revokeCredential(dependencies, actor, input.credentialId, origin);
    refresh();
    return revoked.ok ? succeed({ name: revoked.value.name }) : revoked;
  },
});
