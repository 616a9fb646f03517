const parentCheckMillis = 1000;
/** npm passes on a Ctrl-C that the terminal has sent to us already: two signals in this time are one. */
const sameSignalMillis = 1000;

/**
 * Listens for whoever wants us to stop: a signal, the end of the program that started us over an IPC channel, or the
 * end of npm. (The script `start` of package.json puts us in the place of npm's shell by `exec`, because a shell would
 * not pass signals on; where there is no `exec`, on Windows, it goes on after the `||`.)
 * @param {() => void} onForce called at a second signal
 * @returns {AbortSignal} aborted at the first one
 */
export function listenForStop(onForce) {
  const controller = new AbortController();
  let firstAt = 0;
  const request = () => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > sameSignalMillis) onForce();
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, request);
  if (process.send) process.once("disconnect", request);
  if (process.env.npm_lifecycle_event) {
    const npm = process.ppid;
    setInterval(() => process.ppid !== npm && !controller.signal.aborted && request(), parentCheckMillis).unref();
  }
  return controller.signal;
}
