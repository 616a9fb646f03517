/** What spreadsheets take for the beginning of a formula, also after blanks and in full-width forms. */
const FORMULA_START = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * A cell of a CSV file (RFC 4180). An apostrophe in front keeps a spreadsheet from running a text that a stranger has
 * written; whoever reads the file with a program takes it off again.
 */
export function toCsvCell(text: string): string {
  const inert = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A line of a CSV file, with its end. */
export const toCsvLine = (cells: readonly string[]): string => `${cells.map(toCsvCell).join(",")}\r\n`;
