import { judge } from "./measurement.mjs";

/**
 * @typedef {import("./measurement.mjs").Measurement} Measurement
 * @typedef {import("./measurement.mjs").Target} Target
 */

const HEAD = ["Measured", "Ours", "Reference", "", "Ratio", "Target", "Met"];

/**
 * The measurements as a table of Markdown, which reads well on a terminal too.
 * @param {readonly Measurement[]} measurements
 */
export function formatTable(measurements) {
  return alignColumns([HEAD, ...measurements.map(toCells)]);
}

/**
 * Lines of a Markdown table whose columns are as wide as their longest cell.
 * @param {readonly (readonly string[])[]} lines the first is the head
 */
export function alignColumns(lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((cells) => (cells[column] ?? "").length)),
  );
  const [head = "", ...rows] = lines.map(
    (cells) => `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`,
  );
  return [head, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows].join("\n");
}

/** @param {Measurement} measurement */
function toCells(measurement) {
  const { title, unit, reference, target, failure } = measurement;
  if (failure !== undefined) return [title, `failed: ${failure}`, "", "", "", formatTarget(target, unit), "no"];
  const { ours, oursSpread, referenceSpread, ratio, isMet, isStretchMet, ...judged } = judge(measurement);
  return [
    title,
    formatSpread(ours, oursSpread, unit),
    judged.reference === null ? "" : formatSpread(judged.reference, referenceSpread, unit),
    reference?.name ?? "",
    ratio === null ? "" : `${ratio.toFixed(2)} x`,
    formatTarget(target, unit),
    isMet === null ? "" : isMet ? (isStretchMet ? "yes, and the stretch" : "yes") : "no",
  ];
}

/**
 * @param {number} value
 * @param {number} share
 * @param {Measurement["unit"]} unit
 */
function formatSpread(value, share, unit) {
  const noise = share === 0 ? "" : ` ± ${Math.round(share * 100)} %`;
  return `${formatValue(value, unit)}${noise}`;
}

/**
 * A value with its unit, with the digits that mean something.
 * @param {number} value
 * @param {Measurement["unit"]} unit
 */
export function formatValue(value, unit) {
  if (Number.isNaN(value)) return "not measured";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const number = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "/s" ? `${number}/s` : `${number} ${unit}`;
}

/**
 * @param {Target | undefined} target
 * @param {Measurement["unit"]} unit
 */
function formatTarget(target, unit) {
  if (target === undefined) return "";
  const { of, atMost, atLeast, stretch } = target;
  const write = (/** @type {number} */ bound) => (of === "ratio" ? `${bound} x` : `${bound} ${unit}`);
  const bound = atMost === undefined ? `>= ${write(atLeast ?? Number.NaN)}` : `<= ${write(atMost)}`;
  return stretch === undefined ? bound : `${bound}, stretch ${write(stretch)}`;
}
