import "server-only";
import type { Client } from "@silhouette/core/client";
import type { Credential, Member } from "@silhouette/core/control-plane";
import {
  type ActedIn,
  type Actor,
  type InstallationActor,
  ROLES,
  type Role,
  type RoleGrant,
  toActorIn,
  toInstallationActor,
} from "@silhouette/core/permission";

/** A member as an actor in one client: without any permission where no role reaches, or none holds any more. */
export function memberActor(member: Member, client: Client): Actor {
  const who = { kind: "member", id: member.id, name: member.email } as const;
  return toActorIn(placeOf(client), who, member.grants);
}

/** A program's credential as an actor in one client. */
export function credentialActor(credential: Credential, client: Client): Actor {
  const who = { kind: "credential", id: credential.id, name: credential.name } as const;
  return toActorIn(placeOf(client), who, credential.grants);
}

const placeOf = ({ id, state, settings }: Client): ActedIn => ({ id, state, editors: settings.adminSettingsEditors });

/** A member as an actor in the installation: without any permission unless a role holds everywhere. */
export const memberInstallationActor = ({ id, email: name, grants }: Member): InstallationActor =>
  toInstallationActor({ kind: "member", id, name }, grants);

/** A program's credential as an actor in the installation: without any permission unless a role holds everywhere. */
export const credentialInstallationActor = ({ id, name, grants }: Credential): InstallationActor =>
  toInstallationActor({ kind: "credential", id, name }, grants);

/** The role to show beside a name: the highest that reaches the client. Decides nothing; permissions do. */
export function highestRole(grants: readonly RoleGrant[], client: Pick<Client, "id">): Role {
  const reaching = grants.filter(({ clientId }) => clientId === null || clientId === client.id);
  return reaching.reduce<Role>(
    (highest, { role }) => (ROLES.indexOf(role) > ROLES.indexOf(highest) ? role : highest),
    "observer",
  );
}
