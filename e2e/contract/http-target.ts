import { Agent, request } from "node:http";
import type { AuthenticationImpact } from "@silhouette/core/call-count";
import { ClientId } from "@silhouette/core/ids";
import { QUOTAS, quotaWindowStart } from "@silhouette/core/quota";
import { makeToken } from "@silhouette/core/testing";
import { createCallCountStore } from "@silhouette/db/call-counts";
import { createPool } from "@silhouette/db/pool";
import { createPrisma } from "@silhouette/db/prisma-client";
import { addCalls } from "@silhouette/db/sql/quota-windows";
import { makeClient } from "@silhouette/db/testing-factories";
import { writeProfiles } from "@silhouette/db/write-profiles";
import type { CallOptions, Reply, Target, TargetClient } from "./target.ts";

/** How long a profile that a test puts there lives, in milliseconds: longer than any test. */
const PROFILE_MILLIS = 14 * 86_400_000;

/** What tests do behind the API's back, in the database of an installation. */
export type Backdoor = {
  readonly pool: ReturnType<typeof createPool>;
  readonly createClient: Target["createClient"];
  /** What both servers have counted of a client, by its code. */
  readImpact(code: string): Promise<AuthenticationImpact>;
  close(): Promise<void>;
};

export function openBackdoor(databaseUrl: string): Backdoor {
  const pool = createPool(databaseUrl, 4);
  const prisma = createPrisma(databaseUrl, { poolMax: 2 });
  const callCounts = createCallCountStore(prisma);
  return {
    pool,
    createClient: async ({ settings, imsOrgId } = {}): Promise<TargetClient> => {
      const { id, code } = await makeClient(prisma, {
        ...(settings === undefined ? {} : { settings }),
        ...(imsOrgId === undefined ? {} : { imsOrgId }),
      });
      return {
        code,
        issueToken: async (overrides) => {
          const { record, text } = makeToken(id, overrides);
          await prisma.profileToken.create({
            data: { ...record, surfaces: [...record.surfaces], secretHash: Buffer.from(record.secretHash) },
          });
          return text;
        },
        useQuota: async (kind, calls) => {
          const windowStart = quotaWindowStart(QUOTAS[kind], new Date());
          await addCalls(pool, [{ clientId: id, kind, windowStart, calls }]);
        },
        putProfile: async (key, values) => {
          const now = new Date();
          const expiresAt = new Date(now.getTime() + PROFILE_MILLIS);
          const write = { clientId: id, key, change: new Map(Object.entries(values)), expiresAt };
          await writeProfiles(pool, [write], "create", now);
        },
      };
    },
    readImpact: async (code) => {
      const { id } = await prisma.client.findUniqueOrThrow({ where: { code }, select: { id: true } });
      return callCounts.readImpact(ClientId.parse(id), new Date());
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** A running server, over plain HTTP. */
export function createHttpTarget(name: string, url: string, backdoor: Backdoor): Target {
  const { origin } = new URL(url);
  const server = serverOf(url);
  return {
    name,
    server,
    origin,
    call: (path, options) => call(server, path, options),
    createClient: backdoor.createClient,
  };
}

function serverOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/**
 * Several running servers that take turns, as behind a balancer: all of them are called by the first one's name, because
 * replies repeat it (U-12).
 */
export function createTurnTarget(name: string, urls: readonly [string, ...string[]], backdoor: Backdoor): Target {
  const first = createHttpTarget(name, urls[0], backdoor);
  let turn = 0;
  return {
    ...first,
    call: (path, options = {}) => {
      const server = serverOf(urls[turn++ % urls.length] ?? urls[0]);
      return call(server, path, { ...options, headers: { Host: new URL(first.origin).host, ...options.headers } });
    },
  };
}

/**
 * One request over a connection of its own, so that tests do not feel each other's. It asks to be kept open, as most
 * callers do: a server then reads a refused body to its end instead of closing on the sender.
 */
function call(
  { host, port }: { host: string; port: number },
  path: string,
  { method = "GET", headers, body }: CallOptions = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const agent = new Agent({ keepAlive: true });
    const sent = request({ host, port, path, method, headers: { ...length, ...headers }, agent });
    // After the reply the rest of a refused body may still be on its way: how that ends is of no interest.
    sent.on("socket", (socket) => socket.on("error", () => {}));
    sent.on("close", () => agent.destroy());
    sent.on("error", reject);
    sent.on("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? "",
          headers: toHeaders(response.rawHeaders),
          text: Buffer.concat(pieces).toString("utf8"),
        }),
      );
    });
    sent.end(body);
  });
}

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? "", raw[at + 1] ?? "");
  return headers;
}
