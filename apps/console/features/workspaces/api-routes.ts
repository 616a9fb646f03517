import "server-only";
import { refuse, succeed } from "@silhouette/core/result";
import { type Workspace, type WorkspaceDeletionRefusal, WorkspaceName } from "@silhouette/core/workspace";
import { z } from "zod";
import type { AdminProblem } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";
import { pageQuery, toPage } from "@/server/page";
import { createWorkspace, deleteWorkspace, renameWorkspace } from "./commands";
import { toWorkspacePlace, WorkspacePlace, workspaceFilters } from "./input";

const PATH = "/workspaces";
const ONE_PATH = `${PATH}/{workspaceId}`;
const tag = "Workspaces";
const params = z.object({ workspaceId: z.uuid() });
const NoQuery = z.object({});
const Fields = z.strictObject({ name: WorkspaceName });

const WorkspaceView = z
  .object({
    workspaceId: z.string(),
    name: z.string(),
    isDefault: z.boolean().describe("Roles in the default one reach everywhere in the client; it cannot be deleted"),
    createdAt: Time,
    memberCount: z.int().describe("People with a role in it"),
    propertyCount: z.int(),
    credentialCount: z.int().describe("Live admin credentials with a role in it"),
  })
  .meta({ id: "Workspace" });

const example = {
  workspaceId: "019580f3-5d3c-7000-8000-000000000001",
  name: "Shop",
  isDefault: false,
  createdAt: "2026-03-02T09:15:27.411Z",
  memberCount: 4,
  propertyCount: 1,
  credentialCount: 0,
};

const listWorkspaces = adminRoute({
  method: "GET",
  path: PATH,
  permission: "settings:read",
  query: z.object({ ...pageQuery(WorkspacePlace), ...workspaceFilters }),
  body: null,
  documentation: {
    operationId: "listWorkspaces",
    summary: "List the workspaces of a client",
    description: "The default one first, then by name.",
    tag,
    response: {
      status: 200,
      schema: pageOf("workspaces", WorkspaceView),
      example: { workspaces: [example], next: null },
    },
  },
  handle: async ({ client, query: { cursor, limit, ...filters } }, { stores, now }) => {
    const asked = { ...filters, after: cursor, limit: limit + 1 };
    const { items, next } = toPage(await stores.workspaces.list(client.id, asked, now()), limit, toWorkspacePlace);
    return succeed({ status: 200, body: { workspaces: items.map(toView), next } });
  },
});

const readWorkspace = adminRoute({
  method: "GET",
  path: ONE_PATH,
  permission: "settings:read",
  params,
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "readWorkspace",
    summary: "Read one workspace",
    tag,
    response: { status: 200, schema: WorkspaceView, example },
  },
  handle: async ({ client, params }, { stores, now }) => {
    const workspace = await stores.workspaces.find(client.id, params.workspaceId, now());
    return workspace === null ? refuse([toProblem("not-found")]) : succeed({ status: 200, body: toView(workspace) });
  },
});

const create = adminRoute({
  method: "POST",
  path: PATH,
  permission: "workspace:manage",
  query: NoQuery,
  body: Fields,
  isIdempotent: true,
  documentation: {
    operationId: "createWorkspace",
    summary: "Create a workspace",
    tag,
    response: { status: 201, schema: WorkspaceView, example: { ...example, memberCount: 0, propertyCount: 0 } },
    requestExample: { name: "Shop" },
    otherStatuses: [409],
  },
  handle: async ({ actor, body, origin }, dependencies) => {
    const made = await createWorkspace(dependencies, actor, body.name, origin);
    return made.ok ? succeed({ status: 201, body: toView(made.value) }) : refuse([toProblem(made.refusal)]);
  },
});

const rename = adminRoute({
  method: "PATCH",
  path: ONE_PATH,
  permission: "workspace:manage",
  params,
  query: NoQuery,
  body: Fields,
  documentation: {
    operationId: "renameWorkspace",
    summary: "Rename a workspace",
    tag,
    response: { status: 200, schema: WorkspaceView, example: { ...example, name: "Store" } },
    requestExample: { name: "Store" },
    otherStatuses: [409],
  },
  handle: async ({ actor, params, body, origin }, dependencies) => {
    const renamed = await renameWorkspace(dependencies, actor, params.workspaceId, body.name, origin);
    return renamed.ok ? succeed({ status: 200, body: toView(renamed.value) }) : refuse([toProblem(renamed.refusal)]);
  },
});

const remove = adminRoute({
  method: "DELETE",
  path: ONE_PATH,
  permission: "workspace:manage",
  params,
  query: z.object({
    removeRoles: z
      .enum(["true", "false"])
      .default("false")
      .describe("`true`: members and live credentials lose the role that they have in it"),
  }),
  body: null,
  documentation: {
    operationId: "deleteWorkspace",
    summary: "Delete a workspace",
    description: "Credentials with a role in it are deleted. Properties lose the assignment; profile tokens stay.",
    tag,
    response: { status: 204, schema: null, example: null },
    otherStatuses: [409],
  },
  handle: async ({ actor, params, query, origin }, dependencies) => {
    const removesRoles = query.removeRoles === "true";
    const deleted = await deleteWorkspace(dependencies, actor, params.workspaceId, removesRoles, origin);
    return deleted.ok ? succeed({ status: 204, body: null }) : refuse([toProblem(deleted.refusal)]);
  },
});

const toView = ({ id, createdAt, ...workspace }: Workspace) => ({
  workspaceId: id,
  ...workspace,
  createdAt: createdAt.toISOString(),
});

function toProblem(refusal: WorkspaceDeletionRefusal | "name-taken"): AdminProblem {
  switch (refusal) {
    case "not-found":
      return { code: "Resource.NotFound" };
    case "name-taken":
      return { code: "Workspace.NameTaken", meta: { parameter: "name" } };
    case "default-workspace":
      return { code: "Workspace.Default" };
    case "in-use":
      return {
        code: "Workspace.InUse",
        message: "Pass removeRoles=true to end the roles of its members and credentials",
      };
  }
}

/** `/api/v1/clients/{code}/workspaces` and below. */
export const workspaceRoutes: readonly AnyAdminRoute[] = [listWorkspaces, readWorkspace, create, rename, remove];
