import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type AuditEntry, AuditFilter } from "@silhouette/core/audit-log";
import type { Client } from "@silhouette/core/client";
import type { Actor, InstallationActor } from "@silhouette/core/permission";
import { succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import type { Dependencies } from "@/server/dependencies";
import { formatCursor, pageQuery } from "@/server/page";
import { AUDIT_DOCUMENTATION } from "./api-documentation";
import { type AuditFormat, exportAudit } from "./export";
import { INSTALLATION_LOG, LogOwner } from "./logs";

const PATH = "/audit";

/** Reading a client's log is a right in that client; the installation's own is for who looks after all of it. */
const READ_CLIENT = "audit:read";
const READ_INSTALLATION = "client:manage";

const ListQuery = z.object({
  ...AuditFilter.shape,
  ...pageQuery(z.object({ at: z.iso.datetime().transform((text) => new Date(text)), id: z.string().max(100) })),
});

/** Events of a client that is gone are found by its id, which the event of its deletion names. */
const ofOwner = {
  clientId: LogOwner.optional().describe("The log of this client instead, also when it has been deleted"),
};
const InstallationListQuery = z.object({ ...ListQuery.shape, ...ofOwner });
const InstallationFilter = z.object({ ...AuditFilter.shape, ...ofOwner });

type Asking<Query> = {
  readonly actor: Actor | InstallationActor;
  readonly client: Client | null;
  readonly query: Query;
  readonly origin: AuditOrigin;
};

async function list(
  { client, query: { limit, cursor, clientId, ...filter } }: Asking<z.infer<typeof InstallationListQuery>>,
  { stores }: Dependencies,
) {
  const { events, next } = await stores.audit.search(client?.id ?? clientId ?? null, filter, { limit, after: cursor });
  const body = { events: events.map(toEventView), next: next === null ? null : formatCursor(next) };
  return succeed({ status: 200, body } as const);
}

const exportAs =
  (format: AuditFormat) =>
  async ({ actor, client, query, origin }: Asking<z.infer<typeof InstallationFilter>>, dependencies: Dependencies) => {
    const { clientId, ...filter } = query;
    const asked = { actor, clientId: client?.id ?? clientId ?? null, filter, format, origin };
    return succeed(await exportAudit(dependencies, { ...asked, name: client?.code ?? clientId ?? INSTALLATION_LOG }));
  };

const clientList = adminRoute({
  method: "GET",
  path: PATH,
  permission: READ_CLIENT,
  query: ListQuery,
  body: null,
  documentation: AUDIT_DOCUMENTATION.list,
  handle: list,
});

const clientCsv = adminRoute({
  method: "GET",
  path: `${PATH}.csv`,
  permission: READ_CLIENT,
  query: AuditFilter,
  body: null,
  documentation: AUDIT_DOCUMENTATION.csv,
  handle: exportAs("csv"),
});

const clientJsonLines = adminRoute({
  method: "GET",
  path: `${PATH}.jsonl`,
  permission: READ_CLIENT,
  query: AuditFilter,
  body: null,
  documentation: AUDIT_DOCUMENTATION.jsonLines,
  handle: exportAs("jsonl"),
});

const installationList = adminRoute({
  method: "GET",
  path: PATH,
  scope: "installation",
  permission: READ_INSTALLATION,
  query: InstallationListQuery,
  body: null,
  documentation: AUDIT_DOCUMENTATION.installation.list,
  handle: list,
});

const installationCsv = adminRoute({
  method: "GET",
  path: `${PATH}.csv`,
  scope: "installation",
  permission: READ_INSTALLATION,
  query: InstallationFilter,
  body: null,
  documentation: AUDIT_DOCUMENTATION.installation.csv,
  handle: exportAs("csv"),
});

const installationJsonLines = adminRoute({
  method: "GET",
  path: `${PATH}.jsonl`,
  scope: "installation",
  permission: READ_INSTALLATION,
  query: InstallationFilter,
  body: null,
  documentation: AUDIT_DOCUMENTATION.installation.jsonLines,
  handle: exportAs("jsonl"),
});

/** The audit log of a client, and below `/api/v1/audit` that of the installation. */
export const auditRoutes: readonly AnyAdminRoute[] = [
  clientList,
  clientCsv,
  clientJsonLines,
  installationList,
  installationCsv,
  installationJsonLines,
];

/** The names of the exported lines. */
function toEventView({ link, id, at, clientId, actor, action, target, detail, origin }: AuditEntry): object {
  const { chain = null, seq = null, previousHash = null, hash = null } = link ?? {};
  return { id, at, clientId, actor, action, target, detail, origin, chain, seq, previousHash, hash };
}
