import "server-only";
import type { Client } from "@silhouette/core/client";
import { managedWorkspaces } from "@silhouette/core/member-rules";
import { type Actor, can } from "@silhouette/core/permission";
import type { Workspace } from "@silhouette/core/workspace";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { lenient, listAddress } from "@/server/list-address";
import { cursorOf, toPage } from "@/server/page";
import { toWorkspacePlace, WorkspacePlace, workspaceFilters } from "./input";

/** Workspaces on one page of the list. */
const pageWorkspaces = 25;

type Needed = Pick<Dependencies, "stores" | "now">;

/** `seesUsers`: whether the actor manages the users of the workspace, so that the list of users shows them. */
export type ListedWorkspace = Workspace & { readonly seesUsers: boolean };
export type WorkspacesView = {
  readonly workspaces: readonly ListedWorkspace[];
  /** Part of the name that was looked for. */
  readonly text: string | null;
  readonly isFirstPage: boolean;
  readonly next: string | null;
  readonly mayManage: boolean;
};

const ListAddress = z.object({ text: lenient(workspaceFilters.text), after: lenient(cursorOf(WorkspacePlace)) });

/** A page of the client's workspaces, the default one first, as an address of the list asks for it. */
export async function readWorkspaces(
  { stores, now }: Needed,
  actor: Actor,
  client: Client,
  query: ReadonlyMap<string, string>,
): Promise<WorkspacesView> {
  const { text, after } = ListAddress.parse(Object.fromEntries(query));
  const found = await stores.workspaces.list(client.id, { text, after, limit: pageWorkspaces + 1 }, now());
  const { items, next } = toPage(found, pageWorkspaces, toWorkspacePlace);
  const managed = managedWorkspaces(actor);
  return {
    workspaces: items.map((workspace) => {
      return { ...workspace, seesUsers: managed === "all" || managed.includes(workspace.id) };
    }),
    text,
    isFirstPage: after === null,
    next,
    mayManage: can(actor, "workspace:manage", client.id),
  };
}

/** The address of a page of the list. */
export const workspaceListAddress = (text: string | null, after: string | null): string =>
  listAddress("/administration/workspaces", { text, after });

/** One workspace; null for what the client does not have, and for what is no id at all. */
export async function readWorkspace({ stores, now }: Needed, client: Client, id: string): Promise<Workspace | null> {
  return z.uuid().safeParse(id).success ? stores.workspaces.find(client.id, id, now()) : null;
}
