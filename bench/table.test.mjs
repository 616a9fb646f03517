import { expect, test } from "vitest";
import { formatTable, formatValue } from "./table.mjs";

/** @type {import("./measurement.mjs").Measurement[]} */
const measurements = [
  {
    row: "bulk",
    title: "batch of new rows",
    unit: "s",
    ours: [9, 10, 11],
    reference: { name: "COPY + INSERT", values: [8, 10, 12] },
    target: { of: "ratio", atMost: 1.5, stretch: 1 },
  },
  { row: "update", title: "single update", unit: "/s", ours: [], failure: "3 calls failed" },
  { row: "console", title: "console page", unit: "ms", ours: [40.5], target: { of: "value", atMost: 200 } },
];

test("a table says what was measured, how noisy it was, and whether it is enough", () => {
  expect(`\n${formatTable(measurements)}`).toMatchInlineSnapshot(`
    "
    | Measured          | Ours                   | Reference     |               | Ratio  | Target                | Met                  |
    |-------------------|------------------------|---------------|---------------|--------|-----------------------|----------------------|
    | batch of new rows | 10.0 s ± 10 %          | 10.0 s ± 20 % | COPY + INSERT | 1.00 x | <= 1.5 x, stretch 1 x | yes, and the stretch |
    | single update     | failed: 3 calls failed |               |               |        |                       | no                   |
    | console page      | 40.5 ms                |               |               |        | <= 200 ms             | yes                  |"
  `);
});

test.each([
  [1234.5, "/s", "1,235/s"],
  [12.34, "s", "12.3 s"],
  [1.234, "ms", "1.23 ms"],
  [Number.NaN, "s", "not measured"],
])("%d %s is written as %s", (value, unit, text) => {
  expect(formatValue(value, /** @type {"s"} */ (unit))).toBe(text);
});
