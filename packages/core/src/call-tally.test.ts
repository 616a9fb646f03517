import fc from "fast-check";
import { expect, test } from "vitest";
import { CALL_SURFACES, type CountedCall } from "./call-count.ts";
import { mergeCallCounts } from "./call-count-rows.ts";
import { AGENTS_MAX, CALLERS_MAX, CallTally, OTHER_AGENT } from "./call-tally.ts";
import type { ClientId } from "./ids.ts";
import { type ClientSettings, DEFAULT_SETTINGS } from "./settings.ts";

const AT = new Date("2026-03-02T09:15:27.411Z");
const HOUR = Date.parse("2026-03-02T09:00:00.000Z");
const MINUTE = Date.parse("2026-03-02T09:15:00.000Z");
const after = (millis: number) => new Date(AT.getTime() + millis);

const clientOf = (id: string, settings: Partial<ClientSettings> = {}): CountedCall["client"] => ({
  id: id as ClientId,
  settings: { ...DEFAULT_SETTINGS, ...settings },
});

const acme = clientOf("cl_acme");

const makeCall = (overrides: Partial<CountedCall> = {}): CountedCall => ({
  client: acme,
  surface: "fetch",
  isFailed: false,
  token: null,
  refusal: "missing",
  address: "192.0.2.1",
  agent: "curl/8.17.0",
  at: AT,
  ...overrides,
});

const take = (...calls: readonly CountedCall[]) => {
  const tally = new CallTally();
  for (const call of calls) tally.count(call);
  return tally.take();
};

test("calls are counted by minute and surface, failed ones among them", () => {
  const { minutes } = take(
    makeCall(),
    makeCall({ isFailed: true }),
    makeCall({ at: after(40_000) }),
    makeCall({ surface: "bulk" }),
    makeCall({ client: clientOf("cl_other") }),
  );
  const row = { clientId: "cl_acme", minute: MINUTE, surface: "fetch", calls: 1, failed: 0 };
  expect(minutes).toEqual([
    { ...row, calls: 2, failed: 1 },
    { ...row, minute: MINUTE + 60_000 },
    { ...row, surface: "bulk" },
    { ...row, clientId: "cl_other" },
  ]);
});

test("a call with a live token is a use of it, one without is counted under its reason", () => {
  const token = { id: "token-1" };
  const { uses, refusals } = take(
    makeCall({ token, refusal: null }),
    makeCall({ token, refusal: null, at: after(2000) }),
    makeCall(),
    makeCall({ refusal: "expired" }),
  );
  const caller = { clientId: "cl_acme", hour: HOUR, surface: "fetch", address: "192.0.2.1", agent: "curl/8.17.0" };
  expect(uses).toEqual([{ ...caller, tokenId: "token-1", calls: 2, lastAt: AT.getTime() + 2000 }]);
  expect(refusals).toEqual([
    { ...caller, reason: "missing", calls: 1, lastAt: AT.getTime() },
    { ...caller, reason: "expired", calls: 1, lastAt: AT.getTime() },
  ]);
});

test("a call of delivery is counted and is neither a use nor a refusal", () => {
  const counts = take(makeCall({ surface: "delivery", refusal: null }));
  expect(counts).toMatchObject({ minutes: [{ surface: "delivery", calls: 1 }], uses: [], refusals: [] });
});

test("addresses are kept as the client's settings say, from the next call on", () => {
  const call = (ipObfuscation: ClientSettings["ipObfuscation"], address: string) =>
    makeCall({ client: clientOf("cl_acme", { ipObfuscation }), address });
  const { refusals } = take(
    call("NONE", "192.0.2.1"),
    call("LAST_OCTET", "192.0.2.1"),
    call("LAST_OCTET", "192.0.2.2"),
    call("STRIP", "192.0.2.1"),
  );
  expect(refusals.map(({ address, calls }) => [address, calls])).toEqual([
    ["192.0.2.1", 1],
    ["192.0.2.0", 2],
    ["", 1],
  ]);
});

test("callers beyond the bound count as one, and the bound holds for the hour", () => {
  const tally = new CallTally();
  const address = (at: number) => `198.51.${at >> 8}.${at & 255}`;
  for (let at = 0; at < CALLERS_MAX; at++) tally.count(makeCall({ address: address(at) }));
  expect(tally.take().refusals).toHaveLength(CALLERS_MAX);
  tally.count(makeCall({ address: address(CALLERS_MAX) }));
  tally.count(makeCall({ address: address(CALLERS_MAX + 1), agent: "wget" }));
  tally.count(makeCall({ address: address(0) }));
  const rows = () => tally.take().refusals.map((row) => [row.address, row.agent, row.calls]);
  expect(rows()).toEqual([
    [address(0), "curl/8.17.0", 1],
    ["", OTHER_AGENT, 2],
  ]);
  tally.count(makeCall({ address: address(CALLERS_MAX), at: after(3_600_000) }));
  expect(rows()).toEqual([[address(CALLERS_MAX), "curl/8.17.0", 1]]);
});

test("callers without a token leave the room of those with one alone", () => {
  const tally = new CallTally();
  for (let at = 0; at <= CALLERS_MAX; at++) tally.count(makeCall({ address: `198.51.${at >> 8}.${at & 255}` }));
  tally.count(makeCall({ token: { id: "token-1" }, refusal: null }));
  expect(tally.take().uses).toMatchObject([{ address: "192.0.2.1", agent: "curl/8.17.0" }]);
});

test("agents beyond the bound of one address count as one of that address", () => {
  const calls = Array.from({ length: AGENTS_MAX + 2 }, (_, at) => makeCall({ agent: `agent ${at}` }));
  const { refusals } = take(...calls, makeCall({ address: "192.0.2.2", agent: "agent 0" }));
  expect(refusals).toHaveLength(AGENTS_MAX + 2);
  expect(refusals.find(({ agent }) => agent === OTHER_AGENT)).toMatchObject({ address: "192.0.2.1", calls: 2 });
});

test("without addresses agents are told apart all the same", () => {
  const client = clientOf("cl_acme", { ipObfuscation: "STRIP" });
  const calls = Array.from({ length: AGENTS_MAX + 2 }, (_, at) => makeCall({ client, agent: `agent ${at}` }));
  expect(take(...calls).refusals).toHaveLength(AGENTS_MAX + 2);
});

test("what was taken is not taken again", () => {
  const tally = new CallTally();
  expect(tally.isEmpty).toBe(true);
  tally.count(makeCall());
  expect(tally.isEmpty).toBe(false);
  tally.take();
  expect(tally.isEmpty).toBe(true);
  expect(tally.take()).toEqual({ minutes: [], uses: [], refusals: [] });
});

const calls = fc.array(
  fc.record({
    client: fc.constantFrom(acme, clientOf("cl_other", { ipObfuscation: "LAST_OCTET" })),
    surface: fc.constantFrom(...CALL_SURFACES.filter((surface) => surface !== "delivery")),
    isFailed: fc.boolean(),
    token: fc.constantFrom(null, null, { id: "token-1" }, { id: "token-2" }),
    address: fc.constantFrom("192.0.2.1", "192.0.2.2", "::ffff:192.0.2.1", "2001:db8::1", "", "unknown"),
    agent: fc.oneof(fc.constantFrom("curl", "wget", OTHER_AGENT), fc.string({ maxLength: 200 })),
    at: fc.integer({ min: -2 * 3_600_000, max: 2 * 3_600_000 }).map(after),
    // Whether the counts are taken after the call.
    isLast: fc.boolean(),
  }),
  { maxLength: 60 },
);

test("no call is lost and none is counted twice, however often the counts are taken and the clock goes back", () => {
  fc.assert(
    fc.property(calls, (given) => {
      const tally = new CallTally();
      const parts = given.map(({ isLast, ...call }) => {
        tally.count({ ...call, refusal: call.token === null ? "missing" : null });
        return isLast ? [tally.take()] : [];
      });
      const { minutes, uses, refusals } = mergeCallCounts([...parts.flat(), tally.take()]);
      const sum = (rows: readonly { calls: number }[]) => rows.reduce((total, row) => total + row.calls, 0);
      expect(sum(minutes)).toBe(given.length);
      expect(minutes.reduce((total, { failed }) => total + failed, 0)).toBe(
        given.filter(({ isFailed }) => isFailed).length,
      );
      for (const id of ["token-1", "token-2"]) {
        expect(sum(uses.filter(({ tokenId }) => tokenId === id))).toBe(
          given.filter(({ token }) => token?.id === id).length,
        );
      }
      expect(sum(refusals)).toBe(given.filter(({ token }) => token === null).length);
      const keys = minutes.map(({ clientId, minute, surface }) => `${clientId} ${minute} ${surface}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test("of counts that wait too long the latest are kept", () => {
  const early = take(makeCall());
  const late = take(makeCall({ at: after(3_600_000) }), makeCall({ at: after(3_600_001) }));
  expect(mergeCallCounts([late, early, late], 1)).toMatchObject({
    minutes: [{ minute: MINUTE + 3_600_000, calls: 4 }],
    refusals: [{ hour: HOUR + 3_600_000, calls: 4, lastAt: AT.getTime() + 3_600_001 }],
  });
});
