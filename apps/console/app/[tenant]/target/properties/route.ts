import { propertyListRoutes } from "@/features/properties/admin-routes";
import { serveAdminRoutes } from "@/server/admin-route";
import { liveDependencies } from "@/server/live-dependencies";

const handle = serveAdminRoutes(propertyListRoutes, liveDependencies);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
