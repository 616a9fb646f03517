import { jobRoutes } from "@/features/privacy/api-routes";
import { serveAdminRoutes } from "@/server/admin-route";
import { API_FORMAT } from "@/server/api-format";
import { liveDependencies } from "@/server/live-dependencies";

const handle = serveAdminRoutes(jobRoutes, liveDependencies, API_FORMAT);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
