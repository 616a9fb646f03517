/**
 * Places where a spreadsheet may take a formula to begin: the start of a cell, also after blanks and in full-width forms.
 * Where the list separator is a semicolon (most of Europe, Brazil) it parts a line there, whatever is quoted, for a quote
 * counts only where its own cell begins. So do tabs and line ends for one that it does not know to be quoted.
 */
const FORMULA_PLACES =
  /^(?=[\s"'\u200b]*[=+\-@＝＋－＠]|'*[\t\r\n])|(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|["'\u200b])*[=+\-@＝＋－＠])/g;

/**
 * A cell of a CSV file (RFC 4180). An apostrophe in front of each place keeps a spreadsheet from running a text that a
 * stranger has written; whoever reads the file with a program takes one off again at each place that has one. An
 * apostrophe that was there before gets another, so nothing is lost.
 */
export function toCsvCell(text: string): string {
  const inert = text.replace(FORMULA_PLACES, "'");
  return /[",;\t\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A line of a CSV file, with its end. */
export const toCsvLine = (cells: readonly string[]): string => `${cells.map(toCsvCell).join(",")}\r\n`;
