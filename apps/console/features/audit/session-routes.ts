import "server-only";
import { AuditFilter } from "@silhouette/core/audit-log";
import { memberInstallationActor } from "@/server/actor";
import { readQuery } from "@/server/admin-input";
import type { Dependencies } from "@/server/dependencies";
import { problemReply } from "@/server/problem";
import { auditRefusal } from "@/server/refusal";
import { type SessionCall, sessionRoute } from "@/server/session-route";
import { type AuditFormat, exportAudit } from "./export";
import { ownerOf, readLog } from "./logs";

/** Reading the installation's own log is for who looks after all of it. */
const READ_INSTALLATION = "client:manage";

/**
 * The exports of the page of the audit log; the query is the page's filter (`exportQuery` of its view), and
 * `log=installation` for the log that belongs to no client, or a client's id for the log of one that is gone.
 */
const download = (format: AuditFormat) =>
  sessionRoute({
    method: "GET",
    path: `/api/console/{code}/audit.${format}`,
    permission: "audit:read",
    handle: async (call, dependencies) => {
      const { request, requestId, client, origin } = call;
      const filter = AuditFilter.safeParse(readQuery(new URL(request.url).searchParams));
      if (!filter.success) return problemReply([{ code: "Parameter.Invalid" }], requestId, dependencies.now());
      const asked = { filter: filter.data, format, origin };
      const log = readLog(new URL(request.url).searchParams.get("log"));
      if (log === null) {
        return exportAudit(dependencies, { ...asked, actor: call.actor, clientId: client.id, name: client.code });
      }
      const actor = memberInstallationActor(call.session.member);
      if (!actor.permissions.has(READ_INSTALLATION)) return refuse(call, dependencies);
      return exportAudit(dependencies, { ...asked, actor, clientId: ownerOf(log), name: log });
    },
  });

async function refuse({ actor, request, requestId, origin }: SessionCall, dependencies: Dependencies) {
  const target = `GET ${new URL(request.url).pathname}`;
  await auditRefusal(dependencies, actor, null, READ_INSTALLATION, target, origin);
  return problemReply([{ code: "Permission.Denied" }], requestId, dependencies.now());
}

export const downloadAuditCsv = download("csv");
export const downloadAuditJsonLines = download("jsonl");
