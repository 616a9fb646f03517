import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeQuota, oldestQuotaWindow, QUOTAS, quotaWindowStart } from "./quota.ts";

const HOUR = 3_600_000;
const at = (text: string) => new Date(`2026-03-02T${text}Z`);
const millis = (text: string) => at(text).getTime();

describe("50 calls a minute", () => {
  const { calls: quota } = QUOTAS;
  const minute = millis("09:15:00.000");

  test.each([
    ["the first call", new Map(), "09:15:27.411", { ok: true }],
    ["the 50th", new Map([[minute, 49]]), "09:15:59.999", { ok: true }],
    ["the 51st", new Map([[minute, 50]]), "09:15:27.411", { ok: false, retryAfterSeconds: 33 }],
    ["the 51st at the end of the minute", new Map([[minute, 50]]), "09:15:59.999", { ok: false, retryAfterSeconds: 1 }],
    ["the 51st at its beginning", new Map([[minute, 50]]), "09:15:00.000", { ok: false, retryAfterSeconds: 60 }],
    ["the first of the next minute", new Map([[minute, 50]]), "09:16:00.000", { ok: true }],
  ])("%s (U-31)", (_name, counts, now, expected) => {
    expect(judgeQuota(quota, counts, at(now))).toEqual(expected);
  });
});

describe("a million calls in 24 hours", () => {
  const { updates: quota } = QUOTAS;
  const nine = millis("09:00:00.000");

  test.each([
    ["the millionth", new Map([[nine - HOUR, 999_999]]), { ok: true }],
    ["one more", new Map([[nine - HOUR, 1_000_000]]), { ok: false, retryAfterSeconds: 22 * 3600 + 2700 }],
    [
      "one more, when the oldest hour gives room",
      new Map([
        [nine, 500_000],
        [nine - 23 * HOUR, 1],
        [nine - 2 * HOUR, 499_999],
      ]),
      { ok: false, retryAfterSeconds: 2700 },
    ],
    [
      "one more, when two hours have to be forgotten after an overshoot",
      new Map([
        [nine - 23 * HOUR, 10],
        [nine - 20 * HOUR, 10],
        [nine, 999_995],
      ]),
      { ok: false, retryAfterSeconds: 3 * 3600 + 2700 },
    ],
    ["a call after a million of yesterday", new Map([[nine - 24 * HOUR, 1_000_000]]), { ok: true }],
  ])("%s (U-31)", (_name, counts, expected) => {
    expect(judgeQuota(quota, counts, at("09:15:00.000"))).toEqual(expected);
  });
});

const counts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 700_000 })), { maxLength: 30 })
  .map((hours) => new Map(hours.map(([hour, calls]) => [millis("00:00:00.000") - hour * HOUR, calls])));
const moment = fc.integer({ min: 0, max: HOUR - 1 }).map((offset) => new Date(millis("00:00:00.000") + offset));

test("who waits as long as the answer says is let in, and nobody is told to wait longer than needed", () => {
  fc.assert(
    fc.property(counts, moment, (counted, now) => {
      const verdict = judgeQuota(QUOTAS.fetches, counted, now);
      if (verdict.ok) return;
      const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
      expect(judgeQuota(QUOTAS.fetches, counted, after(verdict.retryAfterSeconds)).ok).toBe(true);
      if (verdict.retryAfterSeconds > 1) {
        expect(judgeQuota(QUOTAS.fetches, counted, after(verdict.retryAfterSeconds - 1)).ok).toBe(false);
      }
    }),
  );
});

test("a caller who keeps to a million in any 24 hours is never refused", () => {
  const bursts = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 * HOUR }), fc.integer({ min: 1, max: 1_000_000 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(bursts, (given) => {
      const quota = QUOTAS.updates;
      const sent: { at: number; calls: number }[] = [];
      const counted = new Map<number, number>();
      let time = millis("00:00:00.000");
      for (const [pause, wanted] of given) {
        time += pause;
        const recent = sent.filter((burst) => burst.at > time - 24 * HOUR).reduce((sum, burst) => sum + burst.calls, 0);
        const calls = Math.min(wanted, quota.callsMax - recent);
        if (calls === 0) continue;
        const now = new Date(time);
        const start = quotaWindowStart(quota, now);
        // All but the last call of the burst are counted; the last one has to fit as well.
        counted.set(start, (counted.get(start) ?? 0) + calls - 1);
        expect(judgeQuota(quota, counted, now)).toEqual({ ok: true });
        counted.set(start, (counted.get(start) ?? 0) + 1);
        sent.push({ at: time, calls });
      }
    }),
  );
});

test("a window is forgotten no later than the quota's whole time after its calls", () => {
  fc.assert(
    fc.property(moment, (now) => {
      const end = new Date(now.getTime() + 24 * HOUR);
      expect(oldestQuotaWindow(QUOTAS.updates, end)).toBeGreaterThan(quotaWindowStart(QUOTAS.updates, now));
    }),
  );
});
