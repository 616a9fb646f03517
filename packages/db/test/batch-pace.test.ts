import { BatchId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { choosePace } from "../src/batch-pace.ts";
import { createDataPlanePools, createDataPlaneStores, type DataPlanePools } from "../src/data-plane-stores.ts";
import { CALLS_APPLICATION, createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");

let database: TestDatabase;
let worker: pg.Pool;
let edge: DataPlanePools;

beforeAll(async () => {
  database = await createTestDatabase();
  worker = createPool(database.url, 2);
  edge = createDataPlanePools(database.url);
});
afterAll(async () => {
  await Promise.all([worker, ...Object.values(edge)].map((pool) => pool.end()));
  await database.drop();
});

const givesWay = async () => !(await choosePace(worker)).overlaps;
const waitForSilence = () => vi.waitFor(async () => expect(await givesWay()).toBe(false), { timeout: 10_000 });

/** A call is remembered for a moment only, which may be over before the next look: it is made again. */
const waitUntilSeen = (call: () => Promise<unknown>) =>
  vi.waitFor(
    async () => {
      await call();
      expect(await givesWay()).toBe(true);
    },
    { timeout: 10_000 },
  );

test("a batch gives way while fetches and updates are served, and goes on at full speed when they end", async () => {
  const clientId = await insertClient(worker, NOW);
  const { profiles } = createDataPlaneStores(edge);
  await waitForSilence();
  await waitUntilSeen(() => profiles.find(clientId, "tp:crm-1", NOW));
  await waitForSilence();
  const change = new Map([["tier", "gold"]]);
  await waitUntilSeen(() => profiles.update({ clientId, key: "tp:crm-1", change, expiresAt: NOW }, NOW));
  await waitForSilence();
});

test("a batch gives way to a call that waits, however long", async () => {
  const holder = await worker.connect();
  await holder.query("SELECT pg_advisory_lock(1)");
  const waiting = edge.calls.query("SELECT pg_advisory_xact_lock(1)");
  await vi.waitFor(
    async () => {
      const { rows } = await worker.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 AND state = 'active' AND state_change < clock_timestamp() - interval '200 ms'",
        [CALLS_APPLICATION],
      );
      expect(rows).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
  expect(await givesWay()).toBe(true);
  await holder.query("SELECT pg_advisory_unlock(1)");
  holder.release();
  await waiting;
  await waitForSilence();
});

test("uploads that hold every connection they may have keep no look-up of a client or a token back", async () => {
  const { batches, clients, tokens } = createDataPlaneStores(edge);
  const held = await Promise.all(Array.from({ length: edge.others.options.max }, () => edge.others.connect()));
  const waiting = batches.listFailed(BatchId.parse("acme-1-1"), 10);
  expect(await clients.findByCode("acme")).toBeNull();
  expect(await tokens.find("0123456789abcdef")).toBeNull();
  for (const connection of held) connection.release();
  await waiting;
});

test("an edge takes 20 connections at most", () => {
  expect(Object.values(edge).reduce((sum, pool) => sum + pool.options.max, 0)).toBe(20);
});

test("looking at the state of a batch keeps no other batch back", async () => {
  const { batches, clients } = createDataPlaneStores(edge);
  await waitForSilence();
  await batches.listFailed(BatchId.parse("acme-1-1"), 10);
  await clients.findByCode("acme");
  expect(await givesWay()).toBe(false);
});
