import type { RowCode } from "@silhouette/core/batch";

/**
 * What has been made of a faulty row: a text, and why it would still fail. `unchecked` where the rules could not be
 * loaded: such a row is not taken for good.
 */
export type Correction = { readonly text: string; readonly code: RowCode | "unchecked" | null };

/** Everything that was typed, by line. */
export type Corrections = ReadonlyMap<number, Correction>;

export const NO_CORRECTIONS: Corrections = new Map();

/** With one row corrected, or corrected anew. */
export const correct = (made: Corrections, line: number, correction: Correction): Corrections =>
  new Map(made).set(line, correction);

/** The texts that would not fail any more, by line. */
export function goodTexts(made: Corrections): ReadonlyMap<number, string> {
  return new Map([...made].flatMap(([line, { text, code }]) => (code === null ? [[line, text] as const] : [])));
}
