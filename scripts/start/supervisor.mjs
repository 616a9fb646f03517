import { spawn } from "node:child_process";

/**
 * @typedef {import("node:child_process").ChildProcess} ChildProcess
 * @typedef {object} Program
 * @property {string} name
 * @property {string} file what Node runs
 * @property {NodeJS.ProcessEnv} env
 * @property {(child: ChildProcess, signal: AbortSignal) => Promise<void>} isReady resolves once it serves; the signal
 *   ends the wait
 * @typedef {object} Limits
 * @property {number} readyMillisMax
 * @property {number} stopMillisMax from the polite signal to the forceful one
 * @property {number} backOffMillis before the first restart; doubles with each failure
 * @property {number} backOffMillisMax
 * @property {number} failuresMax so many in a window are still met with a restart
 * @property {number} failureWindowMillis
 */

/** @type {Limits} */
const LIMITS = {
  readyMillisMax: 60_000,
  stopMillisMax: 7000,
  backOffMillis: 500,
  backOffMillisMax: 10_000,
  failuresMax: 5,
  failureWindowMillis: 60_000,
};

/**
 * Keeps programs running: starts them, starts them again when they die, and stops them together. Each has an IPC
 * channel, whose end tells it that we are gone.
 */
export class Supervisor {
  #log;
  #onProcess;
  #limits;
  #stopping = new AbortController();
  /** @type {Map<string, ChildProcess>} */
  #children = new Map();
  /** @type {(reason: string) => void} */
  #giveUp = () => {};
  /** Resolves with a line for the operator when a program cannot be kept running. @type {Promise<string>} */
  gaveUp = new Promise((resolve) => {
    this.#giveUp = resolve;
  });

  /**
   * @param {object} options
   * @param {(line: string) => void} options.log
   * @param {(name: string, pid: number) => void} [options.onProcess] told of each process that has become ready
   * @param {Partial<Limits>} [options.limits]
   */
  constructor({ log, onProcess = () => {}, limits = {} }) {
    this.#log = log;
    this.#onProcess = onProcess;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Starts a program and waits until it serves; from then on it is kept running.
   * @param {Program} program
   * @returns {Promise<string | null>} why it does not run; null when it does or when we are being stopped
   */
  async start(program) {
    const { child, fault } = await this.#launch(program);
    if (fault !== null || this.#stopping.signal.aborted) return fault;
    this.#keep(program, child, []);
    return null;
  }

  /** Polite first. Resolves when no program runs any more. */
  async stop() {
    this.#stopping.abort();
    const timer = setTimeout(() => this.kill(), this.#limits.stopMillisMax);
    await Promise.all(
      [...this.#children.values()].map((child) => {
        const ended = endOf(child);
        // Windows knows no polite signal; the end of the channel means the same to our programs.
        if (process.platform !== "win32") child.kill("SIGTERM");
        else if (child.connected) child.disconnect();
        return ended;
      }),
    );
    clearTimeout(timer);
  }

  /** At once and without asking. */
  kill() {
    this.#stopping.abort();
    for (const [name, child] of this.#children) {
      this.#log(`The ${name} did not stop in time and is killed.`);
      child.kill("SIGKILL");
    }
  }

  /** @param {Program} program */
  async #launch(program) {
    const child = spawn(process.execPath, [program.file], {
      env: program.env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Away from the terminal's process group: Ctrl-C reaches us, and we stop the programs in order.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#children.set(program.name, child);
    const ended = endOf(child);
    ended.then(() => {
      if (this.#children.get(program.name) === child) this.#children.delete(program.name);
    });
    // What a program says while it starts is of interest only if it fails.
    const output = holdOutput(child);
    const waiting = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#limits.readyMillisMax)]);
    const stopWaiting = new AbortController();
    const first = await Promise.race([
      program.isReady(child, AbortSignal.any([waiting, stopWaiting.signal])).then(() => null),
      ended,
    ]);
    stopWaiting.abort();
    if (this.#stopping.signal.aborted) return { child, fault: null };
    if (first === null && !waiting.aborted) {
      output.release();
      this.#onProcess(program.name, child.pid ?? 0);
      return { child, fault: null };
    }
    if (first === null) child.kill("SIGKILL");
    const what = first === null ? `was not ready after ${this.#limits.readyMillisMax / 1000} s` : `ended (${first})`;
    const said = output.tail();
    return { child, fault: `The ${program.name} ${what} while starting${said ? `. It said:\n${said}` : "."}` };
  }

  /**
   * @param {Program} program
   * @param {ChildProcess} child
   * @param {number[]} failures when it failed before, in this window
   */
  async #keep(program, child, failures) {
    let how = await endOf(child);
    for (;;) {
      if (this.#stopping.signal.aborted) return;
      const now = Date.now();
      const recent = failures.filter((at) => now - at < this.#limits.failureWindowMillis);
      failures = [...recent, now];
      if (failures.length > this.#limits.failuresMax) {
        this.#giveUp(`The ${program.name} failed ${failures.length} times in a short time, last: ${how}`);
        return;
      }
      const { backOffMillis, backOffMillisMax } = this.#limits;
      const delay = Math.min(backOffMillis * 2 ** (failures.length - 1), backOffMillisMax);
      this.#log(`The ${program.name} ended unexpectedly (${how}); starting it again in ${delay / 1000} s.`);
      await wait(delay, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      const next = await this.#launch(program);
      if (this.#stopping.signal.aborted) return;
      if (next.fault === null) {
        this.#log(`The ${program.name} runs again.`);
        how = await endOf(next.child);
      } else how = next.fault;
    }
  }
}

/**
 * How a process ended, as a few words.
 * @param {ChildProcess} child
 * @returns {Promise<string>}
 */
function endOf(child) {
  const describe = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(describe());
  return new Promise((resolve) => {
    child.once("exit", () => resolve(describe()));
    child.once("error", (error) => resolve(error.message));
  });
}

const tailCharactersMax = 4000;

/**
 * Keeps back what a program writes, until it is released or asked for.
 * @param {ChildProcess} child
 */
function holdOutput(child) {
  let held = "";
  const hold = (/** @type {Buffer} */ data) => {
    held = (held + data).slice(-tailCharactersMax);
  };
  child.stdout?.on("data", hold);
  child.stderr?.on("data", hold);
  return {
    tail: () => held.trim(),
    release() {
      child.stdout?.off("data", hold).pipe(process.stdout, { end: false });
      child.stderr?.off("data", hold).pipe(process.stderr, { end: false });
    },
  };
}

/**
 * @param {number} millis
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function wait(millis, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener("abort", done);
  });
}
