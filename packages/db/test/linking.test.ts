import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import { expiryAfterWrite, type Profile, type ProfileStore, type VisitIdentities } from "@silhouette/core/profile";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createPool, inTransaction } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { writeProfiles } from "../src/write-profiles.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const LIFETIME_DAYS = 14;

let database: TestDatabase;
let pool: pg.Pool;
let store: ProfileStore;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 16);
  store = createProfileStore(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let clients = 0;
let devices = 0;
const newClient = () => `cl_linking${++clients}` as ClientId;
const expiry = (now: Date) => expiryAfterWrite(now, LIFETIME_DAYS);
const changeOf = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));
const valuesOf = (profile: Profile | null) =>
  profile && Object.fromEntries([...profile.attributes].map(([name, { value }]) => [name, value]));

function visit(
  clientId: ClientId,
  named: Partial<VisitIdentities>,
  values: Readonly<Record<string, string>> = {},
  now = NOW,
) {
  const identities = { tntId: null, thirdPartyId: null, marketingCloudVisitorId: null, ...named };
  const newTntId = `new${String(++devices).padStart(29, "0")}`;
  return store.visit({ clientId, identities, newTntId, change: changeOf(values), expiresAt: expiry(now) }, now);
}
const update = (clientId: ClientId, key: ProfileKey, values: Readonly<Record<string, string>>, now = NOW) =>
  store.update({ clientId, key, change: changeOf(values), expiresAt: expiry(now) }, now);
const importRows = (
  clientId: ClientId,
  keys: readonly ProfileKey[],
  values: Readonly<Record<string, string>>,
  now = NOW,
) => {
  const writes = keys.map((key) => ({ clientId, key, change: changeOf(values), expiresAt: expiry(now) }));
  return inTransaction(pool, (connection) => writeProfiles(connection, writes, "create", now));
};
const importRow = (clientId: ClientId, key: ProfileKey, values: Readonly<Record<string, string>>, now = NOW) =>
  importRows(clientId, [key], values, now);

test("what was known anonymously fills the gaps of the known profile, whose own values stay (contract section 10, U-36)", async () => {
  const client = newClient();
  await importRow(client, "tp:ann", { category: "skis", store: "94103" });
  await visit(client, { tntId: "pc:a" }, { category: "hats", seen: "yes" });
  await visit(client, { tntId: "pc:a", thirdPartyId: "tp:ann" });
  const merged = { category: "skis", store: "94103", seen: "yes" };
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual(merged);
  expect(valuesOf(await store.find(client, "pc:a", NOW))).toEqual(merged);
});

test("after linking, updates addressed to either id reach the one profile (U-35)", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:a", thirdPartyId: "tp:ann" });
  expect(await update(client, "pc:a", { one: "1" })).toBe("applied");
  expect(await update(client, "tp:ann", { two: "2" })).toBe("applied");
  await importRow(client, "pc:a", { three: "3" });
  expect(valuesOf(await store.find(client, "pc:a", NOW))).toEqual({ one: "1", two: "2", three: "3" });
});

test("of updates that arrive together the last one stays, whichever id of the profile each of them names (U-35)", async () => {
  const client = newClient();
  for (const tntId of ["pc:1", "pc:2"] as const) await visit(client, { tntId, thirdPartyId: "tp:ann" });
  const keys: readonly ProfileKey[] = ["tp:ann", "pc:1", "tp:ann", "pc:2", "tp:ann", "pc:1", "tp:ann"];
  const outcomes = await Promise.all(
    keys.map((key, index) => update(client, key, { last: String(index), [`own-${index}`]: "1" })),
  );
  expect(new Set(outcomes)).toEqual(new Set(["applied"]));
  const values = valuesOf(await store.find(client, "tp:ann", NOW));
  expect(values).toMatchObject({ last: "6", "own-0": "1", "own-1": "1", "own-5": "1" });
  await Promise.all([update(client, "tp:ann", { last: "earlier" }), update(client, "pc:1", { last: "later" })]);
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toMatchObject({ last: "later" });
});

test("of a batch's rows of one profile the last one stays, whichever id each of them names (U-16, U-35)", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:1", thirdPartyId: "tp:ann" });
  const rows = (values: readonly (readonly [ProfileKey, string])[]) => {
    const writes = values.map(([key, last]) => ({
      clientId: client,
      key,
      change: changeOf({ last }),
      expiresAt: expiry(NOW),
    }));
    return inTransaction(pool, (connection) => writeProfiles(connection, writes, "create", NOW));
  };
  expect(
    await rows([
      ["pc:1", "a"],
      ["tp:ann", "b"],
    ]),
  ).toEqual(["applied", "applied"]);
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ last: "b" });
  await rows([
    ["tp:ann", "c"],
    ["pc:1", "d"],
  ]);
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ last: "d" });
});

test("single updates and batches never link ids (U-35)", async () => {
  const client = newClient();
  await importRow(client, "tp:ann", { x: "1" });
  await importRow(client, "pc:a", { y: "1" });
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ x: "1" });
  expect(valuesOf(await store.find(client, "pc:a", NOW))).toEqual({ y: "1" });
});

test("a person's second device is linked as well as the first (U-36)", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:phone", thirdPartyId: "tp:ann" }, { phone: "1" });
  await visit(client, { tntId: "pc:laptop", thirdPartyId: "tp:ann" }, { laptop: "1" });
  for (const key of ["pc:phone", "pc:laptop", "tp:ann"] as const) {
    expect(valuesOf(await store.find(client, key, NOW))).toEqual({ phone: "1", laptop: "1" });
  }
});

test("a device that changes hands leaves the former person's data where it is", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:tablet", thirdPartyId: "tp:ann" }, { secret: "ann" });
  await visit(client, { tntId: "pc:tablet", thirdPartyId: "tp:bob" }, { own: "bob" });
  expect(valuesOf(await store.find(client, "tp:bob", NOW))).toEqual({ own: "bob" });
  expect(valuesOf(await store.find(client, "pc:tablet", NOW))).toEqual({ own: "bob" });
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ secret: "ann" });
});

test("a caller who names only the thirdPartyId keeps getting the same tntId, and it reaches the profile", async () => {
  const client = newClient();
  const first = await visit(client, { thirdPartyId: "tp:ann" }, { tier: "gold" });
  const second = await visit(client, { thirdPartyId: "tp:ann" });
  expect(second.tntId).toBe(first.tntId);
  expect(valuesOf(await store.find(client, `pc:${first.tntId}`, NOW))).toEqual({ tier: "gold" });
});

test("an ECID brings a visitor back whose cookie is lost, and its data with it", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:a", marketingCloudVisitorId: "ec:1" }, { tier: "gold" });
  const back = await visit(client, { marketingCloudVisitorId: "ec:1" });
  expect(back.tntId).toBe("a");
  await visit(client, { tntId: "pc:b", marketingCloudVisitorId: "ec:1" }, { city: "Lyon" });
  for (const key of ["pc:a", "pc:b", "ec:1"] as const) {
    expect(valuesOf(await store.find(client, key, NOW))).toEqual({ tier: "gold", city: "Lyon" });
  }
  await visit(client, { tntId: "pc:b", thirdPartyId: "tp:ann" });
  for (const key of ["pc:a", "pc:b", "ec:1", "tp:ann"] as const) {
    expect(valuesOf(await store.find(client, key, NOW))).toEqual({ tier: "gold", city: "Lyon" });
  }
});

test("a visit that would make the profile too large leaves everything as it was, links included (U-23)", async () => {
  const client = newClient();
  await importRow(client, "tp:ann", { big: "x".repeat(40_000) });
  await visit(client, { tntId: "pc:a" }, { other: "y".repeat(30_000) });
  expect((await visit(client, { tntId: "pc:a", thirdPartyId: "tp:ann" })).outcome).toBe("too-large");
  expect(Object.keys(valuesOf(await store.find(client, "pc:a", NOW)) ?? {})).toEqual(["other"]);
  expect(Object.keys(valuesOf(await store.find(client, "tp:ann", NOW)) ?? {})).toEqual(["big"]);
  expect(
    (await visit(client, { tntId: "pc:fresh", thirdPartyId: "tp:ann" }, { more: "z".repeat(30_000) })).outcome,
  ).toBe("too-large");
  expect(await store.find(client, "pc:fresh", NOW)).toBeNull();
});

test("an expired visitor is forgotten by every id, and a write to one of them begins anew (U-33)", async () => {
  const client = newClient();
  await visit(client, { tntId: "pc:a", thirdPartyId: "tp:ann" }, { tier: "gold" });
  const later = expiry(NOW);
  expect(await store.find(client, "pc:a", later)).toBeNull();
  expect(await update(client, "pc:a", { x: "1" }, later)).toBe("not-found");
  await importRow(client, "pc:a", { fresh: "1" }, later);
  expect(valuesOf(await store.find(client, "pc:a", later))).toEqual({ fresh: "1" });
  expect(await store.find(client, "tp:ann", later)).toBeNull();
});

test("a visit renews the life time; a visit without parameters changes no time of modification", async () => {
  const client = newClient();
  const later = new Date(NOW.getTime() + 86_400_000);
  await visit(client, { tntId: "pc:a" }, { tier: "gold" });
  await visit(client, { tntId: "pc:a" }, {}, later);
  expect(await store.find(client, "pc:a", later)).toMatchObject({ modifiedAt: NOW, expiresAt: expiry(later) });
});

test("one client's visits never reach another's identities", async () => {
  const [mine, theirs] = [newClient(), newClient()];
  await visit(theirs, { tntId: "pc:a", thirdPartyId: "tp:ann" }, { tier: "theirs" });
  await visit(mine, { tntId: "pc:a" }, { tier: "mine" });
  expect(valuesOf(await store.find(mine, "pc:a", NOW))).toEqual({ tier: "mine" });
  expect(await store.find(mine, "tp:ann", NOW)).toBeNull();
});

test("a second v2 batch replaces what no visit has touched, where the client wants it so (U-17)", async () => {
  const client = newClient();
  const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
  const replace = (values: Readonly<Record<string, string>>, minutes: number) =>
    inTransaction(pool, (connection) => {
      const write = { clientId: client, key: "tp:ann" as const, change: changeOf(values), expiresAt: expiry(NOW) };
      return writeProfiles(connection, [write], "create", at(minutes), { submittedAt: at(minutes) });
    });
  await replace({ a: "1", b: "1" }, 0);
  await replace({ b: "2" }, 1);
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ b: "2" });
  await visit(client, { thirdPartyId: "tp:ann" }, {}, at(2));
  await replace({ c: "3" }, 3);
  expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ b: "2", c: "3" });
});

/** What the stores must look like from outside: identities that name the same visitor share one object. */
class Oracle {
  readonly visitors = new Map<ProfileKey, { values: Map<string, string>; person: ProfileKey | null }>();
  readonly ecids = new Map<ProfileKey, ProfileKey>();
  readonly homes = new Map<ProfileKey, ProfileKey>();

  find(key: ProfileKey): Record<string, string> | null {
    const visitor = this.visitors.get(this.ecids.get(key) ?? key);
    return visitor === undefined ? null : Object.fromEntries(visitor.values);
  }

  update(key: ProfileKey, name: string, value: string): boolean {
    const visitor = this.visitors.get(key);
    visitor?.values.set(name, value);
    return visitor !== undefined;
  }

  importRow(key: ProfileKey, name: string, value: string): void {
    if (this.update(key, name, value)) return;
    this.visitors.set(key, { values: new Map([[name, value]]), person: key.startsWith("tp:") ? key : null });
  }

  visit(
    named: { pc: ProfileKey | null; tp: ProfileKey | null; ec: ProfileKey | null },
    fresh: ProfileKey,
    name: string,
    value: string,
  ): ProfileKey {
    const known = named.ec === null ? undefined : this.ecids.get(named.ec);
    const home = named.tp !== null && this.visitors.has(named.tp) ? this.homes.get(named.tp) : undefined;
    const device = named.pc ?? home ?? known ?? fresh;
    const candidates = [device, ...(known === undefined ? [] : [known])].flatMap((key) => this.visitors.get(key) ?? []);
    const person = named.tp ?? candidates.find((candidate) => candidate.person !== null)?.person ?? null;
    const own = (person === null ? candidates.at(-1) : this.visitors.get(person)) ?? { values: new Map(), person };
    for (const other of new Set(candidates)) {
      if (other === own || other.person !== null) continue;
      for (const [key, old] of other.values) if (!own.values.has(key)) own.values.set(key, old);
      for (const [key, visitor] of this.visitors) if (visitor === other) this.visitors.set(key, own);
    }
    own.values.set(name, value);
    this.visitors.set(device, own);
    if (person !== null) {
      this.visitors.set(person, own);
      if (!this.homes.has(person)) this.homes.set(person, device);
    }
    if (named.ec !== null) this.ecids.set(named.ec, device);
    return device;
  }
}

test("any sequence of visits, updates, imports and fetches looks as if each visitor were one object", async () => {
  const pcs = ["pc:1", "pc:2", "pc:3"] as const;
  const tps = ["tp:1", "tp:2"] as const;
  const ecs = ["ec:1", "ec:2"] as const;
  const name = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("visit" as const),
      pc: fc.option(fc.constantFrom(...pcs)),
      tp: fc.option(fc.constantFrom(...tps)),
      ec: fc.option(fc.constantFrom(...ecs)),
      name,
    }),
    fc.record({
      kind: fc.constantFrom("update" as const, "import" as const),
      key: fc.constantFrom(...pcs, ...tps),
      name,
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const client = newClient();
      const oracle = new Oracle();
      const known = new Set<ProfileKey>([...pcs, ...tps, ...ecs]);
      for (const [index, action] of steps.entries()) {
        const value = String(index);
        if (action.kind === "visit") {
          const { pc, tp, ec } = action;
          const identities = { tntId: pc, thirdPartyId: tp, marketingCloudVisitorId: ec };
          const { tntId } = await visit(client, identities, { [action.name]: value });
          expect(`pc:${tntId}`).toBe(oracle.visit({ pc, tp, ec }, `pc:${tntId}`, action.name, value));
          known.add(`pc:${tntId}`);
        } else if (action.kind === "update") {
          const outcome = await update(client, action.key, { [action.name]: value });
          expect(outcome === "applied").toBe(oracle.update(action.key, action.name, value));
        } else {
          await importRow(client, action.key, { [action.name]: value });
          oracle.importRow(action.key, action.name, value);
        }
        for (const key of known)
          expect([key, valuesOf(await store.find(client, key, NOW))]).toEqual([key, oracle.find(key)]);
      }
    }),
    { numRuns: 80 },
  );
}, 120_000);

test.each([
  [
    "single updates",
    (client: ClientId, keys: readonly ProfileKey[]) => Promise.all(keys.map((key) => update(client, key, { a: "1" }))),
  ],
  ["a batch", (client: ClientId, keys: readonly ProfileKey[]) => importRows(client, keys, { a: "1" })],
])(
  "%s of several devices of one person and a visit of that person wait for each other in one order, never in a circle",
  async (_, write) => {
    const client = newClient();
    for (const tntId of ["pc:1", "pc:2"] as const) await visit(client, { tntId, thirdPartyId: "tp:ann" });
    const lock = "SELECT 1 FROM profile WHERE client_id = $1 AND key = $2 FOR UPDATE";
    const writing = await inTransaction(pool, async (connection) => {
      await connection.query(lock, [client, "pc:2"]);
      const underWay = write(client, ["pc:1", "pc:2"]);
      await vi.waitFor(async () => {
        const waiting = await pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        expect(waiting.rowCount).toBe(1);
      }, 20_000);
      // Were the profile locked already, this would be a deadlock.
      await connection.query("SET LOCAL lock_timeout = 100");
      await connection.query(lock, [client, "tp:ann"]);
      return { underWay };
    });
    expect(await writing.underWay).toEqual(["applied", "applied"]);
    expect(valuesOf(await store.find(client, "tp:ann", NOW))).toEqual({ a: "1" });
  },
);

test("linking, updating, importing and fetching at once loses no acknowledged write and shows no half-merged profile", async () => {
  for (let round = 0; round < 5; round++) {
    const client = newClient();
    const pcs = ["pc:1", "pc:2", "pc:3"] as const;
    await importRow(client, "tp:ann", { start: "1" });
    for (const pc of pcs) await visit(client, { tntId: pc }, { [`first-${pc}`]: "1" });
    const acknowledged = new Set<string>(["start"]);
    const linkedWrites = new Set<string>(["start"]);
    let next = 0;
    const write = async (key: ProfileKey, run: (name: string) => Promise<unknown>) => {
      const name = `w${++next}`;
      await run(name);
      acknowledged.add(name);
      if (key === "tp:ann") linkedWrites.add(name);
    };
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      const pc = pcs[writer % 3] ?? "pc:1";
      const key: ProfileKey = writer % 2 === 0 ? "tp:ann" : pc;
      for (let turn = 0; turn < 6; turn++) {
        await write(key, (name) => update(client, key, { [name]: "1" }));
        await write(key, (name) => importRow(client, key, { [name]: "1" }));
        const named = { tntId: pc, thirdPartyId: "tp:ann" as const, marketingCloudVisitorId: "ec:1" as const };
        if (turn >= 2) await write("tp:ann", (name) => visit(client, named, { [name]: "1" }));
      }
    });
    let isDone = false;
    const reader = (async () => {
      while (!isDone) {
        const before = [...linkedWrites];
        const seen = await store.find(client, "tp:ann", NOW);
        expect(before.filter((name) => !seen?.attributes.has(name))).toEqual([]);
      }
    })();
    await Promise.all(writers).finally(() => {
      isDone = true;
      return reader;
    });
    for (const pc of pcs) acknowledged.add(`first-${pc}`);
    for (const key of ["tp:ann", "ec:1", ...pcs] as const) {
      const names = [...((await store.find(client, key, NOW))?.attributes.keys() ?? [])];
      expect(names.sort()).toEqual([...acknowledged].sort());
    }
  }
}, 120_000);
