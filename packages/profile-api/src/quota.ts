import type { Client } from "@silhouette/core/client";
import { QUOTAS, type QuotaKind } from "@silhouette/core/quota";
import type { Surface } from "./call.ts";
import type { DataPlaneDependencies } from "./dependencies.ts";

/** What a call of each surface counts against; delivery has no quota (contract section 11). */
const QUOTA_OF: Readonly<Record<Surface, QuotaKind | null>> = {
  fetch: "fetches",
  single: "updates",
  bulk: "calls",
  status: "calls",
  delivery: null,
};

type Taken =
  | { readonly ok: true }
  | { readonly ok: false; readonly status: number; readonly retryAfterSeconds: number };

/** Counts a call of a client whose quotas are on; for all others it does nothing (U-31). */
export async function takeQuota(client: Client, surface: Surface, deps: DataPlaneDependencies): Promise<Taken> {
  const kind = QUOTA_OF[surface];
  if (!client.settings.quotasEnabled || kind === null) return { ok: true };
  const verdict = await deps.quotas.take(client.id, kind, deps.now());
  return verdict.ok ? verdict : { ...verdict, status: QUOTAS[kind].status };
}
