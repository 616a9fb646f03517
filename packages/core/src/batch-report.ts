import type { Batch, RowResult } from "./batch.ts";
import type { BatchHeader } from "./batch-header.ts";
import { type BatchChunk, ROW_BYTES_MAX } from "./batch-intake.ts";
import { toCsvLine } from "./csv.ts";
import type { BatchId, ClientId } from "./ids.ts";
import { toRowText } from "./row-text.ts";

/** A row result as reports show it. `row` is the text as sent; null where it is not kept (header, row over the limit). */
export type ReportedRow = RowResult & { readonly row: string | null };

/** A batch with what its report is headed by. */
export type BatchReport = Batch & {
  readonly header: BatchHeader;
  /** When something last happened to it: accepted, a chunk applied, an attempt failed. */
  readonly progressedAt: Date;
  /** When a worker last took it up; null before the first time. */
  readonly startedAt: Date | null;
  /** Rows that were handled by then. */
  readonly rowsAtStart: number;
};

/** A place in a report: after this line and code. One line may have several warnings. */
export type ReportCursor = { readonly line: number; readonly code: string };

export type ReportOutcome = "failed" | "warned";

export interface BatchReportStore {
  /** Null for an unknown batch, another client's, and one that is still being received. */
  find(clientId: ClientId, id: BatchId): Promise<BatchReport | null>;
  /**
   * Row results in the order of line and code, beginning after a place. `outcome` null is both. The page ends with the
   * row that reaches `textBytesMax` bytes of text, and has at least one row while there is any; null leaves texts out.
   */
  listRows(
    id: BatchId,
    page: { outcome: ReportOutcome | null; after: ReportCursor | null; limit: number; textBytesMax: number | null },
  ): Promise<readonly ReportedRow[]>;
}

const LINE_FEED = 0x0a;

/** The lines of a chunk with their numbers, as bytes without the line feed. */
export function* linesOf(
  chunk: Pick<BatchChunk, "bytes" | "firstLine">,
): Generator<{ readonly line: number; readonly bytes: Buffer }> {
  const buffer = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  let line = chunk.firstLine;
  for (let from = 0; from < buffer.length; line++) {
    const end = buffer.indexOf(LINE_FEED, from);
    const to = end === -1 ? buffer.length : end;
    yield { line, bytes: buffer.subarray(from, to) };
    from = to + 1;
  }
}

/** Texts of some rows of a chunk by line. A row over the limit was not kept whole, so it has none. */
export function rowTexts(
  chunk: Pick<BatchChunk, "bytes" | "firstLine">,
  lines: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  if (lines.size === 0) return texts;
  for (const { line, bytes } of linesOf(chunk)) {
    if (lines.has(line) && bytes.length <= ROW_BYTES_MAX) texts.set(line, toRowText(bytes));
  }
  return texts;
}

const ID_COLUMNS = { tntId: "pcId", thirdPartyId: "thirdPartyId" } as const;

/** The header row that a file of failed rows begins with: as it was sent, where that is known. */
export const headerLine = ({ line, idKind, columns }: BatchHeader): string =>
  line ?? [ID_COLUMNS[idKind], ...columns.map((name) => (name === null ? "" : encodeURIComponent(name)))].join(",");

/** A file that holds failed rows as they were sent: to be corrected and sent again. */
export async function* failedRowsFile(
  header: BatchHeader,
  rows: AsyncIterable<ReportedRow>,
): AsyncGenerator<string, void> {
  yield `batch=${headerLine(header)}\n`;
  for await (const { row } of rows) if (row !== null) yield `${row}\n`;
}

/** The report as CSV (RFC 4180), with a heading. */
export async function* rowsCsv(rows: AsyncIterable<ReportedRow>): AsyncGenerator<string, void> {
  yield "line,id,code,detail,row\r\n";
  for await (const { line, profileId, code, detail, row } of rows) {
    yield toCsvLine([String(line), profileId, code, detail, row ?? ""]);
  }
}
