import autocannon from "autocannon";
import { callsPerConnection, toCall } from "../requests.mjs";

/**
 * Sends calls on constant connections with autocannon, each connection the next call as soon as the last is answered.
 * A connection that has sent all it has ready begins again. No two connections concern the same profile as long as
 * there are enough profiles for all.
 * @param {import("../load.mjs").ConnectionsLoad} load
 * @param {() => void} began
 * @returns {Promise<import("../load.mjs").ConnectionsResult>}
 */
export async function runConnections({ urls, connections, seconds, work }, began) {
  let connection = 0;
  const ready = callsPerConnection(connections);
  const running = autocannon({
    // Several addresses are allowed, which the types do not know.
    url: /** @type {any} */ ([...urls]),
    connections,
    duration: seconds,
    timeout: 30,
    setupClient(client) {
      const first = ready * connection++;
      const calls = Array.from({ length: ready }, (_, position) => toCall(work, first + position));
      client.setRequests(calls);
    },
  });
  began();
  const result = await running;
  const answered = result["2xx"];
  return {
    perSecond: answered / result.duration,
    answered,
    failed: result.non2xx + result.errors,
    sent: result.requests.sent,
  };
}
