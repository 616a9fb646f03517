import { setTimeout as sleep } from "node:timers/promises";
import { CLIENT_CODE } from "./data.mjs";

/** Milliseconds between two looks at a batch: what its time may be wrong by. */
const POLL_MILLIS = 25;
const secondsMax = 600;

/**
 * Sends a batch and waits until it is complete. Throws unless every row succeeded.
 * @param {string} edgeUrl
 * @param {Iterable<string> | Buffer} file a file that was made beforehand keeps its making out of the time
 * @param {number} rows
 * @returns {Promise<{ seconds: number, acceptedSeconds: number }>} from the first byte sent to `complete`, and to the
 *   answer of the submission
 */
export async function applyBatch(edgeUrl, file, rows) {
  const body = toBuffer(file);
  const start = performance.now();
  const statusUrl = await submitBatch(edgeUrl, body);
  const acceptedSeconds = (performance.now() - start) / 1000;
  const status = await waitForBatch(statusUrl);
  const seconds = (performance.now() - start) / 1000;
  if (status !== "complete") throw new Error(`The batch is ${status}`);
  const details = await (await fetch(`${statusUrl}&showDetails=true`)).text();
  const succeeded = Number(/<successfulUpdates>(\d+)</.exec(details)?.[1]);
  if (succeeded !== rows) throw new Error(`${succeeded} of ${rows} rows of the batch succeeded`);
  return { seconds, acceptedSeconds };
}

/** @param {Iterable<string> | Buffer} file */
export const toBuffer = (file) => (Buffer.isBuffer(file) ? file : Buffer.from([...file].join("")));

/**
 * @param {string} edgeUrl
 * @param {Buffer} body
 * @returns {Promise<string>} the address of its status
 */
export async function submitBatch(edgeUrl, body) {
  const reply = await fetch(`${edgeUrl}/m2/${CLIENT_CODE}/v2/profile/batchUpdate`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new Uint8Array(body.buffer, body.byteOffset, body.length),
  });
  const text = await reply.text();
  const statusUrl = /<batchStatus>([^<]+)<\/batchStatus>/.exec(text)?.[1];
  if (!reply.ok || statusUrl === undefined) throw new Error(`The batch was refused with ${reply.status}: ${text}`);
  return statusUrl;
}

/**
 * @param {string} statusUrl
 * @returns {Promise<string>} `complete` or `stuck`
 */
export async function waitForBatch(statusUrl) {
  for (const end = Date.now() + secondsMax * 1000; Date.now() < end; await sleep(POLL_MILLIS)) {
    const status = /<status>(\w+)</.exec(await (await fetch(statusUrl)).text())?.[1];
    if (status === "complete" || status === "stuck") return status;
  }
  throw new Error(`The batch was not complete after ${secondsMax} s`);
}
