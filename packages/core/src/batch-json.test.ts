import fc from "fast-check";
import { expect, test } from "vitest";
import { changeJsonBytes, jsonBytesOf } from "./batch-json.ts";
import { parseRows } from "./batch-rows.ts";

/** As attributes are stored (docs/architecture.md, "The data"). */
const toJson = (change: ReadonlyMap<string, string>) =>
  JSON.stringify(Object.fromEntries([...change].map(([name, value]) => [name, [value, 1_772_442_927_411, "b"]])));

const name = fc.stringMatching(/^[a-zé한"]{1,40}$/);
const cell = fc.stringMatching(/^[a-z0-9]{0,6}$/);

test("the JSON of rows never takes more than is reckoned with, whatever the names and however few cells are filled", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 20 }),
      fc.array(fc.array(cell, { maxLength: 20 }), { minLength: 1, maxLength: 8 }),
      (columns, rows) => {
        const header = { idKind: "thirdPartyId" as const, columns };
        const lines = rows.map((cells, at) => [`crm-${at}`, ...cells.slice(0, columns.length)].join(","));
        const bytes = Buffer.from(lines.join("\n"));
        const changes = [...parseRows(header, { firstLine: 2, bytes })].map(({ result }) =>
          result.ok ? result.value.change : new Map(),
        );
        const actual = changes.reduce((sum, change) => sum + Buffer.byteLength(toJson(change)), 0);
        expect(actual).toBeLessThanOrEqual(jsonBytesOf(header)(rows.length, bytes.length + 1));
      },
    ),
  );
});

test("many rows of few filled cells are reckoned by their bytes, few rows of many by their names", () => {
  const columns = Array.from({ length: 300 }, (_, column) => `${"n".repeat(97)}${String(column).padStart(3, "0")}`);
  const bytesOf = jsonBytesOf({ columns });
  expect(bytesOf(500, 10_000)).toBe(10_000 + 5000 * 126);
  expect(bytesOf(2, 1_000_000)).toBe(1_000_000 + 2 * 300 * 126);
});

test("a column that is ignored becomes nothing", () => {
  expect(jsonBytesOf({ columns: [null, null] })(500, 1000)).toBe(1000);
});

test("the JSON of a plain change is known without making it", () => {
  const change = new Map([
    ["tier", "gold"],
    ["city", "Malmö"],
  ]);
  expect(Math.abs(changeJsonBytes(change) - Buffer.byteLength(toJson(change)))).toBeLessThanOrEqual(2);
});
