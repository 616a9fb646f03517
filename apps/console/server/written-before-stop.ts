import "server-only";
import type { CallMeter } from "@silhouette/core/call-count";
import type { Log } from "@silhouette/core/log";
import type { WritingCallMeter } from "@silhouette/db/call-meter";
import { after } from "next/server";

/**
 * The meter, so that a console that stops writes what it has counted. Next's server leaves on a signal by itself and
 * waits only for what it was given through `after`: that is the next flush, which the signal brings forward.
 */
export function writtenBeforeStop(meter: WritingCallMeter, log: Pick<Log, "warn">): CallMeter {
  let isStopping = false;
  const flush = () => {
    isStopping = true;
    meter.flush().catch((error) => log.warn({ err: error }, "the last counts of calls were lost"));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, flush);
  let isWaitedFor = false;
  return {
    count(call) {
      meter.count(call);
      // Calls that were under way when the signal came: nobody should wait for the timer.
      if (isStopping) flush();
      if (isWaitedFor) return;
      isWaitedFor = true;
      after(async () => {
        await meter.nextFlush();
        isWaitedFor = false;
      });
    },
  };
}
