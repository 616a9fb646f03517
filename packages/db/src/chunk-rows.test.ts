import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import { expect, test } from "vitest";
import { ChunkRows } from "./chunk-rows.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const changeOf = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));

test("rows that repeat an id become one row with the last values, however many and however long they are", () => {
  const rows = new ChunkRows(NOW);
  for (let at = 0; at < 1000; at++) rows.add("tp:crm-1", changeOf({ note: `${at} ${"é".repeat(1000)}`, tier: "gold" }));
  rows.add("tp:crm-0", changeOf({ __proto__x: "1" }));
  const { columns, keys, places, oversized } = rows.finish();
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
  const { keys, places, oversized } = rows.finish();
  expect([keys, places, oversized]).toEqual([["tp:crm-2"], [[1]], [0, 2]]);
});
