import { serveAdminRoutes } from "@/server/admin-route";
import { liveDependencies } from "@/server/live-dependencies";

/** Resources of the original that this service does not have answer 404 in the admin API's own envelope. */
const handle = serveAdminRoutes("unknown resource", liveDependencies);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
