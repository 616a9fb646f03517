import "server-only";
import { randomBytes } from "node:crypto";
import { deriveKey } from "@silhouette/core/derived-key";
import { createBatchAdministration } from "@silhouette/db/batch-administration";
import { createBatchList } from "@silhouette/db/batch-list";
import { createBatchReportStore } from "@silhouette/db/batch-reports";
import { createControlPlane } from "@silhouette/db/control-plane";
import { createDataPlanePools, createDataPlaneStores, isReady } from "@silhouette/db/data-plane-stores";
import { createIdempotentReplyStore } from "@silhouette/db/idempotent-replies";
import { createNoticeStore } from "@silhouette/db/notices";
import { createPrisma } from "@silhouette/db/prisma-client";
import { createPrivacyStore } from "@silhouette/db/privacy";
import { createProfileCounter } from "@silhouette/db/profile-count";
import { createProfileList } from "@silhouette/db/profile-list";
import { createMailer } from "@silhouette/mail/mailer";
import { createDataPlane } from "@silhouette/profile-api";
import { publicAddresses } from "./addresses";
import { createAdminAccessTokens } from "./admin-access-token";
import type { Dependencies } from "./dependencies";
import { type ConsoleEnvironment, readConsoleEnvironment } from "./environment";
import { createLogger } from "./logger";
import { createOidcClient, type OidcClient } from "./oidc";
import { writtenBeforeStop } from "./written-before-stop";

/** Connections of the control plane: people click far slower than the data plane is called. A guess. */
const controlPlanePoolMax = 10;

type LiveDependencies = Dependencies & {
  readonly environment: ConsoleEnvironment;
  /** Null: people sign in by password alone. */
  readonly oidc: OidcClient | null;
  readonly handleDataPlane: (request: Request) => Promise<Response>;
  /** Whether the database answers and has been migrated. */
  readonly isReady: () => Promise<boolean>;
};

/** Routes and pages may be loaded as separate copies of this module; the process has one set of connections. */
const holder = globalThis as typeof globalThis & { silhouetteConsole?: LiveDependencies };

/**
 * The one place of the console that reads settings and opens connections; the first call does both. Importing it does
 * nothing, so that a build needs neither.
 */
export function liveDependencies(): LiveDependencies {
  holder.silhouetteConsole ??= connect();
  return holder.silhouetteConsole;
}

function connect(): LiveDependencies {
  const environment = readConsoleEnvironment(process.env);
  // next-auth reads its own address from these alone. Without a public address it takes the one of each request.
  if (environment.publicConsoleUrl === null) process.env.AUTH_TRUST_HOST = "true";
  else process.env.NEXTAUTH_URL = `${environment.publicConsoleUrl}/api/auth`;
  const log = createLogger(environment.logLevel);
  const now = () => new Date();
  // As many as an edge has, for a console may serve alone.
  const pools = createDataPlanePools(environment.databaseUrl);
  const dataPlaneStores = createDataPlaneStores(pools, log);
  const prisma = createPrisma(environment.databaseUrl, { poolMax: controlPlanePoolMax });
  return {
    environment,
    oidc: environment.oidc === null ? null : createOidcClient(environment.oidc),
    handleDataPlane: createDataPlane({
      ...dataPlaneStores,
      meter: writtenBeforeStop(dataPlaneStores.meter, log),
      now,
      log,
      publicUrl: environment.publicConsoleUrl,
      trustedProxies: environment.trustedProxies,
    }),
    isReady: () => isReady(pools.lookups),
    stores: createControlPlane(prisma, {
      tokenRetrievalKey: environment.tokenRetrievalKey,
      secondFactorKey: deriveKey(environment.authSecret, "second factor"),
      oidcIssuer: environment.oidc?.issuer ?? null,
    }),
    quotas: dataPlaneStores.quotas,
    profiles: dataPlaneStores.profiles,
    batches: dataPlaneStores.batches,
    profileList: createProfileList(pools.others),
    countProfiles: createProfileCounter(pools.others),
    batchList: createBatchList(pools.others),
    batchReports: createBatchReportStore(pools.others),
    batchAdministration: createBatchAdministration(pools.others),
    privacy: createPrivacyStore(pools.others),
    notices: createNoticeStore(prisma, deriveKey(environment.authSecret, "webhook secret")),
    idempotentReplies: createIdempotentReplyStore(prisma, deriveKey(environment.authSecret, "idempotent reply")),
    accessTokens: createAdminAccessTokens(environment.authSecret),
    consoleUrlOf: (headers) => publicAddresses(headers, environment).console,
    mailer: environment.mail === null ? null : createMailer(environment.mail),
    log,
    now,
    random: (bytes) => randomBytes(bytes),
  };
}
