import { attributeNameRoutes } from "@/features/attribute-names/admin-routes";
import { serveAdminRoutes } from "@/server/admin-route";
import { liveDependencies } from "@/server/live-dependencies";

const handle = serveAdminRoutes(attributeNameRoutes, liveDependencies);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
