import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { RestartOutcome } from "@silhouette/core/batch";
import type { BatchId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import type { Dependencies } from "@/server/dependencies";

/** Queues a stuck batch again, and notes who did. Safe to repeat. */
export async function restartBatch(
  { batchAdministration, stores, now }: Pick<Dependencies, "batchAdministration" | "stores" | "now">,
  { clientId, kind, id, name }: Actor,
  batchId: BatchId,
  origin: AuditOrigin,
): Promise<RestartOutcome> {
  const outcome = await batchAdministration.restart(clientId, batchId, now());
  if (outcome === "restarted") {
    const actor = { kind, id, name };
    const event = { clientId, actor, action: "batch.restarted", target: batchId, detail: {}, origin } as const;
    await stores.audit.append(event, now());
  }
  return outcome;
}
