import "server-only";
import type { Client } from "@silhouette/core/client";
import { mayGrant, WORKSPACE_ROLES, type WorkspaceRole } from "@silhouette/core/member-rules";
import type { Actor } from "@silhouette/core/permission";
import type { Dependencies } from "./dependencies";

/** The roles that somebody may give, by where they hold: what forms of members and credentials offer. */
export type GrantableRoles = {
  /** Workspaces in which the actor may give roles; the default one first. */
  readonly workspaces: readonly {
    readonly id: string;
    readonly name: string;
    readonly isDefault: boolean;
    readonly roles: readonly WorkspaceRole[];
  }[];
  /** Roles that hold wider than a workspace. */
  readonly wide: readonly ("productAdmin" | "sysadmin")[];
};

export async function readGrantableRoles(
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  client: Pick<Client, "id">,
): Promise<GrantableRoles> {
  const workspaces = await stores.workspaces.listChoices(client.id);
  const wide = [
    { role: "productAdmin", clientId: client.id, workspaceId: null },
    { role: "sysadmin", clientId: null, workspaceId: null },
  ] as const;
  return {
    workspaces: workspaces
      .map(({ id, name, isDefault }) => {
        const roles = WORKSPACE_ROLES.filter((role) => mayGrant(actor, { role, clientId: client.id, workspaceId: id }));
        return { id, name, isDefault, roles };
      })
      .filter(({ roles }) => roles.length > 0),
    wide: wide.filter((grant) => mayGrant(actor, grant)).map(({ role }) => role),
  };
}
