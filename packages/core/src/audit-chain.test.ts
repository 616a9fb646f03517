import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ChainEnds,
  type ChainedEvent,
  type ChainFault,
  canonicalForm,
  canonicalJson,
  canonicalParts,
  hashOf,
  type NotedHash,
  verifyChain,
} from "./audit-chain.ts";
import { ClientId } from "./ids.ts";

const CLIENT = ClientId.parse("cl_1");

type Overrides = Partial<Pick<ChainedEvent, "action" | "detail" | "target">>;

/** A chain whose first event stands after `anchorSeq` others, which retention has removed. */
function makeChain(overrides: readonly Overrides[], anchorSeq = 0) {
  let previousHash = anchorSeq === 0 ? "" : "a".repeat(64);
  const anchor = { seq: anchorSeq, hash: previousHash };
  const events = overrides.map((override, index): ChainedEvent => {
    const seq = anchorSeq + index + 1;
    const bare = {
      id: `event-${seq}`,
      at: new Date(Date.UTC(2026, 2, 1, 8, 0, seq)),
      clientId: CLIENT,
      actor: { kind: "member", id: "user-1", name: "ada@example.com" },
      action: "settings.changed",
      target: "cl_1",
      detail: {},
      origin: { address: "192.0.2.1", requestId: `request-${seq}` },
      ...override,
    };
    const link = { chain: "cl_1", seq, previousHash, hash: "" };
    const hash = hashOf({ ...bare, link });
    previousHash = hash;
    return { ...bare, link: { ...link, hash } };
  });
  return { events, ends: { anchor, head: { seq: anchorSeq + events.length, hash: previousHash } } };
}

async function faultsOf(events: readonly ChainedEvent[], ends: ChainEnds, noted?: readonly NotedHash[]) {
  const faults: ChainFault[] = [];
  const downwards = [...events].sort((one, other) => other.link.seq - one.link.seq);
  for await (const fault of verifyChain(downwards, ends, noted)) faults.push(fault);
  return faults;
}

const named = (faults: readonly ChainFault[]) => faults.map(({ kind, seq }) => `${kind} ${seq}`);

const relinked = (event: ChainedEvent, link: Partial<ChainedEvent["link"]>): ChainedEvent => ({
  ...event,
  link: { ...event.link, ...link },
});
const rehashed = (event: ChainedEvent) => relinked(event, { hash: hashOf(event) });
const replaced = (events: readonly ChainedEvent[], seq: number, change: (event: ChainedEvent) => ChainedEvent) =>
  events.map((event) => (event.link.seq === seq ? change(event) : event));

describe("the text that is hashed", () => {
  test("is one line of canonical JSON, and its SHA-256 is the hash", () => {
    const { events } = makeChain([{ detail: { b: 1, a: "ü\n" } }]);
    const [event] = events as [ChainedEvent];
    const text =
      '{"action":"settings.changed","actor":{"id":"user-1","kind":"member","name":"ada@example.com"},' +
      '"at":"2026-03-01T08:00:01.000Z","chain":"cl_1","clientId":"cl_1","detail":{"a":"ü\\n","b":1},"id":"event-1",' +
      '"origin":{"address":"192.0.2.1","requestId":"request-1"},"previousHash":"","seq":1,"target":"cl_1"}';
    expect(canonicalForm(event)).toBe(text);
    expect(event.link.hash).toBe(createHash("sha256").update(text, "utf8").digest("hex"));
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  test("can be completed by whoever knows the place: the database", () => {
    const { events } = makeChain([{}, {}]);
    const { link, ...event } = events[1] as ChainedEvent;
    const { before, after } = canonicalParts("cl_1", event);
    expect(`${before}"previousHash":"${link.previousHash}","seq":2${after}`).toBe(canonicalForm({ ...event, link }));
  });

  test.each([
    [{ b: [{ d: 1, c: 2 }], a: null }, '{"a":null,"b":[{"c":2,"d":1}]}'],
    [[1e21, 0.1, -0, 5e-324, 1e-7], "[1e+21,0.1,0,5e-324,1e-7]"],
    [{ "\u20ac": 1, "\ud83d\ude00": 2, "\ufb33": 3, "1": 4 }, '{"1":4,"\u20ac":1,"\ud83d\ude00":2,"\ufb33":3}'],
    ['"\\\u0007\u2028', '"\\"\\\\\\u0007\u2028"'],
  ])("sorts names and writes values as RFC 8785 says: %j", (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test("does not depend on the order of names", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe("an untouched chain", () => {
  test.each([0, 1, 2, 20])("of %i events has no fault", async (count) => {
    const { events, ends } = makeChain(Array(count).fill({}));
    expect(await faultsOf(events, ends)).toEqual([]);
  });

  test("goes on from where retention has stopped", async () => {
    const { events, ends } = makeChain([{}, { action: "audit.trimmed", detail: { throughSeq: 7 } }, {}], 7);
    expect(await faultsOf(events, ends)).toEqual([]);
  });

  test("has the hashes that were noted", async () => {
    const { events, ends } = makeChain([{}, {}, {}]);
    const noted = events.map(({ link }) => ({ seq: link.seq, hash: link.hash }));
    expect(await faultsOf(events, ends, noted)).toEqual([]);
  });
});

/** Chains of 3 to 12 events, a place in each, and something else to write there. */
const Chains = fc
  .array(fc.record({ detail: fc.dictionary(fc.string(), fc.jsonValue()), target: fc.string() }), {
    minLength: 3,
    maxLength: 12,
  })
  .chain((overrides) => fc.tuple(fc.constant(makeChain(overrides)), fc.integer({ min: 1, max: overrides.length })));

describe("one change by SQL is put down to the event that was changed", () => {
  const CHANGES: Readonly<Record<string, (event: ChainedEvent) => ChainedEvent>> = {
    detail: (event) => ({ ...event, detail: { ...event.detail, altered: true } }),
    target: (event) => ({ ...event, target: `${event.target}!` }),
    action: (event) => ({ ...event, action: "token.revoked" }),
    actor: (event) => ({ ...event, actor: { ...event.actor, name: "eve@example.com" } }),
    time: (event) => ({ ...event, at: new Date(event.at.getTime() + 1) }),
    "no time": (event) => ({ ...event, at: new Date(Number.NaN) }),
    client: (event) => ({ ...event, clientId: null }),
    id: (event) => ({ ...event, id: `${event.id}!` }),
    address: (event) => ({ ...event, origin: { ...event.origin, address: "198.51.100.1" } }),
    chain: (event) => relinked(event, { chain: "cl_2" }),
    hash: (event) => relinked(event, { hash: "b".repeat(64) }),
    "no hash": (event) => relinked(event, { hash: "" }),
    "the hash before": (event) => relinked(event, { previousHash: "b".repeat(64) }),
  };

  test.each(Object.entries(CHANGES))("%s", async (_name, change) => {
    await fc.assert(
      fc.asyncProperty(Chains, async ([{ events, ends }, seq]) => {
        expect(named(await faultsOf(replaced(events, seq, change), ends))).toEqual([`altered ${seq}`]);
      }),
      { numRuns: 20 },
    );
  });

  test("even when its hash was made to fit; of the newest event it may be the head that was changed", async () => {
    await fc.assert(
      fc.asyncProperty(Chains, async ([{ events, ends }, seq]) => {
        const altered = replaced(events, seq, (event) => rehashed({ ...event, target: `${event.target}!` }));
        const kind = seq === ends.head.seq ? "head mismatch" : "altered";
        expect(named(await faultsOf(altered, ends))).toEqual([`${kind} ${seq}`]);
      }),
    );
  });

  test("a removed event", async () => {
    await fc.assert(
      fc.asyncProperty(Chains, async ([{ events, ends }, seq]) => {
        const left = events.filter(({ link }) => link.seq !== seq);
        expect(named(await faultsOf(left, ends))).toEqual([`removed ${seq}`]);
      }),
    );
  });

  test("an event that was added beyond the head, or a second time", async () => {
    await fc.assert(
      fc.asyncProperty(Chains, async ([{ events, ends }, seq]) => {
        const added = rehashed(relinked(events[0] as ChainedEvent, { seq: ends.head.seq + 1 }));
        expect(named(await faultsOf([...events, added], ends))).toEqual([`inserted ${added.link.seq}`]);
        const twice = { ...(events[seq - 1] as ChainedEvent), id: "another" };
        expect(named(await faultsOf([...events, twice], ends))).toEqual([`inserted ${seq}`]);
      }),
    );
  });

  test("an event that was put between others, which were moved up: it and all that were moved are named", async () => {
    await fc.assert(
      fc.asyncProperty(Chains, async ([{ events, ends }, seq]) => {
        const moved = events.map((event) =>
          event.link.seq < seq ? event : relinked(event, { seq: event.link.seq + 1 }),
        );
        const inserted = rehashed({ ...relinked(events[seq - 1] as ChainedEvent, {}), target: "inserted" });
        const head = { ...ends.head, seq: ends.head.seq + 1 };
        const faults = named(await faultsOf([...moved, inserted], { ...ends, head }));
        for (let place = seq + 1; place <= head.seq; place++) expect(faults).toContain(`altered ${place}`);
        expect(faults.some((fault) => fault.endsWith(` ${seq}`))).toBe(true);
      }),
    );
  });

  test("two events that have changed places are both named, and no other is called altered", async () => {
    await fc.assert(
      fc.asyncProperty(Chains, fc.nat(), async ([{ events, ends }, one], step) => {
        const other = ((one + (step % (events.length - 1))) % events.length) + 1;
        const swapped = events.map((event) => {
          if (event.link.seq === one) return relinked(event, { seq: other });
          return event.link.seq === other ? relinked(event, { seq: one }) : event;
        });
        const altered = (await faultsOf(swapped, ends)).filter(({ kind }) => kind === "altered");
        expect(altered.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([one, other].sort((a, b) => a - b));
      }),
    );
  });
});

describe("changes to where a chain begins and ends", () => {
  const { events, ends } = makeChain([{}, {}, {}, {}]);

  test("another hash of the head", async () => {
    const head = { ...ends.head, hash: "b".repeat(64) };
    expect(named(await faultsOf(events, { ...ends, head }))).toEqual(["head mismatch 4"]);
  });

  test("a head that was moved on", async () => {
    const head = { ...ends.head, seq: 6 };
    const [fault, ...others] = await faultsOf(events, { ...ends, head });
    expect(fault).toMatchObject({ kind: "removed", seq: 5, throughSeq: 6 });
    expect(others).toEqual([]);
  });

  test("the oldest events removed, with the anchor moved as retention moves it", async () => {
    const anchor = { seq: 2, hash: (events[1] as ChainedEvent).link.hash };
    const [fault, ...others] = await faultsOf(events.slice(2), { ...ends, anchor });
    expect(fault).toMatchObject({ kind: "removed", seq: 1, throughSeq: 2 });
    expect(others).toEqual([]);
  });

  test("more removed than retention has said", async () => {
    const chain = makeChain([{}, {}, { action: "audit.trimmed", detail: { throughSeq: 7 } }], 7);
    const anchor = { seq: 9, hash: (chain.events[1] as ChainedEvent).link.hash };
    const faults = await faultsOf(chain.events.slice(2), { ...chain.ends, anchor });
    expect(faults).toMatchObject([{ kind: "removed", seq: 8, throughSeq: 9 }]);
  });

  test("another hash of the anchor", async () => {
    const chain = makeChain([{ action: "audit.trimmed", detail: { throughSeq: 7 } }], 7);
    const anchor = { seq: 7, hash: "b".repeat(64) };
    expect(named(await faultsOf(chain.events, { ...chain.ends, anchor }))).toEqual(["anchor mismatch 7"]);
  });

  test("an event before the anchor", async () => {
    const chain = makeChain([{ action: "audit.trimmed", detail: { throughSeq: 7 } }], 7);
    const old = rehashed(relinked(chain.events[0] as ChainedEvent, { seq: 3 }));
    expect(named(await faultsOf([...chain.events, old], chain.ends))).toEqual(["inserted 3"]);
  });
});

describe("a chain that was rewritten as a whole", () => {
  const original = makeChain([{}, {}, {}]);
  const noted = [original.ends.head];

  test("has no fault of its own, and not the hash that was noted", async () => {
    const rewritten = makeChain([{}, { target: "another" }, {}, {}]);
    expect(await faultsOf(rewritten.events, rewritten.ends)).toEqual([]);
    const faults = await faultsOf(rewritten.events, rewritten.ends, noted);
    expect(faults).toMatchObject([{ kind: "noted hash mismatch", seq: 3, id: "event-3" }]);
  });

  test("and is shorter than was noted", async () => {
    const cut = makeChain([{}, {}]);
    expect(named(await faultsOf(cut.events, cut.ends, noted))).toEqual(["noted hash mismatch 3"]);
  });

  test("a place that retention has removed since can no longer be compared, but for the last one", async () => {
    const chain = makeChain([{ action: "audit.trimmed", detail: { throughSeq: 7 } }], 7);
    const notes = [{ seq: 3, hash: "c".repeat(64) }, chain.ends.anchor, { seq: 7, hash: "c".repeat(64) }];
    expect(named(await faultsOf(chain.events, chain.ends, notes))).toEqual(["noted hash mismatch 7"]);
  });
});
