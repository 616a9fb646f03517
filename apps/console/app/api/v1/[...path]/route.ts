import { API_ROUTES } from "@/features/admin-api/routes";
import { serveApi } from "@/server/api-router";
import { liveDependencies } from "@/server/live-dependencies";

/** Our own API, all of it: `API_ROUTES` says what there is. */
const handle = serveApi(API_ROUTES, liveDependencies);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
