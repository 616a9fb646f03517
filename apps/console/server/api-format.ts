import "server-only";
import type { ApiFormat } from "./admin-route";
import { problemReply } from "./problem";

/** Our own API, below `/api/v1/clients/{code}`: JSON, problems by RFC 9457, whatever `Accept` asks for. */
export const API_FORMAT: ApiFormat = {
  clientParameter: "code",
  hasEntityTags: true,
  accepts: () => true,
  problem: problemReply,
  reply: (status, body, requestId, headers = {}) => {
    const common = { "Cache-Control": "no-store", "X-Request-Id": requestId, ...headers };
    if (status === 204 || status === 304) return new Response(null, { status, headers: common });
    return new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json;charset=UTF-8", ...common },
    });
  },
};
