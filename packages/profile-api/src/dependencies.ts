import type { BatchStore } from "@silhouette/core/batch";
import type { CallMeter } from "@silhouette/core/call-count";
import type { ClientDirectory } from "@silhouette/core/client";
import type { Clock } from "@silhouette/core/clock";
import type { Log } from "@silhouette/core/log";
import type { ProfileStore } from "@silhouette/core/profile";
import type { QuotaStore } from "@silhouette/core/quota";
import type { TokenDirectory } from "@silhouette/core/token";
import type { TrustedProxies } from "@silhouette/core/trusted-proxies";
import type { TokenReader } from "./token-reader.ts";

/** All that the data plane needs of the world. A program passes it in; a test passes stores in memory. */
export type DataPlaneDependencies = {
  readonly clients: ClientDirectory;
  readonly tokens: TokenDirectory;
  readonly profiles: ProfileStore;
  readonly batches: BatchStore;
  /** Asked only for clients whose quotas are on. */
  readonly quotas: QuotaStore;
  /** Told of every call that a route has answered. */
  readonly meter: CallMeter;
  readonly now: Clock;
  readonly log: Log;
  /** Address that callers reach this server at, without a slash at its end; null to repeat the one they used (U-12). */
  readonly publicUrl: string | null;
  /** Whose `X-Forwarded-For` is believed; null for nobody's. */
  readonly trustedProxies: TrustedProxies | null;
};

/** What its routes have beside it: made once for each data plane. */
export type ServingDependencies = DataPlaneDependencies & { readonly readToken: TokenReader };
