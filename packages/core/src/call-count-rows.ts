import type { CallSurface, TokenCallSurface } from "./call-count.ts";
import type { ClientId } from "./ids.ts";
import type { TokenRefusal } from "./token.ts";

/** Calls of a client in one minute on one surface. */
export type MinuteCount = {
  readonly clientId: ClientId;
  /** Start of the minute, in milliseconds. */
  readonly minute: number;
  readonly surface: CallSurface;
  readonly calls: number;
  readonly failed: number;
};

/** Calls of a caller in one hour on one surface. */
export type CallerCount = {
  readonly clientId: ClientId;
  /** Start of the hour, in milliseconds. */
  readonly hour: number;
  readonly surface: TokenCallSurface;
  readonly address: string;
  readonly agent: string;
  readonly calls: number;
  /** Time of the last call, in milliseconds. */
  readonly lastAt: number;
};
export type TokenUseCount = CallerCount & { readonly tokenId: string };
export type RefusalCount = CallerCount & { readonly reason: TokenRefusal };

/** What has been counted: no two entries are of the same client, time, surface, caller and token or reason. */
export type CallCounts = {
  readonly minutes: readonly MinuteCount[];
  readonly uses: readonly TokenUseCount[];
  readonly refusals: readonly RefusalCount[];
};

/**
 * Adds counts up, so that nothing is in them twice: what is written in one statement may name each row once. Keeps the
 * latest `rowsMax` entries of each kind; without a bound counts would grow for as long as nobody takes them.
 */
export function mergeCallCounts(parts: readonly CallCounts[], rowsMax = Number.POSITIVE_INFINITY): CallCounts {
  const minutes = mergeRows(
    parts.flatMap((part) => part.minutes),
    ({ clientId, minute, surface }) => [clientId, minute, surface],
    (one, other) => ({ ...one, calls: one.calls + other.calls, failed: one.failed + other.failed }),
  );
  const uses = mergeRows(
    parts.flatMap((part) => part.uses),
    (use) => [use.tokenId, ...callerKey(use)],
    addCaller,
  );
  const refusals = mergeRows(
    parts.flatMap((part) => part.refusals),
    (refusal) => [refusal.reason, ...callerKey(refusal)],
    addCaller,
  );
  return {
    minutes: latest(minutes, ({ minute }) => minute, rowsMax),
    uses: latest(uses, ({ lastAt }) => lastAt, rowsMax),
    refusals: latest(refusals, ({ lastAt }) => lastAt, rowsMax),
  };
}

const callerKey = ({ clientId, hour, surface, address, agent }: CallerCount) => [
  clientId,
  hour,
  surface,
  address,
  agent,
];

const addCaller = <Row extends CallerCount>(one: Row, other: Row): Row => ({
  ...one,
  calls: one.calls + other.calls,
  lastAt: Math.max(one.lastAt, other.lastAt),
});

function mergeRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly (string | number)[],
  add: (one: Row, other: Row) => Row,
): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : add(known, row));
  }
  return [...merged.values()];
}

function latest<Row>(rows: readonly Row[], timeOf: (row: Row) => number, rowsMax: number): readonly Row[] {
  if (rows.length <= rowsMax) return rows;
  return [...rows].sort((one, other) => timeOf(other) - timeOf(one)).slice(0, rowsMax);
}
