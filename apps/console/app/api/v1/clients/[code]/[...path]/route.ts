import { serveAdminRoutes } from "@/server/admin-route";
import { API_FORMAT } from "@/server/api-format";
import { liveDependencies } from "@/server/live-dependencies";

/** Whatever else is asked for answers 404 as a problem, to callers with an access token. */
const handle = serveAdminRoutes("unknown resource", liveDependencies, API_FORMAT);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
