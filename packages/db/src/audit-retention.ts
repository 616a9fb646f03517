import type { AuditEvent } from "@silhouette/core/audit";
import { INSTALLATION_CHAIN } from "@silhouette/core/audit-chain";
import { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { inTransaction } from "./pool.ts";
import { insertAuditEvent } from "./sql/insert-audit-event.ts";
import { type OldestEvent, selectOldChain, selectOldest, trim } from "./sql/trim-audit.ts";

/** Events that one step removes: about 40 ms. */
const STEP_EVENTS = 5_000;

const WORKER: AuditEvent["actor"] = { kind: "system", id: "worker", name: "worker" };

/**
 * One step towards the removal of audit events whose time is over: some of the oldest of one chain, with an event that
 * says so. Only what stands together at the beginning of a chain goes, so that the rest can still be verified; where
 * somebody has removed an event by other means, it stops. Several workers may take steps at once.
 * @param installationDays how long events of the installation are kept, in days; null keeps them for ever
 * @returns whether there may be more to remove
 */
export async function trimAudit(
  pool: pg.Pool,
  now: Date,
  installationDays: number | null,
  stepEvents = STEP_EVENTS,
): Promise<boolean> {
  const old = await selectOldChain(pool, now, installationDays);
  if (old === null) return false;
  const { chain, keptFrom } = old;
  return inTransaction(pool, async (connection) => {
    const { anchorSeq, events } = await selectOldest(connection, chain, stepEvents);
    const last = lastToGo(events, anchorSeq, keptFrom);
    // Another worker was here first.
    if (last === null) return true;
    await trim(connection, chain, anchorSeq, last);
    const detail = { fromSeq: anchorSeq + 1, throughSeq: last.seq, keptFrom, anchor: last.hash };
    const event: AuditEvent = {
      clientId: chain === INSTALLATION_CHAIN ? null : ClientId.parse(chain),
      actor: WORKER,
      action: "audit.trimmed",
      target: chain,
      detail,
      origin: { address: "", requestId: "" },
    };
    await insertAuditEvent(connection, event, now);
    return true;
  });
}

/** The last of the events at the beginning that follow each other without a gap and are old enough; null for none. */
function lastToGo(events: readonly OldestEvent[], anchorSeq: number, keptFrom: Date): OldestEvent | null {
  const end = events.findIndex(({ seq, at }, index) => seq !== anchorSeq + index + 1 || at >= keptFrom);
  return events[end === -1 ? events.length - 1 : end - 1] ?? null;
}
