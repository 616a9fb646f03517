import { type CountedCall, IMPACT_CALLERS_MAX } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import { makeToken } from "@silhouette/core/testing";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createCallMeter } from "../src/call-meter.ts";
import { createPool } from "../src/pool.ts";
import { makeClient } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const HOUR = 3600;
const DAY = 24 * HOUR;

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool(installation().url, 4);
});
afterAll(() => pool.end());

const callOf = (client: Client, overrides: Partial<CountedCall> = {}): CountedCall => ({
  client,
  surface: "fetch",
  isFailed: false,
  token: null,
  refusal: "missing",
  address: "192.0.2.1",
  agent: "curl/8.17.0",
  at: NOW,
  ...overrides,
});

/** Counts calls on a node of their own and writes them. */
async function write(...calls: readonly CountedCall[]): Promise<void> {
  const meter = createCallMeter(pool);
  for (const call of calls) meter.count(call);
  await meter.flush();
}

const callCounts = () => installation().stores.callCounts;

async function issueToken(client: Client) {
  const { record } = makeToken(client.id);
  await installation().prisma.profileToken.create({
    data: { ...record, surfaces: [...record.surfaces], secretHash: Buffer.from(record.secretHash) },
  });
  return record;
}

describe("the meter", () => {
  test("adds what several nodes have counted", async () => {
    const client = await makeClient(installation().prisma);
    const calls = [callOf(client), callOf(client, { isFailed: true }), callOf(client, { at: secondsAfter(60) })];
    await Promise.all([write(...calls), write(...calls.toReversed()), write(...calls)]);
    expect(await callCounts().readCallsPerMinute(client.id, NOW, secondsAfter(120))).toEqual([
      { minute: NOW, surface: "fetch", calls: 6, failed: 3 },
      { minute: secondsAfter(60), surface: "fetch", calls: 3, failed: 0 },
    ]);
    expect((await callCounts().readImpact(client.id, NOW)).callers).toMatchObject([
      { calls: 9, lastAt: secondsAfter(60) },
    ]);
  });

  test("writes nothing that was written before, and asks for no connection when there is nothing to write", async () => {
    const client = await makeClient(installation().prisma);
    const meter = createCallMeter(pool);
    meter.count(callOf(client));
    await meter.flush();
    const connect = vi.spyOn(pool, "connect");
    await meter.flush();
    expect(connect).not.toHaveBeenCalled();
    connect.mockRestore();
    expect((await callCounts().readImpact(client.id, NOW)).surfaces[0]).toMatchObject({ calls: 1, withoutToken: 1 });
  });

  test("writes by itself after a few seconds, and says when it did", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const client = await makeClient(installation().prisma);
      const meter = createCallMeter(pool);
      meter.count(callOf(client));
      const written = meter.nextFlush();
      vi.advanceTimersByTime(4999);
      expect((await callCounts().readImpact(client.id, NOW)).callers).toEqual([]);
      vi.advanceTimersByTime(1);
      await written;
      expect((await callCounts().readImpact(client.id, NOW)).callers).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("keeps what could not be written and writes it with what follows, once", async () => {
    const client = await makeClient(installation().prisma);
    let isAway = true;
    const flaky = new Proxy(pool, {
      get: (target, name) =>
        name === "connect" && isAway
          ? () => Promise.reject(new Error("the database is away"))
          : Reflect.get(target, name).bind(target),
    });
    const meter = createCallMeter(flaky);
    meter.count(callOf(client));
    const failed = meter.nextFlush();
    await expect(meter.flush()).rejects.toThrow("away");
    await failed;
    meter.count(callOf(client));
    await expect(meter.flush()).rejects.toThrow("away");
    isAway = false;
    await meter.flush();
    await meter.flush();
    expect((await callCounts().readImpact(client.id, NOW)).surfaces[0]).toMatchObject({ calls: 2, withoutToken: 2 });
  });

  test("writes all of it or nothing, so that nothing is counted twice", async () => {
    const client = await makeClient(installation().prisma);
    await write(callOf(client));
    const calls = 2 ** 31 - 1;
    await installation().prisma.unauthenticatedCall.updateMany({ where: { clientId: client.id }, data: { calls } });
    await expect(write(callOf(client))).rejects.toThrow("integer out of range");
    expect(await callCounts().readCallsPerMinute(client.id, NOW, secondsAfter(60))).toMatchObject([{ calls: 1 }]);
  });

  test("keeps whatever callers send as an address or agent", async () => {
    const client = await makeClient(installation().prisma);
    const texts = ["", "\0", "\ud800", "'\";--", "\u0001\u007f\u00ff", "a".repeat(10_000)];
    await write(...texts.map((text) => callOf(client, { address: text, agent: text })));
    const { callers } = await callCounts().readImpact(client.id, NOW);
    expect(callers.reduce((sum, { calls }) => sum + calls, 0)).toBe(texts.length);
  });
});

describe("impact", () => {
  test("tells by surface and caller what authentication would refuse, beside all calls", async () => {
    const client = await makeClient(installation().prisma);
    const token = await issueToken(client);
    await write(
      callOf(client),
      callOf(client, { at: secondsAfter(-60) }),
      callOf(client, { refusal: "expired", address: "192.0.2.2" }),
      callOf(client, { token, refusal: null }),
      callOf(client, { surface: "bulk", agent: "importer/2" }),
      callOf(client, { surface: "delivery", refusal: null }),
    );
    const impact = await callCounts().readImpact(client.id, secondsAfter(90));
    expect(impact).toEqual({
      from: secondsAfter(-DAY),
      to: secondsAfter(90),
      surfaces: [
        { surface: "fetch", calls: 4, withoutToken: 3 },
        { surface: "single", calls: 0, withoutToken: 0 },
        { surface: "bulk", calls: 1, withoutToken: 1 },
        { surface: "status", calls: 0, withoutToken: 0 },
      ],
      callers: [
        { surface: "fetch", reason: "missing", address: "192.0.2.1", agent: "curl/8.17.0", calls: 2, lastAt: NOW },
        { surface: "bulk", reason: "missing", address: "192.0.2.1", agent: "importer/2", calls: 1, lastAt: NOW },
        { surface: "fetch", reason: "expired", address: "192.0.2.2", agent: "curl/8.17.0", calls: 1, lastAt: NOW },
      ],
      hasMoreCallers: false,
    });
  });

  test("reaches back to the start of the hour in which the 24 hours began, so that no daily job is missed", async () => {
    const client = await makeClient(installation().prisma);
    await write(callOf(client), callOf(client, { at: secondsAfter(-1) }));
    const callsAt = async (now: Date) => (await callCounts().readImpact(client.id, now)).surfaces[0]?.withoutToken;
    expect(await callsAt(secondsAfter(DAY - 1))).toBe(2);
    expect(await callsAt(secondsAfter(DAY))).toBe(1);
    expect(await callsAt(secondsAfter(DAY + HOUR - 1))).toBe(1);
    expect(await callsAt(secondsAfter(DAY + HOUR))).toBe(0);
  });

  test("lists the callers with most calls, and says whether there are more", async () => {
    const client = await makeClient(installation().prisma);
    const callers = Array.from({ length: IMPACT_CALLERS_MAX }, (_, at) => callOf(client, { address: `192.0.2.${at}` }));
    const busiest = callOf(client, { address: "198.51.100.1" });
    await write(...callers.slice(1), busiest, busiest);
    const full = await callCounts().readImpact(client.id, NOW);
    expect([full.callers.length, full.hasMoreCallers]).toEqual([IMPACT_CALLERS_MAX, false]);
    await write(...callers.slice(0, 1));
    const more = await callCounts().readImpact(client.id, NOW);
    expect([more.callers.length, more.hasMoreCallers]).toEqual([IMPACT_CALLERS_MAX, true]);
    expect(more.callers[0]).toMatchObject({ address: "198.51.100.1", calls: 2 });
  });

  test("is of one client alone", async () => {
    const [client, neighbour] = [await makeClient(installation().prisma), await makeClient(installation().prisma)];
    await write(callOf(neighbour));
    const { surfaces, callers } = await callCounts().readImpact(client.id, NOW);
    expect([surfaces.map(({ calls }) => calls), callers]).toEqual([[0, 0, 0, 0], []]);
    expect(await callCounts().readCallsPerMinute(client.id, NOW, secondsAfter(60))).toEqual([]);
  });
});

describe("uses of a token", () => {
  test("are told by day and by caller, latest first", async () => {
    const client = await makeClient(installation().prisma);
    const [token, other] = [await issueToken(client), await issueToken(client)];
    const use = (overrides: Partial<CountedCall>) => callOf(client, { token, refusal: null, ...overrides });
    await write(
      use({}),
      use({ at: secondsAfter(-HOUR) }),
      use({ at: secondsAfter(-DAY) }),
      use({ at: secondsAfter(60), surface: "single", agent: "importer/2" }),
      use({ token: other }),
    );
    expect(await callCounts().readTokenUse(client.id, token.id, 2, secondsAfter(90))).toEqual({
      days: [
        { day: "2026-02-28", calls: 1 },
        { day: "2026-03-01", calls: 3 },
      ],
      callers: [
        { surface: "single", address: "192.0.2.1", agent: "importer/2", calls: 1, lastUsedAt: secondsAfter(60) },
        { surface: "fetch", address: "192.0.2.1", agent: "curl/8.17.0", calls: 3, lastUsedAt: NOW },
      ],
    });
    const today = await callCounts().readTokenUse(client.id, token.id, 1, secondsAfter(90));
    expect(today.days).toEqual([{ day: "2026-03-01", calls: 3 }]);
  });

  test("are not told to another client", async () => {
    const [client, neighbour] = [await makeClient(installation().prisma), await makeClient(installation().prisma)];
    const token = await issueToken(client);
    await write(callOf(client, { token, refusal: null }));
    expect(await callCounts().readTokenUse(neighbour.id, token.id, 90, NOW)).toEqual({ days: [], callers: [] });
  });

  const lastUseOf = (id: string) =>
    installation().prisma.profileToken.findUniqueOrThrow({
      where: { id },
      select: { lastUsedAt: true, lastUsedAddress: true, lastUsedAgent: true, lastUsedSurface: true },
    });

  test("leave the last of them on the token, in whatever order nodes write", async () => {
    const client = await makeClient(installation().prisma, { settings: { ipObfuscation: "LAST_OCTET" } });
    const token = await issueToken(client);
    const early = callOf(client, { token, refusal: null });
    await write(
      early,
      callOf(client, { token, refusal: null, surface: "bulk", at: secondsAfter(5), agent: "importer" }),
    );
    await write(early);
    expect(await lastUseOf(token.id)).toEqual({
      lastUsedAt: secondsAfter(5),
      lastUsedAddress: "192.0.2.0",
      lastUsedAgent: "importer",
      lastUsedSurface: "bulk",
    });
  });

  test("wait for nobody who is changing the token, and are counted all the same", async () => {
    const client = await makeClient(installation().prisma);
    const token = await issueToken(client);
    const connection = await pool.connect();
    try {
      await connection.query("BEGIN");
      await connection.query("SELECT 1 FROM profile_token WHERE id = $1 FOR UPDATE", [token.id]);
      await write(callOf(client, { token, refusal: null }));
      expect((await lastUseOf(token.id)).lastUsedAt).toBeNull();
      expect((await callCounts().readTokenUse(client.id, token.id, 1, NOW)).callers).toHaveLength(1);
    } finally {
      await connection.query("ROLLBACK");
      connection.release();
    }
  });
});
