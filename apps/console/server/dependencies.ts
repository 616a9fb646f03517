import "server-only";
import type { BatchAdministration, BatchStore } from "@silhouette/core/batch";
import type { BatchList } from "@silhouette/core/batch-list";
import type { BatchReportStore } from "@silhouette/core/batch-report";
import type { ControlPlane } from "@silhouette/core/control-plane";
import type { IdempotentReplyStore } from "@silhouette/core/idempotency";
import type { Mailer } from "@silhouette/core/mail";
import type { NoticeStore } from "@silhouette/core/notice";
import type { PrivacyStore } from "@silhouette/core/privacy";
import type { ProfileStore } from "@silhouette/core/profile";
import type { CountProfiles } from "@silhouette/core/profile-count";
import type { ProfileList } from "@silhouette/core/profile-list";
import type { QuotaStore } from "@silhouette/core/quota";
import type { Logger } from "pino";
import type { AdminAccessTokens } from "./admin-access-token";

/** What the console's own code works with. Passed in, so that a test brings its own. */
export type Dependencies = {
  readonly stores: ControlPlane;
  /** Shared with the data plane, whose calls count together with those of the admin API. */
  readonly quotas: QuotaStore;
  /** Shared with the data plane: what a program of the admin API writes is written as by any other call. */
  readonly profiles: ProfileStore;
  /** Shared with the data plane: a file that a page sends is a batch like any other. */
  readonly batches: BatchStore;
  readonly batchList: BatchList;
  readonly countProfiles: CountProfiles;
  readonly profileList: ProfileList;
  readonly batchReports: BatchReportStore;
  readonly batchAdministration: BatchAdministration;
  readonly privacy: PrivacyStore;
  readonly notices: NoticeStore;
  readonly idempotentReplies: IdempotentReplyStore;
  readonly accessTokens: AdminAccessTokens;
  /** Where people reach the console, without a slash at the end: what links begin with. As configured, or as called. */
  readonly consoleUrlOf: (headers: Headers) => string;
  /** Null: there is no mail server, and links are shown to whoever makes them. */
  readonly mailer: Mailer | null;
  readonly log: Logger;
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
};
