import "server-only";
import type { ControlPlane } from "@silhouette/core/control-plane";
import type { Logger } from "pino";
import type { AdminAccessTokens } from "./admin-access-token";

/** What the console's own code works with. Passed in, so that a test brings its own. */
export type Dependencies = {
  readonly stores: ControlPlane;
  readonly accessTokens: AdminAccessTokens;
  readonly log: Logger;
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
};
