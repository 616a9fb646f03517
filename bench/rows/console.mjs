import { ADMIN } from "../installation.mjs";
import { quantile } from "../statistics.mjs";

const PAGE = "/administration/implementation";
const TARGET_MILLIS = 200;

/**
 * Time to the first byte of Administration > Implementation for somebody who is signed in, on a warm server, one
 * request after the other. A round's value is its 95th percentile: nearly everybody waits no longer.
 * @type {import("../row.mjs").Row}
 */
export const consolePage = {
  name: "console",
  secondsMax: 200,
  async run({ rounds, isQuick, log, note, start }) {
    const { consoleUrl } = await start();
    const cookie = await signIn(consoleUrl);
    const requests = isQuick ? 20 : 60;
    for (let request = 0; request < 15; request++) await visit(consoleUrl, cookie);
    const p95 = [];
    const medians = [];
    for (let round = 0; round < rounds; round++) {
      const waits = [];
      for (let request = 0; request < requests; request++) waits.push(await visit(consoleUrl, cookie));
      p95.push(quantile(waits, 0.95));
      medians.push(quantile(waits, 0.5));
    }
    log(`first byte, 95 of 100 within ${p95.map(Math.round)} ms`);
    note(`console: the median of the first bytes was ${Math.round(quantile(medians, 0.5))} ms`);
    return [
      {
        title: "console page, first byte (95th percentile)",
        unit: "ms",
        ours: p95,
        target: { of: "value", atMost: TARGET_MILLIS },
      },
    ];
  },
};

/**
 * One visit of the page.
 * @param {string} consoleUrl
 * @param {string} cookie
 * @returns {Promise<number>} milliseconds to the first byte
 */
async function visit(consoleUrl, cookie) {
  const start = performance.now();
  const reply = await fetch(`${consoleUrl}${PAGE}`, { headers: { cookie }, redirect: "manual" });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (reply.body).getReader();
  let { value, done } = await reader.read();
  const millis = performance.now() - start;
  let text = "";
  const decoder = new TextDecoder();
  for (; !done; { value, done } = await reader.read()) text += decoder.decode(value, { stream: true });
  if (reply.status !== 200 || !text.includes("Require Authentication")) {
    throw new Error(`The page answered ${reply.status} and does not show the Profile API card`);
  }
  return millis;
}

/**
 * Signs in by the form, as a browser without scripts does.
 * @param {string} consoleUrl
 * @returns {Promise<string>} the cookies of the session
 */
async function signIn(consoleUrl) {
  /** @type {Map<string, string>} */
  const cookies = new Map();
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  /** @type {(path: string, init?: RequestInit) => Promise<Response>} */
  const call = async (path, init = {}) => {
    const headers = { ...init.headers, cookie: header() };
    const reply = await fetch(`${consoleUrl}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of reply.headers.getSetCookie()) {
      const [name = "", value = ""] = line.split(";", 1)[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    return reply;
  };
  await call(`/api/auth/signin?${new URLSearchParams({ callbackUrl: PAGE })}`);
  const form = await (await call(`/sign-in?cookies=set&${new URLSearchParams({ callbackUrl: PAGE })}`)).text();
  const csrfToken = /name="csrfToken"[^>]*value="([^"]+)"/.exec(form)?.[1] ?? "";
  const body = new URLSearchParams({ csrfToken, callbackUrl: PAGE, ...ADMIN });
  const reply = await call("/api/auth/callback/credentials", { method: "POST", body });
  const location = reply.headers.get("location");
  if (location === null || !location.includes(PAGE)) throw new Error(`Signing in led to ${location} (${reply.status})`);
  return header();
}
