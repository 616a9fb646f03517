import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import { expect, test } from "vitest";
import { ChunkRows } from "./chunk-rows.ts";
import type { ProfileColumns } from "./sql/profile-rows.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const ofRows = (statementRowsMax: number) => ({ statementRowsMax, statementBytesMax: Number.POSITIVE_INFINITY });
const changeOf = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));

test("rows that repeat an id become one row with the last values, however many and however long they are", () => {
  const rows = new ChunkRows(NOW);
  for (let at = 0; at < 1000; at++) rows.add("tp:crm-1", changeOf({ note: `${at} ${"é".repeat(1000)}`, tier: "gold" }));
  rows.add("tp:crm-0", changeOf({ __proto__x: "1" }));
  const { statements, keys, places, oversized } = rows.finish(ofRows(2));
  expect(statements).toHaveLength(1);
  const columns = statements[0] as ProfileColumns;
  expect([columns.count, keys, oversized]).toEqual([2, ["tp:crm-0", "tp:crm-1"], []]);
  expect(places.map((row) => row.length)).toEqual([1, 1000]);
  const text = columns.attributes.toString("utf8");
  const stamp = `${NOW.getTime()},"b"`;
  expect(text.endsWith(`{"note":["999 ${"é".repeat(1000)}",${stamp}],"tier":["gold",${stamp}]}`)).toBe(true);
  const bytes = "note".length + "999 ".length + 2000 + "tiergold".length;
  expect(columns.bytes.readInt32BE(columns.bytes.length - 4)).toBe(bytes);
});

test("rows of one id that are too much together are left to be tried one by one, and no others", () => {
  const rows = new ChunkRows(NOW);
  const half = "x".repeat(PROFILE_BYTES_MAX / 2);
  rows.add("tp:crm-1", changeOf({ a: half }));
  rows.add("tp:crm-2", changeOf({ a: half }));
  rows.add("tp:crm-1", changeOf({ b: half }));
  const { keys, places, oversized } = rows.finish(ofRows(Number.POSITIVE_INFINITY));
  expect([keys, places, oversized]).toEqual([["tp:crm-2"], [[1]], [0, 2]]);
});

test("rows are cut into statements of a few, all of them together in the order of their keys", () => {
  const rows = new ChunkRows(NOW);
  for (const at of [5, 3, 1, 4, 2]) rows.add(`tp:crm-${at}`, changeOf({ tier: `t${at}` }));
  const { statements, keys } = rows.finish(ofRows(2));
  expect(statements.map(({ count }) => count)).toEqual([2, 2, 1]);
  expect(keys).toEqual(["tp:crm-1", "tp:crm-2", "tp:crm-3", "tp:crm-4", "tp:crm-5"]);
  const texts = statements.map(
    ({ keys: names, attributes }) => `${names.toString("latin1")}${attributes.toString("latin1")}`,
  );
  expect(texts.map((text) => text.match(/crm-\d|t\d/g))).toEqual([
    ["crm-1", "crm-2", "t1", "t2"],
    ["crm-3", "crm-4", "t3", "t4"],
    ["crm-5", "t5"],
  ]);
});

test("a statement ends with the row that reaches its limit of bytes, and all rows are in one", () => {
  const rows = new ChunkRows(NOW);
  const names = Array.from({ length: 100 }, (_, column) => `${"name".repeat(25)}${column}`);
  const change = new Map(names.map((name) => [name, "x"]));
  for (let at = 100; at < 200; at++) rows.add(`tp:crm-${at}`, change);
  const rowBytes = Buffer.byteLength(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, ["x", NOW.getTime(), "b"]]))),
  );
  const limits = { statementRowsMax: 30, statementBytesMax: 10 * rowBytes };
  const cutAt = (bytes: number) => rows.finish({ ...limits, statementBytesMax: bytes });
  expect(cutAt(10 * rowBytes).statements.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 10));
  expect(cutAt(10 * rowBytes + 1).statements.map(({ count }) => count)).toEqual([
    ...Array.from({ length: 9 }, () => 11),
    1,
  ]);
  expect(cutAt(1).statements).toHaveLength(100);
  expect(cutAt(Number.POSITIVE_INFINITY).statements.map(({ count }) => count)).toEqual([30, 30, 30, 10]);
  expect(cutAt(1).keys).toEqual(cutAt(Number.POSITIVE_INFINITY).keys);
});
