import "server-only";
import type { ApiFormat } from "./admin-route";
import { problemReply } from "./problem";

/** Our own API, below `/api/v1/clients/{code}`: JSON, problems by RFC 9457, whatever `Accept` asks for. */
export const API_FORMAT: ApiFormat = {
  clientParameter: "code",
  accepts: () => true,
  problem: problemReply,
  reply: (status, body, requestId) =>
    new Response(JSON.stringify(body), {
      status,
      headers: {
        "Content-Type": "application/json;charset=UTF-8",
        "Cache-Control": "no-store",
        "X-Request-Id": requestId,
      },
    }),
};
