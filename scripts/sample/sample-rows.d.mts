export type SampleIdColumn = "thirdPartyId" | "pcId";

export const SAMPLE_ROWS_MAX: number;
export const SAMPLE_COLUMNS: readonly string[];
export function sampleRow(index: number, seed: number, idColumn?: SampleIdColumn): string;
export function sampleFile(options: {
  rows: number;
  seed?: number;
  start?: number;
  idColumn?: SampleIdColumn;
}): Generator<string>;
