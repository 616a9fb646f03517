import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { CancelOutcome, RestartOutcome } from "@silhouette/core/batch";
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
  if (outcome === "restarted") await note(dependencies, actor, "batch.restarted", batchId, origin);
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
  if (outcome === "cancelled") await note(dependencies, actor, "batch.cancelled", batchId, origin);
  return outcome;
}

async function note(
  { stores, now }: Tools,
  { clientId, kind, id, name }: Actor,
  action: "batch.restarted" | "batch.cancelled",
  target: BatchId,
  origin: AuditOrigin,
): Promise<void> {
  await stores.audit.append({ clientId, actor: { kind, id, name }, action, target, detail: {}, origin }, now());
}
