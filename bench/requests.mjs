import { CLIENT_CODE, COLUMNS, idOf, valuesOf } from "./data.mjs";

/**
 * What a call does, as plain data, so that it can be handed to the process that makes the load. Ids are taken in a
 * scattered order out of `from` to `from + count`.
 * @typedef {object} Work
 * @property {keyof typeof BUILDERS} kind
 * @property {number} [from]
 * @property {number} [count]
 * @property {number} [offset] calls that were made before: the next ones concern other profiles
 * @property {number} [seed] of the values that are written
 * @property {string} [token] sent as a bearer token
 * @property {string} [path] of the kind `get`
 *
 * @typedef {{ method: "GET" | "POST" | "PATCH" | "PUT", path: string, headers?: Record<string, string>, body?: string }} Call
 */

/** One builder for each kind of call: of this service, and of what it is compared with. */
const BUILDERS = {
  /** Five attributes in the query and no body, as the busiest known caller sends them (contract section 4). */
  update: (/** @type {number} */ index, /** @type {number} */ seed) => ({
    method: /** @type {const} */ ("POST"),
    path: `/m2/${CLIENT_CODE}/profile/update?mbox3rdPartyId=${idOf(index)}${valuesOf(index, seed)
      .map((value, column) => `&profile.${COLUMNS[column]}=${encodeURIComponent(value)}`)
      .join("")}`,
  }),
  fetch: (/** @type {number} */ index) => ({
    method: /** @type {const} */ ("GET"),
    path: `/rest/v1/profiles/thirdPartyId/${idOf(index)}?client=${CLIENT_CODE}`,
  }),
  get: () => ({ method: /** @type {const} */ ("GET"), path: "/" }),
  "next-prisma-update": (/** @type {number} */ index, /** @type {number} */ seed) =>
    json("PATCH", `/api/profiles/${idOf(index)}`, namedValues(index, seed)),
  "next-prisma-fetch": (/** @type {number} */ index) => ({
    method: /** @type {const} */ ("GET"),
    path: `/api/profiles/${idOf(index)}`,
  }),
  "directus-update": (/** @type {number} */ index, /** @type {number} */ seed) =>
    json("PATCH", `/items/profile/${idOf(index)}`, namedValues(index, seed)),
  "directus-fetch": (/** @type {number} */ index) => ({
    method: /** @type {const} */ ("GET"),
    path: `/items/profile/${idOf(index)}`,
  }),
  "parse-server-update": (/** @type {number} */ index, /** @type {number} */ seed) =>
    json("PUT", `/parse/classes/Profile/${idOf(index)}`, namedValues(index, seed), PARSE_HEADERS),
  "parse-server-fetch": (/** @type {number} */ index) => ({
    method: /** @type {const} */ ("GET"),
    path: `/parse/classes/Profile/${idOf(index)}`,
    headers: PARSE_HEADERS,
  }),
};

const PARSE_HEADERS = { "x-parse-application-id": "bench" };

/** Calls that are made ready for all connections together: so many profiles are met before one is met again. */
export const CALLS_READY = 65_536;

/** @param {number} connections */
export const callsPerConnection = (connections) => Math.floor(CALLS_READY / connections);

/**
 * The n-th call of a piece of work.
 * @param {Work} work
 * @param {number} position
 * @returns {Call}
 */
export function toCall({ kind, seed = 1, token, path, offset = 0, ...ids }, position) {
  const call = /** @type {Call} */ (BUILDERS[kind](indexAt(ids, offset + position), seed));
  return {
    ...call,
    ...(path === undefined ? {} : { path }),
    ...(token === undefined ? {} : { headers: { ...call.headers, authorization: `Bearer ${token}` } }),
  };
}

/**
 * The number of the profile that the n-th call concerns. Neighbours lie far apart, and none comes twice before all
 * have come once: the step and the count have no common divisor.
 * @param {{ from?: number, count?: number }} ids
 * @param {number} position
 */
export function indexAt({ from = 0, count = 1 }, position) {
  return from + Number((BigInt(position) * BigInt(stepFor(count))) % BigInt(count));
}

/** About the golden section of the count, which scatters well, then up to the next that has no common divisor with it. */
const stepFor = (/** @type {number} */ count) => {
  let step = Math.max(1, Math.floor(count * 0.618_034));
  while (commonDivisor(step, count) !== 1) step++;
  return step;
};

/** @type {(a: number, b: number) => number} */
const commonDivisor = (a, b) => (b === 0 ? a : commonDivisor(b, a % b));

/** @type {(index: number, seed: number) => Record<string, string>} */
const namedValues = (index, seed) =>
  Object.fromEntries(valuesOf(index, seed).map((value, column) => [COLUMNS[column] ?? "", value]));

/**
 * @param {"PATCH" | "PUT"} method
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
const json = (method, path, body, headers = {}) => ({
  method,
  path,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
