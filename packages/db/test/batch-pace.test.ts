import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { choosePace } from "../src/batch-pace.ts";
import { createDataPlanePools, createDataPlaneStores, type DataPlanePools } from "../src/data-plane-stores.ts";
import { createPool } from "../src/pool.ts";
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
  await Promise.all([worker.end(), edge.calls.end(), edge.others.end()]);
  await database.drop();
});

const givesWay = async () => !(await choosePace(worker)).overlaps;
const waitForSilence = () => vi.waitFor(async () => expect(await givesWay()).toBe(false), { timeout: 10_000 });

test("a batch gives way while fetches and updates are served, and goes on at full speed when they end", async () => {
  const clientId = await insertClient(worker, NOW);
  const { profiles } = createDataPlaneStores(edge);
  await waitForSilence();
  await profiles.find(clientId, "tp:crm-1", NOW);
  expect(await givesWay()).toBe(true);
  await waitForSilence();
  const change = new Map([["tier", "gold"]]);
  await profiles.update({ clientId, key: "tp:crm-1", change, expiresAt: NOW }, NOW);
  expect(await givesWay()).toBe(true);
  await waitForSilence();
});

test("a batch gives way to a call that waits, however long", async () => {
  const waiting = edge.calls.query("SELECT pg_sleep(0.5)");
  await vi.waitFor(async () => expect(await givesWay()).toBe(true), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await givesWay()).toBe(true);
  await waiting;
  await waitForSilence();
});

test("looking at the state of a batch keeps no other batch back", async () => {
  const clientId = await insertClient(worker, NOW);
  const { batches, clients } = createDataPlaneStores(edge);
  await waitForSilence();
  await batches.listFailed("acme-1-1" as never, 10);
  await clients.findByCode("acme");
  expect([clientId !== "", await givesWay()]).toEqual([true, false]);
});
