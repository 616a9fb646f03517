import { MemoryStores, makeClient, makeToken } from "@silhouette/core/testing";
import { createDataPlane } from "@silhouette/profile-api";
import type { CallOptions, Reply, Target, TargetClient } from "./target.ts";

const HOST = "profiles.example.test";

/** The data plane as a function, over stores in memory: no server, no database. */
export function createHandlerTarget(stores = new MemoryStores()): Target {
  const handle = createDataPlane({
    clients: stores.clientDirectory,
    tokens: stores.tokenDirectory,
    profiles: stores.profileStore,
    batches: stores.batchStore,
    quotas: stores.quotaStore,
    meter: stores.callMeter,
    now: () => new Date(),
    log: { info: () => {}, warn: () => {}, error: (fields) => console.error(fields) },
    publicUrl: null,
    trustedProxies: null,
  });
  // The only client there is would be found without a name (U-01).
  stores.clients.push(makeClient());
  return {
    name: "handler",
    server: null,
    origin: `http://${HOST}`,
    call: (path, options) => call(handle, path, options),
    createClient: async ({ settings, imsOrgId } = {}) => {
      const client = makeClient({ imsOrgId: imsOrgId ?? null });
      const own = { ...client, settings: { ...client.settings, ...settings } };
      stores.clients.push(own);
      return toTargetClient(stores, own);
    },
  };
}

/** A request as a server would hand it over: with a host, and with the length of its body. */
async function call(
  handle: (request: Request) => Promise<Response>,
  path: string,
  { method = "GET", headers, body }: CallOptions = {},
): Promise<Reply> {
  const sent = new Headers(headers);
  if (!sent.has("host")) sent.set("host", HOST);
  if (body !== undefined && !sent.has("content-length")) {
    sent.set("content-length", String(Buffer.byteLength(body)));
  }
  const init = { method, headers: sent, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  const response = await handle(new Request(`http://${HOST}${path}`, init));
  return {
    status: response.status,
    reason: response.statusText,
    headers: response.headers,
    text: method === "HEAD" ? "" : await response.text(),
  };
}

function toTargetClient(stores: MemoryStores, { id, code }: ReturnType<typeof makeClient>): TargetClient {
  return {
    code,
    issueToken: async (overrides) => {
      const { record, text } = makeToken(id, overrides);
      stores.tokens.push(record);
      return text;
    },
    useQuota: async (kind, calls) => stores.useQuota(id, kind, calls, new Date()),
    putProfile: async (key, values) => stores.addProfile(id, key, values, new Date()),
  };
}
