import { median, pairedRatios, spread } from "./statistics.mjs";

/**
 * What a measurement has to reach. The ratio is ours by the reference's; a `value` is ours alone, in its own unit.
 * @typedef {{ of: "ratio" | "value", atMost?: number, atLeast?: number, stretch?: number }} Target
 *
 * One line of the table: values of every round, ours and those of the reference of the same round.
 * @typedef {object} Measurement
 * @property {string} row the name by which `--only` selects it
 * @property {string} title what was measured
 * @property {"s" | "ms" | "/s" | "MB" | "MB/s" | "%"} unit
 * @property {readonly number[]} ours
 * @property {{ name: string, values: readonly number[] }} [reference]
 * @property {Target} [target] without one, the line is there for information
 * @property {string} [failure] why there is nothing to compare: a run with errors is failed, not fast
 *
 * @typedef {object} Judgement
 * @property {number} ours median
 * @property {number} oursSpread
 * @property {number | null} reference median
 * @property {number} referenceSpread
 * @property {number | null} ratio median of the ratios of each round
 * @property {boolean | null} isMet null without a target
 * @property {boolean | null} isStretchMet null without a stretch target
 */

/**
 * Reduces the rounds of a measurement to what the table shows.
 * @param {Measurement} measurement
 * @returns {Judgement}
 */
export function judge({ ours, reference, target, failure }) {
  const ratios = reference === undefined ? [] : pairedRatios(ours, reference.values);
  const ratio = ratios.length === 0 ? null : median(ratios);
  const decisive = target?.of === "value" ? median(ours) : (ratio ?? Number.NaN);
  const hasFailed = failure !== undefined;
  return {
    ours: median(ours),
    oursSpread: spread(ours),
    reference: reference === undefined ? null : median(reference.values),
    referenceSpread: spread(reference?.values ?? []),
    ratio,
    isMet: hasFailed ? false : target === undefined ? null : reaches(decisive, target),
    isStretchMet: target?.stretch === undefined || hasFailed ? null : reaches(decisive, toStretch(target)),
  };
}

/**
 * @param {number} value
 * @param {Target} target
 */
const reaches = (value, { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) =>
  value <= atMost && value >= atLeast;

/**
 * @param {Target} target
 * @returns {Target}
 */
const toStretch = ({ of, atMost, stretch = Number.NaN }) =>
  atMost === undefined ? { of, atLeast: stretch } : { of, atMost: stretch };
