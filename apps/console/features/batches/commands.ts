import "server-only";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { CancelOutcome, RestartOutcome } from "@silhouette/core/batch";
import type { ReportOutcome } from "@silhouette/core/batch-report";
import type { BatchId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import type { Dependencies } from "@/server/dependencies";

type Tools = Pick<Dependencies, "batchAdministration" | "stores" | "now">;

/** Queues a stuck batch again, and notes who did. Safe to repeat. */
export async function restartBatch(
  dependencies: Tools,
  actor: Actor,
  batchId: BatchId,
  origin: AuditOrigin,
): Promise<RestartOutcome> {
  const { batchAdministration, now } = dependencies;
  const outcome = await batchAdministration.restart(actor.clientId, batchId, now());
  if (outcome === "restarted") await note(dependencies, actor, "batch.restarted", batchId, {}, origin);
  return outcome;
}

/** Gives up a batch that is not over yet, and notes who did. Safe to repeat. */
export async function cancelBatch(
  dependencies: Tools,
  actor: Actor,
  batchId: BatchId,
  origin: AuditOrigin,
): Promise<CancelOutcome> {
  const { batchAdministration, now } = dependencies;
  const outcome = await batchAdministration.cancel(actor.clientId, batchId, now());
  if (outcome === "cancelled") await note(dependencies, actor, "batch.cancelled", batchId, {}, origin);
  return outcome;
}

/** Files of a batch's report, with ids and, in both, the rows as they were sent. */
export type ReportFile = "rows.csv" | "failed-rows.txt";

/** Notes that somebody takes out rows of a batch. Call it before the first of them leaves. */
export const noteExport = (
  dependencies: Pick<Tools, "stores" | "now">,
  actor: Actor,
  batchId: BatchId,
  file: ReportFile,
  outcome: ReportOutcome | null,
  origin: AuditOrigin,
): Promise<void> =>
  note(dependencies, actor, "batch.exported", batchId, { file, ...(outcome === null ? {} : { outcome }) }, origin);

async function note(
  { stores, now }: Pick<Tools, "stores" | "now">,
  { clientId, kind, id, name }: Actor,
  action: "batch.restarted" | "batch.cancelled" | "batch.exported",
  target: BatchId,
  detail: AuditEvent["detail"],
  origin: AuditOrigin,
): Promise<void> {
  await stores.audit.append({ clientId, actor: { kind, id, name }, action, target, detail, origin }, now());
}
