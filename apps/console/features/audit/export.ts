import "server-only";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { auditCsv, auditJsonLines } from "@silhouette/core/audit-export";
import type { AuditEntry, AuditFilter, AuditPage, AuditPlace, AuditStore } from "@silhouette/core/audit-log";
import type { ClientId } from "@silhouette/core/ids";
import type { Dependencies } from "@/server/dependencies";
import { fileResponse } from "@/server/file-response";

/** Events that are in memory at a time. */
const PAGE_EVENTS = 1_000;

const FORMATS = {
  csv: { write: auditCsv, type: "text/csv; charset=utf-8; header=present", extension: "csv" },
  jsonl: { write: auditJsonLines, type: "application/jsonl; charset=utf-8", extension: "jsonl" },
} as const;
export type AuditFormat = keyof typeof FORMATS;

type Export = {
  readonly actor: AuditEvent["actor"];
  /** Null: the installation's own events. */
  readonly clientId: ClientId | null;
  readonly filter: AuditFilter;
  readonly format: AuditFormat;
  /** What the file is named after: the client's code. */
  readonly name: string;
  readonly origin: AuditOrigin;
};

/**
 * The events that a filter means, newest first, as a file that is sent page by page. That they were taken out is itself
 * an event, written before the first of them leaves; it may be among them.
 */
export async function exportAudit(
  { stores, now }: Pick<Dependencies, "stores" | "now">,
  { actor: { kind, id, name: actorName }, clientId, filter, format, name, origin }: Export,
): Promise<Response> {
  const event: AuditEvent = {
    clientId,
    actor: { kind, id, name: actorName },
    action: "audit.exported",
    target: name,
    detail: { format, filter },
    origin,
  };
  await stores.audit.append(event, now());
  const { write, type, extension } = FORMATS[format];
  return fileResponse(write(allEvents(stores.audit, clientId, filter)), type, `${name}-audit.${extension}`);
}

async function* allEvents(
  audit: AuditStore,
  clientId: ClientId | null,
  filter: AuditFilter,
): AsyncGenerator<AuditEntry, void> {
  let after: AuditPlace | null = null;
  do {
    const page: AuditPage = await audit.search(clientId, filter, { limit: PAGE_EVENTS, after });
    yield* page.events;
    after = page.next;
  } while (after !== null);
}
