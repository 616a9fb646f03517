import "server-only";
import type { BatchAdministration } from "@silhouette/core/batch";
import type { BatchReportStore } from "@silhouette/core/batch-report";
import type { ControlPlane } from "@silhouette/core/control-plane";
import type { PrivacyStore } from "@silhouette/core/privacy";
import type { QuotaStore } from "@silhouette/core/quota";
import type { Logger } from "pino";
import type { AdminAccessTokens } from "./admin-access-token";

/** What the console's own code works with. Passed in, so that a test brings its own. */
export type Dependencies = {
  readonly stores: ControlPlane;
  /** Shared with the data plane, whose calls count together with those of the admin API. */
  readonly quotas: QuotaStore;
  readonly batchReports: BatchReportStore;
  readonly batchAdministration: BatchAdministration;
  readonly privacy: PrivacyStore;
  readonly accessTokens: AdminAccessTokens;
  readonly log: Logger;
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
};
