/**
 * The middle value; of an even number of values, the mean of the two in the middle. NaN of none.
 * @param {readonly number[]} values
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The value below which `share` of the values lie, between two neighbours in proportion. NaN of none.
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * Half the distance from the smallest value to the largest, as a share of the median: `0.1` reads "± 10 %". Zero of a
 * single value, which says nothing about the noise.
 * @param {readonly number[]} values
 */
export function spread(values) {
  if (values.length < 2) return 0;
  return (Math.max(...values) - Math.min(...values)) / 2 / Math.abs(median(values));
}

/**
 * The ratios of values that were measured one after the other in the same round: what slows the machine down for a
 * while slows both, and cancels out. A round that has only one of them does not count.
 * @param {readonly number[]} ours
 * @param {readonly number[]} references
 */
export function pairedRatios(ours, references) {
  return ours.slice(0, references.length).map((value, round) => value / (references[round] ?? Number.NaN));
}
