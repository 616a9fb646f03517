import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool } from "../src/pool.ts";
import { createQuotaStore } from "../src/quotas.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const HOUR = 3_600_000;
const after = (millis: number) => new Date(NOW.getTime() + millis);

let database: TestDatabase;
let pool: pg.Pool;
let count = 0;
const newClient = () => `cl_quota${++count}` as ClientId;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Calls that were counted in the hour of a moment, as another node would have stored them. */
const putCalls = (clientId: ClientId, kind: string, hour: Date, calls: number) =>
  pool.query(
    "INSERT INTO quota_window (client_id, kind, window_start, calls) VALUES ($1, $2, date_trunc('hour', $3::timestamptz), $4)",
    [clientId, kind, hour, calls],
  );

const storedCalls = async (clientId: ClientId, kind: string): Promise<number> => {
  const { rows } = await pool.query<{ sum: string | null }>(
    "SELECT sum(calls) FROM quota_window WHERE client_id = $1 AND kind = $2",
    [clientId, kind],
  );
  return Number(rows[0]?.sum ?? 0);
};

describe("50 calls a minute", () => {
  test("exactly 50 of a hundred calls at once on two nodes are let in (U-31)", async () => {
    const clientId = newClient();
    const nodes = [createQuotaStore(pool), createQuotaStore(pool)];
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => nodes.map((node) => node.take(clientId, "calls", NOW))).flat(),
    );
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(50);
    expect(verdicts.find(({ ok }) => !ok)).toEqual({ ok: false, retryAfterSeconds: 33 });
    expect(await storedCalls(clientId, "calls")).toBe(50);
  });

  test("the next minute has room again, and so has another client in this one", async () => {
    const [clientId, other] = [newClient(), newClient()];
    const quotas = createQuotaStore(pool);
    for (let call = 0; call < 51; call++) await quotas.take(clientId, "calls", NOW);
    expect(await quotas.take(clientId, "calls", NOW)).toMatchObject({ ok: false });
    expect(await quotas.take(other, "calls", NOW)).toEqual({ ok: true });
    expect(await quotas.take(clientId, "calls", after(33_000))).toEqual({ ok: true });
  });
});

describe("a million in 24 hours", () => {
  test.each(["updates", "fetches"] as const)("the millionth of the %s is let in and the next is not", async (kind) => {
    const clientId = newClient();
    await putCalls(clientId, kind, after(-5 * HOUR), 999_999);
    const quotas = createQuotaStore(pool);
    expect(await quotas.take(clientId, kind, NOW)).toEqual({ ok: true });
    const seconds = 18 * 3600 + 44 * 60 + 33;
    expect(await quotas.take(clientId, kind, NOW)).toEqual({ ok: false, retryAfterSeconds: seconds });
    expect(await quotas.take(clientId, kind, after(seconds * 1000))).toEqual({ ok: true });
  });

  test("updates and fetches are counted apart, and each client for itself", async () => {
    const [clientId, other] = [newClient(), newClient()];
    await putCalls(clientId, "updates", NOW, 1_000_000);
    const quotas = createQuotaStore(pool);
    expect(await quotas.take(clientId, "updates", NOW)).toMatchObject({ ok: false });
    expect(await quotas.take(clientId, "fetches", NOW)).toEqual({ ok: true });
    expect(await quotas.take(other, "updates", NOW)).toEqual({ ok: true });
  });

  test("a node stores what it has counted, once, and learns what the others have", async () => {
    const clientId = newClient();
    const [one, two] = [createQuotaStore(pool), createQuotaStore(pool)];
    await putCalls(clientId, "updates", NOW, 999_990);
    for (let call = 0; call < 4; call++) {
      await one.take(clientId, "updates", NOW);
      await two.take(clientId, "updates", NOW);
    }
    expect(await storedCalls(clientId, "updates")).toBe(999_990);
    await one.exchange();
    await Promise.all([two.exchange(), two.exchange()]);
    expect(await storedCalls(clientId, "updates")).toBe(999_998);
    await one.exchange();
    await Promise.all([one.take(clientId, "updates", NOW), one.take(clientId, "updates", NOW)]);
    expect(await one.take(clientId, "updates", NOW)).toMatchObject({ ok: false });
    await one.exchange();
    await two.exchange();
    expect(await two.take(clientId, "updates", NOW)).toMatchObject({ ok: false });
    expect(await storedCalls(clientId, "updates")).toBe(1_000_000);
  });

  test("calls cost no statement but the first: they are counted while the database is away", async () => {
    const clientId = newClient();
    const own = createPool(database.url, 1);
    const quotas = createQuotaStore(own);
    await quotas.take(clientId, "fetches", NOW);
    await quotas.exchange();
    await own.end();
    expect(await quotas.take(clientId, "fetches", NOW)).toEqual({ ok: true });
    await expect(quotas.exchange()).rejects.toThrow();
    expect(await storedCalls(clientId, "fetches")).toBe(1);
  });

  test("calls during a failed exchange are sent with the next one", async () => {
    const clientId = newClient();
    let isAway = false;
    const flaky = new Proxy(pool, {
      get: (target, name) =>
        name === "query" && isAway
          ? () => Promise.reject(new Error("the database is away"))
          : Reflect.get(target, name).bind(target),
    });
    const quotas = createQuotaStore(flaky);
    await quotas.take(clientId, "updates", NOW);
    isAway = true;
    await expect(quotas.exchange()).rejects.toThrow("away");
    await quotas.take(clientId, "updates", NOW);
    isAway = false;
    await quotas.exchange();
    expect(await storedCalls(clientId, "updates")).toBe(2);
  });
});
