import "server-only";
import type { Client } from "@silhouette/core/client";
import { managedWorkspaces } from "@silhouette/core/member-rules";
import { type Actor, can } from "@silhouette/core/permission";
import type { Workspace } from "@silhouette/core/workspace";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";

type Needed = Pick<Dependencies, "stores" | "now">;

/** `seesUsers`: whether the actor manages the users of the workspace, so that the list of users shows them. */
export type ListedWorkspace = Workspace & { readonly seesUsers: boolean };
export type WorkspacesView = { readonly workspaces: readonly ListedWorkspace[]; readonly mayManage: boolean };

/** The client's workspaces, the default one first. */
export async function readWorkspaces({ stores, now }: Needed, actor: Actor, client: Client): Promise<WorkspacesView> {
  const workspaces = await stores.workspaces.list(client.id, now());
  const managed = managedWorkspaces(actor);
  return {
    workspaces: workspaces.map((workspace) => {
      return { ...workspace, seesUsers: managed === "all" || managed.includes(workspace.id) };
    }),
    mayManage: can(actor, "workspace:manage", client.id),
  };
}

/** One workspace; null for what the client does not have, and for what is no id at all. */
export async function readWorkspace({ stores, now }: Needed, client: Client, id: string): Promise<Workspace | null> {
  return z.uuid().safeParse(id).success ? stores.workspaces.find(client.id, id, now()) : null;
}
