import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./prepare.mjs";

/**
 * @typedef {import("./supervisor.mjs").Program} Program
 * @typedef {import("@silhouette/core/environment").Environment} Environment
 */

/**
 * The three programs of an installation. Each also runs alone, as on a node of a larger one: with DATABASE_URL set,
 * `node apps/edge/dist/main.js`, and with AUTH_SECRET `node apps/worker/dist/main.js` and `node apps/console/server-entry.mjs`.
 * @param {{ environment: Environment, directory: string, databaseUrl: string, authSecret: string }} settings
 * @returns {Program[]}
 */
export function describePrograms({ environment, directory, databaseUrl, authSecret }) {
  const { host, consolePort, edgePort } = environment;
  const { TOKEN_RETRIEVAL, TOKEN_RETRIEVAL_KEY, ...inherited } = inheritedEnvironment(process.env);
  const env = {
    ...inherited,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    DATA_DIR: directory,
    HOST: host,
    CONSOLE_PORT: String(consolePort),
    EDGE_PORT: String(edgePort),
    AUTH_SECRET: authSecret,
  };
  const consoleEnv = {
    ...env,
    // Tokens are made and read again by the console alone: no other program gets their key.
    ...(TOKEN_RETRIEVAL ? { TOKEN_RETRIEVAL, TOKEN_RETRIEVAL_KEY } : {}),
    // The names by which Next and next-auth know them.
    PORT: String(consolePort),
    HOSTNAME: host,
    // Room for the longest request target that is answered with 414, as on the edge.
    NODE_OPTIONS: [inherited.NODE_OPTIONS, "--max-http-header-size=65536"].filter(Boolean).join(" "),
    NEXTAUTH_SECRET: authSecret,
    ...(environment.publicConsoleUrl ? { NEXTAUTH_URL: environment.publicConsoleUrl } : { AUTH_TRUST_HOST: "1" }),
  };
  return [
    {
      name: "console",
      file: path.join(root, "apps/console/server-entry.mjs"),
      env: consoleEnv,
      isReady: (_child, signal) => waitForReply(`${reachableUrl(host, consolePort)}/readyz`, signal),
    },
    {
      name: "edge",
      file: path.join(root, "apps/edge/dist/main.js"),
      env,
      isReady: (_child, signal) => waitForReply(`${reachableUrl(host, edgePort)}/readyz`, signal),
    },
    { name: "worker", file: path.join(root, "apps/worker/dist/main.js"), env, isReady: waitForMessage },
  ];
}

/**
 * The address of a server of ours, seen from this machine.
 * @param {string} host
 * @param {number} port
 */
export function reachableUrl(host, port) {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/**
 * What the programs may see of the environment: secrets of the first start are none of their business, and a stray
 * NEXTAUTH_URL would send people to another installation.
 * @param {NodeJS.ProcessEnv} env
 */
export function inheritedEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(BOOTSTRAP_|npm_|NEXTAUTH_|AUTH_TRUST_HOST$|NODE_CHANNEL_)/.test(name)),
  );
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function waitForReply(url, signal) {
  while (!signal.aborted) {
    try {
      const { ok } = await fetch(url, { signal });
      if (ok) return;
    } catch {
      // Not listening yet, or stopped waiting: the signal tells.
    }
    await sleep(100, undefined, { signal }).catch(() => {});
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function waitForMessage(child, signal) {
  return new Promise((resolve) => {
    const done = () => {
      child.off("message", onMessage);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const onMessage = (/** @type {unknown} */ message) => {
      if (/** @type {{ type?: string } | null} */ (message)?.type === "ready") done();
    };
    child.on("message", onMessage);
    signal.addEventListener("abort", done);
  });
}
