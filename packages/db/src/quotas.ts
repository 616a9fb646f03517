import type { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import {
  judgeQuota,
  oldestQuotaWindow,
  QUOTAS,
  type QuotaKind,
  type QuotaStore,
  quotaWindowStart,
} from "@silhouette/core/quota";
import type pg from "pg";
import { addCalls, selectWindows, takeCall } from "./sql/quota-windows.ts";

/** Milliseconds between two exchanges of counts with the database: what a node may not know of the others. */
const EXCHANGE_MILLIS = 1000;
/** Milliseconds without a call after which a node forgets a client's counts: they are in the database. */
const IDLE_MILLIS = 10 * 60 * 1000;

/**
 * Quotas over `quota_window` (docs/decisions/0012-quotas.md). The 50 calls a minute are counted in the database, one
 * statement for each call, and are exact across nodes. The millions are counted in memory and exchanged about once a
 * second, so that an update or a fetch costs no statement: they may be exceeded by what the other nodes let in within
 * that second, and a node that is killed forgets a second of calls.
 */
export function createQuotaStore(
  pool: pg.Pool,
  log: Pick<Log, "warn"> | null = null,
): QuotaStore & {
  /** Exchanges counts at once. */
  exchange(): Promise<void>;
} {
  const counters = new DailyCounters(pool, log);
  return {
    take: (clientId, kind, now) =>
      QUOTAS[kind].windows === 1 ? takeExactly(pool, clientId, kind, now) : counters.take(clientId, kind, now),
    exchange: () => counters.exchange(),
  };
}

async function takeExactly(pool: pg.Pool, clientId: ClientId, kind: QuotaKind, now: Date) {
  const quota = QUOTAS[kind];
  const { callsMax } = quota;
  const windowStart = quotaWindowStart(quota, now);
  const isTaken = await takeCall(pool, { clientId, kind, windowStart, callsMax });
  return isTaken ? ({ ok: true } as const) : judgeQuota(quota, new Map([[windowStart, callsMax]]), now);
}

/** What a node knows of one quota of one client. */
type Counter = {
  readonly clientId: ClientId;
  readonly kind: QuotaKind;
  /** Calls by window: what the database knew last, and those of this node since. */
  counts: Map<number, number>;
  /** Calls of this node that the database does not know yet. */
  unsent: Map<number, number>;
  lastCallAt: number;
};

class DailyCounters {
  readonly #pool: pg.Pool;
  readonly #log: Pick<Log, "warn"> | null;
  readonly #counters = new Map<string, Promise<Counter>>();
  #timer: NodeJS.Timeout | null = null;
  #exchanging: Promise<void> | null = null;

  constructor(pool: pg.Pool, log: Pick<Log, "warn"> | null) {
    this.#pool = pool;
    this.#log = log;
  }

  async take(clientId: ClientId, kind: QuotaKind, now: Date) {
    const counter = await this.#find(clientId, kind, now);
    counter.lastCallAt = Math.max(counter.lastCallAt, now.getTime());
    const verdict = judgeQuota(QUOTAS[kind], counter.counts, now);
    if (verdict.ok) {
      const start = quotaWindowStart(QUOTAS[kind], now);
      add(counter.counts, start, 1);
      add(counter.unsent, start, 1);
    }
    this.#exchangeSoon();
    return verdict;
  }

  /** Calls that come at once share one read. A failed read is forgotten: the next call tries again. */
  #find(clientId: ClientId, kind: QuotaKind, now: Date): Promise<Counter> {
    const name = `${clientId} ${kind}`;
    const known = this.#counters.get(name);
    if (known !== undefined) return known;
    const reading = readCounter(this.#pool, clientId, kind, now);
    this.#counters.set(name, reading);
    reading.catch(() => this.#counters.delete(name));
    return reading;
  }

  #exchangeSoon(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      // Nothing is lost when it fails: the calls stay unsent, and the next call asks for another exchange.
      void this.exchange().catch((error) => this.#log?.warn({ err: error }, "counts of quotas were not exchanged"));
    }, EXCHANGE_MILLIS);
    this.#timer.unref();
  }

  /** One at a time, so that no call is sent twice. */
  async exchange(): Promise<void> {
    while (this.#exchanging !== null) await this.#exchanging.catch(() => {});
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#exchanging = this.#exchange().finally(() => {
      this.#timer = null;
      this.#exchanging = null;
    });
    await this.#exchanging;
  }

  async #exchange(): Promise<void> {
    const counters = await this.#settled();
    if (counters.length === 0) return;
    const sending = counters.map((counter) => {
      const sent = counter.unsent;
      counter.unsent = new Map();
      return { counter, sent };
    });
    const windows = sending.flatMap(({ counter: { clientId, kind }, sent }) =>
      [...sent].map(([windowStart, calls]) => ({ clientId, kind, windowStart, calls })),
    );
    try {
      await addCalls(this.#pool, windows);
    } catch (error) {
      for (const { counter, sent } of sending) for (const [start, calls] of sent) add(counter.unsent, start, calls);
      throw error;
    }
    const now = new Date(Math.max(...counters.map((counter) => counter.lastCallAt)));
    const counted = await selectWindows(this.#pool, counters, oldestOf(now));
    for (const counter of counters) {
      const counts = new Map(
        counted
          .filter(({ clientId, kind }) => clientId === counter.clientId && kind === counter.kind)
          .map(({ windowStart, calls }) => [windowStart, calls]),
      );
      for (const [start, calls] of counter.unsent) add(counts, start, calls);
      counter.counts = counts;
      const isIdle = counter.lastCallAt < now.getTime() - IDLE_MILLIS && counter.unsent.size === 0;
      if (isIdle) this.#counters.delete(`${counter.clientId} ${counter.kind}`);
    }
  }

  async #settled(): Promise<readonly Counter[]> {
    const results = await Promise.allSettled(this.#counters.values());
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  }
}

async function readCounter(pool: pg.Pool, clientId: ClientId, kind: QuotaKind, now: Date): Promise<Counter> {
  const windows = await selectWindows(pool, [{ clientId, kind }], oldestOf(now));
  const counts = new Map(windows.map(({ windowStart, calls }) => [windowStart, calls]));
  return { clientId, kind, counts, unsent: new Map(), lastCallAt: now.getTime() };
}

/** Both quotas of a day have the same windows. */
const oldestOf = (now: Date): number => oldestQuotaWindow(QUOTAS.updates, now);

const add = (counts: Map<number, number>, start: number, calls: number): void => {
  counts.set(start, (counts.get(start) ?? 0) + calls);
};
