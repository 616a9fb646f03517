"use server";

import { type Result, succeed } from "@silhouette/core/result";
import { type WorkspaceDeletionRefusal, WorkspaceName } from "@silhouette/core/workspace";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { createWorkspace, deleteWorkspace, renameWorkspace } from "./commands";

const permission = "workspace:manage";

export const createWorkspaceAction = authorizedAction({
  name: "workspaces.create",
  permission,
  givesBack: true,
  input: z.object({ name: WorkspaceName }),
  async run({ actor, input, origin }, dependencies) {
    const made = await createWorkspace(dependencies, actor, input.name, origin);
    refresh();
    return made.ok ? succeed({ id: made.value.id, name: made.value.name }) : made;
  },
});

export const renameWorkspaceAction = authorizedAction({
  name: "workspaces.rename",
  permission,
  givesBack: true,
  input: z.object({ workspaceId: z.uuid(), name: WorkspaceName }),
  async run({ actor, input, origin }, dependencies) {
    const renamed = await renameWorkspace(dependencies, actor, input.workspaceId, input.name, origin);
    refresh();
    return renamed.ok ? succeed({ name: renamed.value.name }) : renamed;
  },
});

/** `removesRoles` is a ticked box: without it a workspace that somebody has a role in is kept. */
export const deleteWorkspaceAction = authorizedAction({
  name: "workspaces.delete",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({
    workspaceId: z.uuid(),
    removesRoles: z
      .string()
      .optional()
      .transform((ticked) => ticked !== undefined),
  }),
  async run({ actor, input, origin }, dependencies): Promise<Result<null, WorkspaceDeletionRefusal>> {
    const deleted = await deleteWorkspace(dependencies, actor, input.workspaceId, input.removesRoles, origin);
    if (deleted.ok) redirect("/administration/workspaces?notice=workspace-deleted");
    refresh();
    return deleted;
  },
});
