import { BatchId, type ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ATTRIBUTE_NAMES_MAX, createAttributeNameStore, notingNames } from "../src/attribute-names.ts";
import { createDataPlaneStores } from "../src/data-plane-stores.ts";
import { createPool } from "../src/pool.ts";
import { makeClient } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
let pool: pg.Pool;
beforeAll(() => {
  pool = createPool(installation().url, 4);
});
afterAll(() => pool.end());

async function makeClientId(): Promise<ClientId> {
  return (await makeClient(installation().prisma)).id;
}

const listed = (clientId: ClientId) => installation().stores.attributeNames.list(clientId);

test("names are recorded once, sorted, each client's for itself", async () => {
  const names = createAttributeNameStore(pool, null);
  const [mine, theirs] = [await makeClientId(), await makeClientId()];
  names.seen(mine, ["tier", "city"], NOW);
  names.seen(mine, ["tier", "__proto__"], NOW);
  names.seen(theirs, ["other"], NOW);
  await names.settle();
  expect(await listed(mine)).toEqual(["__proto__", "city", "tier"]);
  expect(await listed(theirs)).toEqual(["other"]);
  const { rows } = await pool.query("SELECT DISTINCT first_seen_at FROM attribute_name WHERE client_id = $1", [mine]);
  expect(rows).toEqual([{ first_seen_at: NOW }]);
});

test("what a node has recorded costs no further statement, and another node's names are no error", async () => {
  const clientId = await makeClientId();
  const [one, two] = [createAttributeNameStore(pool, null), createAttributeNameStore(pool, null)];
  one.seen(clientId, ["tier"], NOW);
  await one.settle();
  const query = vi.spyOn(pool, "query");
  one.seen(clientId, ["tier"], NOW);
  await one.settle();
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
  two.seen(clientId, ["tier", "city"], NOW);
  await two.settle();
  expect(await listed(clientId)).toEqual(["city", "tier"]);
});

test("a burst of calls takes one statement after the other", async () => {
  const clientId = await makeClientId();
  const names = createAttributeNameStore(pool, null);
  const query = vi.spyOn(pool, "query");
  for (let count = 0; count < 1000; count++) names.seen(clientId, [`name-${count}`], NOW);
  await names.settle();
  expect(query.mock.calls.length).toBeLessThanOrEqual(2);
  query.mockRestore();
  expect(await listed(clientId)).toHaveLength(1000);
});

test("a client keeps as many names as there may be, and not one more", async () => {
  const clientId = await makeClientId();
  const many = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const first = createAttributeNameStore(pool, null);
  first.seen(clientId, many("a", ATTRIBUTE_NAMES_MAX - 1), NOW);
  await first.settle();
  const second = createAttributeNameStore(pool, null);
  second.seen(clientId, many("b", 2), NOW);
  await second.settle();
  expect(await listed(clientId)).toHaveLength(ATTRIBUTE_NAMES_MAX);
  const { rows } = await pool.query("SELECT count(*)::int AS count FROM attribute_name WHERE client_id = $1", [
    clientId,
  ]);
  expect(rows).toEqual([{ count: ATTRIBUTE_NAMES_MAX }]);
});

test("a failure is logged, thrown at nobody, and made good by the next write", async () => {
  const clientId = await makeClientId();
  const warn = vi.fn();
  const names = createAttributeNameStore(pool, { warn });
  const query = vi.spyOn(pool, "query").mockImplementationOnce(() => Promise.reject(new Error("the database is away")));
  names.seen(clientId, ["tier"], NOW);
  await names.settle();
  query.mockRestore();
  expect(warn).toHaveBeenCalledTimes(1);
  names.seen(clientId, ["tier"], NOW);
  await names.settle();
  expect(await listed(clientId)).toEqual(["tier"]);
});

test("an accepted batch and an applied update are noted; a discarded batch and an unknown profile are not", async () => {
  const clientId = await makeClientId();
  const seen: string[] = [];
  const note = (_: ClientId, given: Iterable<string>) => void seen.push(...given);
  const stores = notingNames(createDataPlaneStores({ calls: pool, lookups: pool, others: pool }), {
    seen: note,
    settle: async () => {},
  });
  const header = { idKind: "thirdPartyId" as const, columns: ["tier", null, "city"] };
  const batch = { clientId, apiVersion: 2 as const, header, warnings: [], now: NOW };
  const discarded = await stores.batches.receive({ ...batch, id: BatchId.parse("b-1") });
  await discarded.discard();
  expect(seen).toEqual([]);
  const accepted = await stores.batches.receive({ ...batch, id: BatchId.parse("b-2") });
  await accepted.accept({ rows: 0, bytes: 0 }, NOW);
  expect(seen).toEqual(["tier", "city"]);
  const change = new Map([["note", "x"]]);
  const write = { clientId, key: "tp:unknown" as const, change, expiresAt: secondsAfter(60) };
  expect(await stores.profiles.update(write, NOW)).toBe("not-found");
  expect(seen).toEqual(["tier", "city"]);
});
