import "server-only";
import { auditRoutes } from "@/features/audit/api-routes";
import { batchRoutes } from "@/features/batches/api-routes";
import { clientRoutes } from "@/features/clients/api-routes";
import { credentialRoutes } from "@/features/credentials/api-routes";
import { impactRoutes } from "@/features/implementation/impact-routes";
import { settingsApiRoutes } from "@/features/implementation/settings-api-routes";
import { memberRoutes } from "@/features/members/api-routes";
import { jobRoutes, jobsRoutes, profileDeletionRoutes } from "@/features/privacy/api-routes";
import { profileRoutes } from "@/features/profiles/api-routes";
import { propertyApiRoutes } from "@/features/properties/api-routes";
import { tokenApiRoutes } from "@/features/tokens/api-routes";
import { workspaceRoutes } from "@/features/workspaces/api-routes";
import type { AnyAdminRoute } from "@/server/admin-route";

/**
 * Every route of our own API. This feature alone knows the others: what is listed here is served, described by the
 * OpenAPI document, shown in the reference, and tried by the tests of roles and examples.
 */
export const API_ROUTES: readonly AnyAdminRoute[] = [
  ...clientRoutes,
  ...settingsApiRoutes,
  ...tokenApiRoutes,
  ...impactRoutes,
  ...profileRoutes,
  ...profileDeletionRoutes,
  ...Object.values(batchRoutes).flat(),
  ...jobsRoutes,
  ...jobRoutes,
  ...memberRoutes,
  ...workspaceRoutes,
  ...propertyApiRoutes,
  ...credentialRoutes,
  ...auditRoutes,
];
