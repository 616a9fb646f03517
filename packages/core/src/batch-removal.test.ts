import { expect, test } from "vitest";
import type { BatchHeader } from "./batch-header.ts";
import { removeRows } from "./batch-removal.ts";
import { parseRows } from "./batch-rows.ts";
import type { ProfileKey } from "./identity.ts";

const header: BatchHeader = { idKind: "thirdPartyId", columns: ["tier"] };

/** Line, id, and key or fault of each row after a removal. */
function remove(text: string | Uint8Array, keys: readonly ProfileKey[], columns = header) {
  const chunk = { bytes: Buffer.from(text), firstLine: 2 };
  const changed = removeRows(columns, chunk, new Set(keys));
  if (changed === null) return null;
  const rows = [...parseRows(columns, { bytes: changed.bytes, firstLine: 2 })];
  return rows.map(({ line, id, result }) => [line, id, result.ok ? result.value.key : result.refusal.code]);
}

test("a visitor's rows go, whatever their state, and every line keeps its number", () => {
  const text = Buffer.concat([
    Buffer.from("crm-1,gold\n\ncrm-2,gold\n crm%2D1 ,x\ncrm-1,too,many\n"),
    Buffer.from("crm-1,\xff\ncrm-11,y\n", "latin1"),
  ]);
  expect(remove(text, ["tp:crm-1"])).toEqual([
    [2, "", "visitor-deleted"],
    [4, "crm-2", "tp:crm-2"],
    [5, "", "visitor-deleted"],
    [6, "", "visitor-deleted"],
    [7, "", "visitor-deleted"],
    [8, "crm-11", "tp:crm-11"],
  ]);
});

test("a tntId is found with and without its location suffix (U-05), and only as a tntId", () => {
  const columns: BatchHeader = { ...header, idKind: "tntId" };
  expect(remove("abc.28_20,x\nabc,y\nabd,z\n", ["pc:abc"], columns)?.map(([, id]) => id)).toEqual(["", "", "abd"]);
  expect(remove("abc,x\n", ["tp:abc"], columns)).toBeNull();
});

test("a chunk without a row of the visitor stays as it is", () => {
  expect(remove("crm-2,gold\n", ["tp:crm-1"])).toBeNull();
});

test("nothing of the visitor is left in the bytes", () => {
  const chunk = { bytes: Buffer.from("crm-1,secret\ncrm-2,x\n"), firstLine: 2 };
  const text = Buffer.from(removeRows(header, chunk, new Set(["tp:crm-1"]))?.bytes ?? []).toString("latin1");
  expect(text).not.toMatch(/crm-1|secret/);
  expect(text).toContain("crm-2,x\n");
});
