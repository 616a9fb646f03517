// The process that makes the load: it is told what to do over its IPC channel, and answers there.
import { runArrivals } from "./arrivals.mjs";
import { runConnections } from "./connections.mjs";

const stopping = new AbortController();

process.on("message", (/** @type {any} */ message) => {
  if (message.type === "stop") stopping.abort();
  if (message.type === "load") void run(message.load);
});
process.on("disconnect", () => process.exit(1));

/** @param {import("../load.mjs").ConnectionsLoad | import("../load.mjs").ArrivalsLoad} load */
async function run(load) {
  const began = () => process.send?.({ type: "began" });
  const value =
    load.type === "connections" ? await runConnections(load, began) : await runArrivals(load, began, stopping.signal);
  process.send?.({ type: "result", value }, () => process.exit(0));
}
