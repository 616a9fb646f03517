import { readBatch } from "@silhouette/core/testing-batch";
import { expect, test } from "vitest";
import {
  batchFile,
  COLUMNS,
  copyFile,
  idOf,
  longNamesFile,
  storedAttributes,
  valuesOf,
  wideBatchFile,
} from "./data.mjs";

/** @param {Iterable<string>} pieces */
const read = (pieces) => {
  const reading = readBatch([Buffer.from([...pieces].join(""))]);
  if (!reading.ok) throw new Error(reading.refusal);
  return reading;
};

test("the service reads a batch without a failed row, and each row has its five attributes", () => {
  const { rows, warnings } = read(batchFile({ rows: 2000, start: 7, step: 3 }));
  expect(warnings).toEqual([]);
  expect(rows).toHaveLength(2000);
  for (const [position, row] of rows.entries()) {
    const index = 7 + position * 3;
    if (!row.result.ok) throw new Error(row.id);
    expect(row.id).toBe(idOf(index));
    expect([...row.result.value.change]).toEqual(valuesOf(index, 1).map((value, column) => [COLUMNS[column], value]));
  }
});

test("500,000 rows stay under the limit of a batch", () => {
  const longest = Math.max(
    ...[...batchFile({ rows: 20_000 })]
      .join("")
      .split("\n")
      .map((line) => line.length),
  );
  expect((longest + 1) * 500_000).toBeLessThan(52_428_800);
});

test("another seed gives other values for the same ids", () => {
  expect(valuesOf(5, 2)).not.toEqual(valuesOf(5, 1));
  expect(valuesOf(5, 1)).toEqual(valuesOf(5, 1));
});

test("the rows of the reference are those of the batch, as the service stores them", () => {
  const [line = ""] = [...copyFile({ rows: 1, clientId: "c-1", epochMillis: 5, start: 9 })];
  const { attributes, bytes } = storedAttributes(valuesOf(9, 1), 5);
  expect(line).toBe(`c-1\ttp:crm-00000009\t${attributes}\t${bytes}\n`);
  expect(Object.entries(JSON.parse(attributes))).toEqual(COLUMNS.map((name, at) => [name, [valuesOf(9, 1)[at], 5]]));
});

test("a wide batch has the columns that were asked for", () => {
  const { rows } = read(wideBatchFile({ rows: 10, columns: 200 }));
  for (const { result } of rows) expect(result.ok && result.value.change.size).toBe(200);
});

test("a batch of long names has names as long as asked for and values of one character", () => {
  const { rows } = read(longNamesFile({ rows: 3, nameLength: 100 }));
  for (const { result } of rows) {
    const change = result.ok ? [...result.value.change] : [];
    expect(change).toHaveLength(300);
    for (const [name, value] of change) expect([name.length, value.length]).toEqual([100, 1]);
  }
});
