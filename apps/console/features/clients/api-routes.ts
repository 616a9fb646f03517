import "server-only";
import {
  CLIENT_STATES,
  ClientCode,
  type ClientDeletionRefusal,
  type ClientFieldsRefusal,
  ClientName,
  ImsOrgId,
  type ListedClient,
} from "@silhouette/core/client";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import type { AdminProblem } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute, type RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";
import { pageQuery, toPage } from "@/server/page";
import { changeClient, createClient, deleteClient, setClientEnabled } from "./commands";
import { ClientPlace, clientFilters } from "./input";

const tag = "Clients";
const NoQuery = z.object({});

const ClientView = z
  .object({
    code: z.string().describe("Stands in every path of the client, and never changes"),
    name: z.string(),
    imsOrgId: z.string().nullable().describe("What SDKs may name the client by"),
    state: z
      .enum(CLIENT_STATES)
      .describe("Of one that is not `enabled` calls are refused, and only Sysadmins reach it; `deleting` ends in 404"),
    disabledAt: Time.nullable(),
    createdAt: Time,
    memberCount: z.int().describe("People with a role in it, without Sysadmins"),
    workspaceCount: z.int(),
  })
  .meta({ id: "Client" });

const example = {
  code: "acme",
  name: "Acme",
  imsOrgId: "0123456789ABCDEF@AdobeOrg",
  state: "enabled",
  disabledAt: null,
  createdAt: "2026-03-02T09:15:27.411Z",
  memberCount: 12,
  workspaceCount: 3,
};

const listClients = adminRoute({
  method: "GET",
  scope: "installation",
  path: "/clients",
  permission: "client:manage",
  query: z.object({ ...pageQuery(ClientPlace), ...clientFilters }),
  body: null,
  documentation: {
    operationId: "listClients",
    summary: "List the clients of the installation",
    description: "By code.",
    tag,
    response: {
      status: 200,
      schema: pageOf("clients", ClientView),
      example: { clients: [example], next: null },
    },
  },
  handle: async ({ query: { cursor, limit, ...filters } }, { stores }) => {
    const found = await stores.clientAdministration.list({ ...filters, after: cursor, limit: limit + 1 });
    const { items, next } = toPage(found, limit, ({ code }) => code);
    return succeed({ status: 200, body: { clients: items.map(toView), next } });
  },
});

const create = adminRoute({
  method: "POST",
  scope: "installation",
  path: "/clients",
  permission: "client:manage",
  query: NoQuery,
  body: z.strictObject({ code: ClientCode, name: ClientName, imsOrgId: ImsOrgId.nullable().default(null) }),
  isIdempotent: true,
  documentation: {
    operationId: "createClient",
    summary: "Create a client",
    description: "With default settings and a Default Workspace.",
    tag,
    response: { status: 201, schema: ClientView, example: { ...example, memberCount: 0, workspaceCount: 1 } },
    requestExample: { code: "acme", name: "Acme", imsOrgId: example.imsOrgId },
    otherStatuses: [409],
  },
  handle: async ({ actor, body, origin }, dependencies) => {
    const made = await createClient(dependencies, actor, body, origin);
    return made.ok ? succeed({ status: 201, body: toView(made.value) }) : refuse([toProblem(made.refusal)]);
  },
});

const readClient = adminRoute({
  method: "GET",
  path: "",
  permission: "settings:read",
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "readClient",
    summary: "Read one client",
    tag,
    response: { status: 200, schema: ClientView, example },
  },
  handle: async ({ client }, { stores }) => {
    const found = await stores.clientAdministration.find(client.id);
    return found === null ? refuse([toProblem("not-found")]) : succeed({ status: 200, body: toView(found) });
  },
});

const change = adminRoute({
  method: "PATCH",
  path: "",
  permission: "client:manage",
  query: NoQuery,
  body: z.strictObject({ name: ClientName, imsOrgId: ImsOrgId.nullable() }).partial(),
  documentation: {
    operationId: "changeClient",
    summary: "Rename a client, or map another IMS organization to it",
    tag,
    response: { status: 200, schema: ClientView, example },
    requestExample: { name: "Acme" },
    otherStatuses: [409],
  },
  handle: async ({ actor, client, body, origin }, dependencies) => {
    const { name, imsOrgId } = body;
    const given = { ...(name === undefined ? {} : { name }), ...(imsOrgId === undefined ? {} : { imsOrgId }) };
    const changed = await changeClient(dependencies, actor, client.id, given, origin);
    return changed.ok ? succeed({ status: 200, body: toView(changed.value) }) : refuse([toProblem(changed.refusal)]);
  },
});

const disabledExample = { ...example, state: "disabled", disabledAt: "2026-03-09T10:00:00.000Z" };

const setEnabled = (act: "disable" | "enable", documentation: RouteDocumentation) =>
  adminRoute({
    method: "POST",
    path: `/${act}`,
    permission: "client:manage",
    query: NoQuery,
    body: null,
    documentation,
    handle: async ({ actor, client, origin }, dependencies) => {
      const set = await setClientEnabled(dependencies, actor, client.id, act === "enable", origin);
      return set.ok ? succeed({ status: 200, body: toView(set.value) }) : refuse([toProblem(set.refusal)]);
    },
  });

const disable = setEnabled("disable", {
  operationId: "disableClient",
  summary: "Disable a client",
  description:
    "Within a second its calls are refused like those of an unknown client. Its members and its own credentials are shut out at once, its batches wait, and everything it owns is kept.",
  tag,
  response: { status: 200, schema: ClientView, example: disabledExample },
  otherStatuses: [409],
});

const enable = setEnabled("enable", {
  operationId: "enableClient",
  summary: "Enable a client again",
  description: "409 once its deletion was asked for.",
  tag,
  response: { status: 200, schema: ClientView, example },
  otherStatuses: [409],
});

const remove = adminRoute({
  method: "DELETE",
  path: "",
  permission: "client:manage",
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "deleteClient",
    summary: "Delete a disabled client with everything that it owns",
    description:
      "A worker does it, beginning a minute after the client was disabled: until it is done the client is `deleting`, then it is unknown and its code is free. It cannot be undone. Its audit events stay. 409 for a client that is not disabled, and for the last one.",
    tag,
    response: { status: 202, schema: ClientView, example: { ...disabledExample, state: "deleting" } },
    otherStatuses: [409],
  },
  handle: async ({ actor, client, origin }, dependencies) => {
    const asked = await deleteClient(dependencies, actor, client.id, origin);
    return asked.ok ? succeed({ status: 202, body: toView(asked.value) }) : refuse([toProblem(asked.refusal)]);
  },
});

const toView = ({ id: _, createdAt, disabledAt, ...client }: ListedClient) => ({
  ...client,
  disabledAt: disabledAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

function toProblem(refusal: ClientFieldsRefusal | ClientDeletionRefusal | "deleting"): AdminProblem {
  switch (refusal) {
    case "not-found":
      return { code: "Resource.NotFound" };
    case "code-taken":
      return { code: "Client.CodeTaken", meta: { parameter: "code" } };
    case "ims-org-id-taken":
      return { code: "Client.ImsOrgIdTaken", meta: { parameter: "imsOrgId" } };
    case "not-disabled":
      return { code: "Client.NotDisabled" };
    case "last-client":
      return { code: "Client.Last" };
    case "deleting":
      return { code: "Client.Deleting" };
  }
}

/** `/api/v1/clients` for who runs the installation, and `/api/v1/clients/{code}`. */
export const clientRoutes: readonly AnyAdminRoute[] = [
  listClients,
  create,
  readClient,
  change,
  disable,
  enable,
  remove,
];
