import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import { expiryAfterWrite, mergeAttributes, type Profile, type ProfileWrite } from "@silhouette/core/profile";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool, inTransaction } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { type WriteMode, writeProfiles } from "../src/write-profiles.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const CLIENT = "cl_profiles01" as ClientId;
const LIFETIME_DAYS = 14;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let count = 0;
const newKey = (): ProfileKey => `tp:visitor-${++count}`;

function writeTo(
  key: ProfileKey,
  change: Readonly<Record<string, string>>,
  now = NOW,
  clientId = CLIENT,
): ProfileWrite {
  return { clientId, key, change: new Map(Object.entries(change)), expiresAt: expiryAfterWrite(now, LIFETIME_DAYS) };
}
const apply = (writes: readonly ProfileWrite[], mode: WriteMode, now = NOW) =>
  inTransaction(pool, (connection) => writeProfiles(connection, writes, mode, now));
const find = (key: ProfileKey, now = NOW) => createProfileStore(pool).find(CLIENT, key, now);
const valuesOf = (profile: Profile | null) =>
  profile && Object.fromEntries([...profile.attributes].map(([name, { value }]) => [name, value]));

test("a profile that was written is read back with its values and times", async () => {
  const key = newKey();
  expect(await apply([writeTo(key, { tier: "gold", city: "São Paulo" })], "create")).toEqual(["applied"]);
  expect(await find(key)).toEqual({
    key,
    attributes: new Map([
      ["city", { value: "São Paulo", modifiedAt: NOW.getTime(), origin: "update" }],
      ["tier", { value: "gold", modifiedAt: NOW.getTime(), origin: "update" }],
    ]),
    modifiedAt: NOW,
    expiresAt: expiryAfterWrite(NOW, LIFETIME_DAYS),
  });
});

test("each attribute keeps the time of its own last change", async () => {
  const key = newKey();
  const later = new Date(NOW.getTime() + 60_000);
  await apply([writeTo(key, { tier: "gold", city: "Lyon" })], "create");
  await apply([writeTo(key, { tier: "silver" }, later)], "create", later);
  const profile = await find(key, later);
  expect(profile?.attributes.get("tier")).toEqual({ value: "silver", modifiedAt: later.getTime(), origin: "update" });
  expect(profile?.attributes.get("city")).toEqual({ value: "Lyon", modifiedAt: NOW.getTime(), origin: "update" });
});

test("a name that objects inherit is an attribute like any other", async () => {
  const key = newKey();
  const change = new Map([
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
  await apply([{ ...writeTo(key, {}), change }], "create");
  const profile = await find(key);
  expect(new Map([...(profile?.attributes ?? [])].map(([name, { value }]) => [name, value]))).toEqual(change);
});

test("writes that may not create leave unknown profiles unknown", async () => {
  const known = newKey();
  const unknown = newKey();
  await apply([writeTo(known, { tier: "gold" })], "create");
  const outcomes = await apply([writeTo(unknown, { tier: "x" }), writeTo(known, { tier: "y" })], "existing");
  expect(outcomes).toEqual(["not-found", "applied"]);
  expect(await find(unknown)).toBeNull();
  expect(valuesOf(await find(known))).toEqual({ tier: "y" });
});

test("one client's writes and reads never reach another's profile of the same id", async () => {
  const key = newKey();
  const other = "cl_profiles02" as ClientId;
  await apply([writeTo(key, { tier: "mine" }), writeTo(key, { tier: "theirs" }, NOW, other)], "create");
  expect(valuesOf(await find(key))).toEqual({ tier: "mine" });
  const alone = newKey();
  await apply([writeTo(alone, { tier: "mine" })], "create");
  expect(await createProfileStore(pool).find(other, alone, NOW)).toBeNull();
  expect(await apply([writeTo(alone, { tier: "stolen" }, NOW, other)], "existing")).toEqual(["not-found"]);
});

test("an expired profile is not found, and a write that creates starts it anew", async () => {
  const key = newKey();
  await apply([writeTo(key, { old: "1" })], "create");
  const expiry = expiryAfterWrite(NOW, LIFETIME_DAYS);
  expect(await find(key, new Date(expiry.getTime() - 1))).not.toBeNull();
  expect(await find(key, expiry)).toBeNull();
  expect(await apply([writeTo(key, { late: "1" }, expiry)], "existing", expiry)).toEqual(["not-found"]);
  await apply([writeTo(key, { fresh: "1" }, expiry)], "create", expiry);
  expect(valuesOf(await find(key, expiry))).toEqual({ fresh: "1" });
});

test("a write renews the life time", async () => {
  const key = newKey();
  await apply([writeTo(key, { tier: "gold" })], "create");
  const later = new Date(NOW.getTime() + 13 * 86_400_000);
  await apply([writeTo(key, { tier: "gold" }, later)], "existing", later);
  expect((await find(key, later))?.expiresAt).toEqual(expiryAfterWrite(later, LIFETIME_DAYS));
});

test("a profile takes 64 KB of names and values and not one byte more (U-23)", async () => {
  const key = newKey();
  const half = PROFILE_BYTES_MAX / 2;
  await apply([writeTo(key, { a: "x".repeat(half - 1) })], "create");
  expect(await apply([writeTo(key, { b: "y".repeat(half - 1) })], "create")).toEqual(["applied"]);
  expect(await apply([writeTo(key, { b: "y".repeat(half) })], "create")).toEqual(["too-large"]);
  expect((await find(key))?.attributes.get("b")?.value).toHaveLength(half - 1);
});

test("rewriting the same attributes never fills a profile up, however often", async () => {
  const key = newKey();
  const value = "x".repeat(20_000);
  for (let round = 0; round < 12; round++) {
    expect(await apply([writeTo(key, { big: value, round: String(round) })], "create")).toEqual(["applied"]);
  }
  expect((await find(key))?.attributes.get("round")?.value).toBe("11");
});

test("of two rows of one id the one that does not fit fails alone", async () => {
  const key = newKey();
  const large = "x".repeat(40_000);
  const outcomes = await apply(
    [writeTo(key, { a: large }), writeTo(key, { b: large }), writeTo(key, { c: "1" })],
    "create",
  );
  expect(outcomes).toEqual(["applied", "too-large", "applied"]);
  expect([...((await find(key))?.attributes.keys() ?? [])].sort()).toEqual(["a", "c"]);
});

test("a write to a linked identity reaches the profile it is linked to", async () => {
  const profile = newKey();
  const link = newKey();
  await apply([writeTo(profile, { tier: "gold" }), writeTo(link, {})], "create");
  await pool.query("UPDATE profile SET merged_into = $2 WHERE key = $1", [link, profile]);
  expect(await apply([writeTo(link, { city: "Lyon" })], "existing")).toEqual(["applied"]);
  expect(valuesOf(await find(link))).toEqual({ tier: "gold", city: "Lyon" });
  expect(valuesOf(await find(profile))).toEqual({ tier: "gold", city: "Lyon" });
});

test("concurrent writers of the same profiles lose nothing and never block each other for good", async () => {
  const keys = Array.from({ length: 20 }, newKey);
  const writers = Array.from({ length: 8 }, (_, writer) =>
    apply(
      [...keys].sort(() => Math.random() - 0.5).map((key) => writeTo(key, { [`w${writer}`]: "1" })),
      "create",
    ),
  );
  await Promise.all(writers);
  for (const key of keys) expect((await find(key))?.attributes.size).toBe(8);
});

test("single updates that arrive together are answered one by one, after their commit", async () => {
  const store = createProfileStore(pool);
  const known = Array.from({ length: 50 }, newKey);
  await apply(
    known.map((key) => writeTo(key, { tier: "x" })),
    "create",
  );
  const outcomes = await Promise.all([
    ...known.map((key, index) => store.update(writeTo(key, { tier: String(index) }), NOW)),
    store.update(writeTo(newKey(), { tier: "unknown" }), NOW),
    store.update(writeTo(known[0] ?? newKey(), { tier: "last" }), NOW),
  ]);
  expect(outcomes).toEqual([...known.map(() => "applied"), "not-found", "applied"]);
  expect(valuesOf(await find(known[0] ?? newKey()))).toEqual({ tier: "last" });
  expect(valuesOf(await find(known[49] ?? newKey()))).toEqual({ tier: "49" });
});

test("a bad update fails by itself and leaves its neighbours in the group", async () => {
  const store = createProfileStore(pool);
  const [good, bad] = [newKey(), newKey()];
  await apply([writeTo(good, { tier: "x" }), writeTo(bad, { tier: "x" })], "create");
  const results = await Promise.allSettled([
    store.update(writeTo(good, { tier: "y" }), NOW),
    store.update({ ...writeTo(bad, {}), change: new Map([["tier", "NUL \0 cannot be stored"]]) }, NOW),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected"]);
  expect(valuesOf(await find(good))).toEqual({ tier: "y" });
  expect(valuesOf(await find(bad))).toEqual({ tier: "x" });
});

test("a profile that a hand in the database has spoilt fails its own calls and nobody else's", async () => {
  const store = createProfileStore(pool);
  const [good, spoilt] = [newKey(), newKey()];
  await apply([writeTo(good, { tier: "x" }), writeTo(spoilt, { tier: "x" })], "create");
  // Near its limit, so that an update has to read it.
  await pool.query("UPDATE profile SET attributes = '{\"tier\":7}', attribute_bytes = $2 WHERE key = $1", [
    spoilt,
    PROFILE_BYTES_MAX,
  ]);
  const fetched = await Promise.allSettled([good, spoilt, good].map((key) => store.find(CLIENT, key, NOW)));
  expect(fetched.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const updated = await Promise.allSettled([
    store.update(writeTo(good, { tier: "y" }), NOW),
    store.update(writeTo(spoilt, { tier: "y" }), NOW),
    store.update(writeTo(good, { city: "Lyon" }), NOW),
  ]);
  expect(updated.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(valuesOf(await find(good))).toEqual({ tier: "y", city: "Lyon" });
  const { rows } = await pool.query("SELECT version FROM profile WHERE key = $1", [good]);
  expect(rows).toEqual([{ version: 2 }]);
});

test("a row that somebody keeps locked holds up its own updates only, and those are refused, to be tried again", async () => {
  const limited = createPool(database.url, 4, "limited", { lock_timeout: 100 });
  const store = createProfileStore(limited);
  const [free, locked] = [newKey(), newKey()];
  await apply([writeTo(free, { tier: "x" }), writeTo(locked, { tier: "x" })], "create");
  await inTransaction(pool, async (connection) => {
    await connection.query("SELECT 1 FROM profile WHERE key = $1 FOR UPDATE", [locked]);
    const results = await Promise.allSettled([
      store.update(writeTo(free, { tier: "y" }), NOW),
      store.update(writeTo(locked, { tier: "y" }), NOW),
    ]);
    expect(results).toEqual([
      { status: "fulfilled", value: "applied" },
      { status: "rejected", reason: expect.objectContaining({ name: "Overloaded", retryAfterSeconds: 1 }) },
    ]);
  });
  await limited.end();
  expect(valuesOf(await find(free))).toEqual({ tier: "y" });
  expect(valuesOf(await find(locked))).toEqual({ tier: "x" });
});

test("fetches of several clients that arrive together each get their own client's profile", async () => {
  const key = newKey();
  const clients = Array.from({ length: 20 }, (_, at) => `cl_profiles_of_${at}` as ClientId);
  await apply(
    clients.map((clientId) => writeTo(key, { owner: clientId }, NOW, clientId)),
    "create",
  );
  const store = createProfileStore(pool);
  const found = await Promise.all([...clients, CLIENT].map((clientId) => store.find(clientId, key, NOW)));
  expect(found.map(valuesOf)).toEqual([...clients.map((owner) => ({ owner })), null]);
});

test("any sequence of writes leaves what the rules of core say", async () => {
  const keys = Array.from({ length: 4 }, newKey);
  const write = fc.record({
    key: fc.constantFrom(...keys),
    change: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), fc.string({ minLength: 1, maxLength: 20 }), {
      maxKeys: 3,
    }),
  });
  const storable = (text: string) => text.isWellFormed() && !text.includes("\0");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(write, { maxLength: 12 }), { maxLength: 6 }), async (batches) => {
      await pool.query("DELETE FROM profile WHERE key = ANY($1)", [keys]);
      const expected = new Map<string, Profile["attributes"]>();
      for (const [index, batch] of batches.entries()) {
        const now = new Date(NOW.getTime() + index);
        const writes = batch
          .filter(({ change }) => Object.values(change).every(storable))
          .map(({ key, change }) => writeTo(key, change, now));
        await apply(writes, "create", now);
        for (const { key, change } of writes) {
          const merged = mergeAttributes(expected.get(key) ?? new Map(), change, now);
          if (merged.ok) expected.set(key, merged.value);
        }
      }
      const found = await Promise.all(keys.map(async (key) => [key, (await find(key))?.attributes] as const));
      expect(new Map(found.filter(([, attributes]) => attributes !== undefined))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
