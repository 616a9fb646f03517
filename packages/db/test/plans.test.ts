import { randomUUID } from "node:crypto";
import type { ClientId } from "@silhouette/core/ids";
import { makeToken } from "@silhouette/core/testing";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createDataPlaneStores } from "../src/data-plane-stores.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Tables that grow with the traffic. Clients and their settings are as many as an installation has accounts. */
const LARGE = new Set(["profile", "batch", "batch_chunk", "batch_row_result", "profile_token", "quota_window"]);
/** Rows of each: enough that reading all of them costs more than an index, few enough to be made in a second. */
const ROWS = 20_000;

let database: TestDatabase;
let pool: pg.Pool;
let clientId: ClientId;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
  clientId = await insertClient(pool, NOW);
  await fill();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function fill(): Promise<void> {
  const series = `generate_series(1, ${ROWS}) AS n`;
  const statements = [
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
     SELECT CASE WHEN n % 2 = 0 THEN '${clientId}' ELSE 'cl_other' || n % 50 END, 'tp:crm-' || n,
       '{"tier":["gold",1]}', 8, timestamptz '2026-04-01', timestamptz '2026-03-01', 1 FROM ${series}`,
    `INSERT INTO batch (id, client_id, api_version, state, header, received_at, progressed_at, submitted_at)
     SELECT 'old-' || n, 'cl_other' || n % 50, 2, 'complete', '{}', timestamptz '2026-03-01', timestamptz '2026-03-01',
       timestamptz '2026-03-01' FROM ${series}`,
    `INSERT INTO batch_chunk (batch_id, position, first_line, row_count, body)
     SELECT 'old-' || n / 10, n % 10, 2, 1, 'x' FROM ${series}`,
    `INSERT INTO batch_row_result (batch_id, line, outcome, code, profile_id, detail)
     SELECT 'old-' || n / 100, n % 100, 'failed', 'missing-id', '', '' FROM ${series}`,
    `INSERT INTO quota_window (client_id, kind, window_start, calls)
     SELECT 'cl_other' || n % 50, 'updates', timestamptz '2026-03-01' + n * interval '1 hour', 1 FROM ${series}`,
    "ANALYZE",
  ];
  for (const statement of statements) await pool.query(statement);
  const tokens = Array.from({ length: 2_000 }, () => makeToken(clientId).record);
  await pool.query(
    `INSERT INTO profile_token (id, client_id, public_id, secret_hash, created_at, created_by, expires_at, scope)
     SELECT id, $1, public_id, '\\x00', $4, 'test', $4, 'profile_api' FROM unnest($2::text[], $3::text[]) AS u(id, public_id)`,
    [clientId, tokens.map(({ id }) => id), tokens.map(({ publicId }) => publicId), NOW],
  );
  await pool.query("ANALYZE profile_token");
}

/** The same pool, which keeps the text of every statement that goes through it. */
function watch(texts: Set<string>): pg.Pool {
  const watched = <Client extends Pick<pg.ClientBase, "query">>(client: Client): Client =>
    new Proxy(client, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        if (name === "connect") return async () => watched(await pool.connect());
        if (name !== "query") return value.bind(target);
        return (statement: string | { text: string }, ...rest: unknown[]) => {
          texts.add(typeof statement === "string" ? statement : statement.text);
          return value.call(target, statement, ...rest);
        };
      },
    });
  return watched(pool);
}

/** Everything that callers and batches do by the thousand, links and refusals among it. */
async function runHotPaths(watched: pg.Pool): Promise<void> {
  const { profiles, batches, tokens, clients, quotas } = createDataPlaneStores({
    calls: watched,
    lookups: watched,
    others: watched,
  });
  const expiresAt = new Date(NOW.getTime() + 86_400_000);
  const change = new Map([["tier", "silver"]]);
  const visitOf = (tntId: string, thirdPartyId: string) => ({
    clientId,
    identities: { tntId: `pc:${tntId}`, thirdPartyId: `tp:${thirdPartyId}`, marketingCloudVisitorId: null } as const,
    newTntId: randomUUID(),
    change,
    expiresAt,
  });
  await profiles.visit(visitOf("a", "crm-2"), NOW);
  for (const key of ["tp:crm-2", "pc:a", "tp:unknown"] as const) {
    await profiles.update({ clientId, key, change, expiresAt }, NOW);
    await profiles.find(clientId, key, NOW);
  }
  // Two devices of one person, and two clients, in one group each.
  await profiles.visit(visitOf("b", "crm-2"), NOW);
  await Promise.all(
    (["pc:a", "pc:b"] as const).map((key) => profiles.update({ clientId, key, change, expiresAt }, NOW)),
  );
  await Promise.all([clientId, "cl_other1" as ClientId].map((client) => profiles.find(client, "tp:crm-2", NOW)));
  const log = silent;
  const apply = () =>
    applyBatches(clientId, { pool: watched, now: () => NOW, log, signal: new AbortController().signal });
  for (const apiVersion of [1, 2] as const) {
    const id = await submitBatch(watched, clientId, "batch=pcId,tier\na,gold\nb,gold\nc\na,b,c,d\n", {
      apiVersion,
      now: NOW,
    });
    await apply();
    await batches.find(clientId, id);
    await batches.listFailed(id, 10);
  }
  // Rows that replace what they meet (U-17) are read and written one by one.
  await watched.query("UPDATE client_settings SET v2_overrides_unvisited = true WHERE client_id = $1", [clientId]);
  await submitBatch(watched, clientId, "batch=pcId,tier\na,silver\nb,silver\n", { apiVersion: 2, now: NOW });
  await apply();
  await tokens.find("0123456789abcdef");
  await clients.findByCode("acme");
  await quotas.take(clientId, "calls", NOW);
  await quotas.take(clientId, "updates", NOW);
}

type Plan = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Plan[];
};

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The plan that Postgres keeps for a prepared statement, whatever its values are. */
async function explain(text: string): Promise<readonly Plan[]> {
  const { rows } = await pool.query<{ "QUERY PLAN": readonly { Plan: Plan }[] }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
  );
  return nodesOf(rows[0]?.["QUERY PLAN"][0]?.Plan ?? { "Node Type": "none" });
}

test("every statement of the hot path finds its rows by an index, profiles by their key", async ({ skip }) => {
  const { rows } = await pool.query<{ server_version_num: string }>("SHOW server_version_num");
  if (Number(rows[0]?.server_version_num) < 160_000) skip("EXPLAIN (GENERIC_PLAN) needs PostgreSQL 16");
  const texts = new Set<string>();
  await runHotPaths(watch(texts));
  const statements = [...texts].filter((text) => /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text));
  for (const table of LARGE) expect(statements.some((text) => text.includes(table))).toBe(true);
  const named = (part: RegExp) => statements.some((text) => part.test(text));
  // What only links, several clients and U-17 lead to.
  for (const part of [/FOR UPDATE OF p/, /SELECT p\.client_id, p\.merged_into/, /, client_id FROM profile\s+JOIN/]) {
    expect(named(part), String(part)).toBe(true);
  }

  const faults: string[] = [];
  for (const text of statements) {
    if (text.includes("graphile_worker")) continue;
    for (const node of await explain(text)) {
      const table = node["Relation Name"] ?? "";
      if (LARGE.has(table) && node["Node Type"] === "Seq Scan") faults.push(`all of ${table} is read by: ${text}`);
      if (node["Index Name"] === "profile_pkey" && !/\bkey\b/.test(node["Index Cond"] ?? "")) {
        faults.push(`profiles are not found by their key in: ${text}`);
      }
    }
  }
  expect(faults).toEqual([]);
  expect(statements.length).toBeGreaterThan(25);
});
