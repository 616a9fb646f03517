import { type Workspace, WorkspaceName } from "@silhouette/core/workspace";
import { z } from "zod";
import { SearchText } from "@/server/list-address";

/** Where a page of workspaces begins: after the one of this name. */
export const WorkspacePlace = z.object({ isDefault: z.boolean(), name: WorkspaceName });
export const toWorkspacePlace = ({ isDefault, name }: Workspace) => ({ isDefault, name });

/** What the list can be narrowed by. */
export const workspaceFilters = {
  text: SearchText.nullable().default(null).describe("Part of the name"),
};
