import type { Instrumentation } from "next";

/** Writes what no page or route has caught into the log, with the digest that the error page shows to people. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, { routePath, routeType }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { liveDependencies } = await import("./server/live-dependencies");
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  const requestId = request.headers["x-request-id"];
  liveDependencies().log.error(
    { err: error, digest, requestId, method: request.method, routePath, routeType },
    "request failed",
  );
};
