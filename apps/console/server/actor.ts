import "server-only";
import type { Client } from "@silhouette/core/client";
import type { Credential, Member } from "@silhouette/core/control-plane";
import { type Actor, permissionsIn, ROLES, type Role, type RoleGrant } from "@silhouette/core/permission";

/** A member as an actor in one client: without any permission where no role reaches. */
export function memberActor(member: Member, client: Client): Actor {
  const permissions = permissionsIn(client.id, member.grants, client.settings.adminSettingsEditors);
  return { kind: "member", id: member.id, name: member.email, clientId: client.id, permissions };
}

/** A program's credential as an actor in one client. */
export function credentialActor(credential: Credential, client: Client): Actor {
  const permissions = permissionsIn(client.id, credential.grants, client.settings.adminSettingsEditors);
  return { kind: "credential", id: credential.id, name: credential.name, clientId: client.id, permissions };
}

/** The role to show beside a name: the highest that reaches the client. Decides nothing; permissions do. */
export function highestRole(grants: readonly RoleGrant[], client: Pick<Client, "id">): Role {
  const reaching = grants.filter(({ clientId }) => clientId === null || clientId === client.id);
  return reaching.reduce<Role>(
    (highest, { role }) => (ROLES.indexOf(role) > ROLES.indexOf(highest) ? role : highest),
    "observer",
  );
}
