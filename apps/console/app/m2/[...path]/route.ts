import { liveDependencies } from "@/server/live-dependencies";

/** The data plane, mounted once more beside the edge's: here it makes the console a complete server of its own. */
const handle = (request: Request): Promise<Response> => liveDependencies().handleDataPlane(request);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
