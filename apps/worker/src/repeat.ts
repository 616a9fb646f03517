/** Milliseconds until a step is tried again that has failed, unless said: long enough for a restart of Postgres. A guess. */
const FAILED_MILLIS = 60_000;

/**
 * Takes one step after the other, each after the milliseconds that the one before asked for, until it is stopped. A
 * step that fails is reported and tried again later.
 */
export function repeat(
  step: () => Promise<number>,
  report: (error: unknown) => void,
  failedMillis = FAILED_MILLIS,
): {
  /** Resolves when no step is under way any more. */
  stop(): Promise<void>;
} {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void>;
  const run = async (): Promise<void> => {
    const restMillis = await step().catch((error: unknown) => {
      report(error);
      return failedMillis;
    });
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, restMillis);
  };
  running = run();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
