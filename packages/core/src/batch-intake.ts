import { BATCH_BYTES_MAX, BATCH_ROWS_MAX, type BatchRefusal, type RowResult } from "./batch.ts";
import { type BatchHeader, parseBatchHeader } from "./batch-header.ts";
import { jsonBytesOf, STEP_JSON_BYTES_MAX } from "./batch-json.ts";
import { isUtf8 } from "./byte-checks.ts";
import { FormDecoder } from "./form-decoder.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { toRowText } from "./row-text.ts";
import { trimCell } from "./trim-cell.ts";

/** Bytes of one row. A longer one cannot hold a profile within its limit: it fails and is not kept whole. */
export const ROW_BYTES_MAX = 1024 * 1024;

/** Rows of one chunk: the least that a transaction applies. Measured in docs/decisions/0034-batches-give-way.md. */
export const CHUNK_ROWS_MAX = 500;
/** Bytes after which a chunk ends with its row; bounds the memory of an upload. */
export const CHUNK_BYTES = 128 * 1024;

const LINE_FEED = 0x0a;
const LINE_END = Buffer.of(LINE_FEED);
const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
const PREFIX = Buffer.from("batch=");
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Enough of the body to tell a plain file from an encoded form field: mark, prefix, longest key column, one escape. */
const OPENING_BYTES = BYTE_ORDER_MARK.length + PREFIX.length + "thirdPartyId".length + 3;

/** Whole rows of a batch, in the order of the file. */
export type BatchChunk = {
  /** Counts from 0. */
  readonly position: number;
  /** Line of the first row, as an editor counts: the header is line 1. */
  readonly firstLine: number;
  /** Rows that count: blank lines do not. */
  readonly rowCount: number;
  readonly bytes: Uint8Array;
};

export type BatchSummary = { readonly rows: number; readonly bytes: number };

/**
 * Splits the body of a bulk update into chunks of whole rows while it arrives. Holds one chunk and one row at most,
 * whatever the body is. Pure: the same bytes give the same rows, however they were split on the way.
 *
 * After a refusal the rest is only counted, so that a body that is also too large is told so.
 * Source: contract section 5, U-14, U-16, U-28.
 */
export class BatchIntake {
  #phase: "opening" | "header" | "rows" = "opening";
  #held = new GrowingBuffer(256);
  #decoder: FormDecoder | null = null;
  #fieldEnded = false;
  #refusal: BatchRefusal | null = null;
  #parsedHeader: { header: BatchHeader; warnings: readonly RowResult[] } | null = null;
  #bytes = 0;
  #rows = 0;
  #position = 0;
  #line = 2;
  #chunk = new ChunkBuffer(2);
  #jsonBytesOf: (rows: number, bytes: number) => number = () => 0;
  #chunkJsonBytes = 0;
  readonly #finished: BatchChunk[] = [];

  /** Null until the header row has been read. */
  get header(): { header: BatchHeader; warnings: readonly RowResult[] } | null {
    return this.#parsedHeader;
  }

  /** Known as soon as it is decided: the caller may stop reading. */
  get refusal(): BatchRefusal | null {
    return this.#refusal;
  }

  /** Takes the next bytes of the body and returns the chunks they complete. */
  push(piece: Uint8Array): readonly BatchChunk[] {
    this.#bytes += piece.length;
    if (this.#bytes > BATCH_BYTES_MAX) this.#refusal = "too-many-bytes";
    if (this.#refusal !== null) return [];
    this.#take(this.#decoder === null ? piece : this.#decode(piece));
    return this.#finished.splice(0);
  }

  /** Ends the body: the last chunk, or why there is no batch. */
  finish(): Result<{ chunks: readonly BatchChunk[]; summary: BatchSummary }, BatchRefusal> {
    if (this.#refusal === null && this.#phase === "opening") this.#open();
    if (this.#refusal === null && this.#decoder !== null) this.#take(this.#decoder.finish());
    if (this.#refusal === null && this.#phase === "header") this.#readHeader();
    if (this.#refusal === null) this.#endLine();
    if (this.#refusal === null && this.#rows === 0) this.#refusal = "batch-empty";
    if (this.#refusal !== null) return refuse(this.#refusal);
    this.#endChunk();
    return succeed({ chunks: this.#finished.splice(0), summary: { rows: this.#rows, bytes: this.#bytes } });
  }

  #take(piece: Uint8Array): void {
    if (this.#phase === "rows") {
      this.#takeRows(piece);
    } else if (this.#phase === "header") {
      this.#takeHeader(piece);
    } else {
      this.#held.append(piece);
      if (this.#held.length >= OPENING_BYTES) this.#open();
    }
  }

  /** Cuts off the mark and `batch=`, and decides whether the rest is a file or one encoded form field (U-14). */
  #open(): void {
    let body = this.#held.toBytes();
    if (body.subarray(0, 3).equals(BYTE_ORDER_MARK)) body = body.subarray(3);
    if (!body.subarray(0, PREFIX.length).equals(PREFIX)) {
      this.#refusal = "batch-empty";
      return;
    }
    body = body.subarray(PREFIX.length);
    this.#phase = "header";
    this.#held = new GrowingBuffer(1024);
    if (/^(?:pcId|thirdPartyId)%(?:2c|0a|0d)/i.test(body.toString("latin1", 0, OPENING_BYTES))) {
      this.#decoder = new FormDecoder();
      this.#take(this.#decode(body));
    } else {
      this.#take(body);
    }
  }

  /** A form field holds no raw comma and, but for its very end, no raw line break: with one it is a file after all. */
  #decode(piece: Uint8Array): Uint8Array {
    const breakAt = this.#fieldEnded ? 0 : piece.indexOf(LINE_FEED);
    this.#fieldEnded ||= breakAt !== -1;
    const afterBreak = breakAt === -1 ? piece.subarray(piece.length) : piece.subarray(breakAt);
    if (piece.includes(COMMA) || afterBreak.some((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN)) {
      this.#refusal = "first-column";
      return piece.subarray(piece.length);
    }
    return this.#decoder?.push(piece) ?? piece;
  }

  #takeHeader(piece: Uint8Array): void {
    const end = piece.indexOf(LINE_FEED);
    this.#held.append(end === -1 ? piece : piece.subarray(0, end));
    if (end !== -1) {
      this.#readHeader();
      this.#takeRows(piece.subarray(end + 1));
    } else if (this.#held.length > ROW_BYTES_MAX) {
      this.#refusal = "header-too-long";
    }
  }

  #readHeader(): void {
    const line = this.#held.toBytes();
    this.#phase = "rows";
    this.#held = new GrowingBuffer(0);
    if (line.length > ROW_BYTES_MAX) {
      this.#refusal = "header-too-long";
      return;
    }
    if (line.toString("latin1").trim() === "") {
      this.#refusal = "batch-empty";
      return;
    }
    const parsed = parseBatchHeader(isUtf8(line) ? line.toString("utf8") : escapeBytes(line));
    if (!parsed.ok) {
      this.#refusal = parsed.refusal;
      return;
    }
    const { header, warnings } = parsed.value;
    this.#jsonBytesOf = jsonBytesOf(header);
    const text = toRowText(line).split(",").map(trimCell).join(",");
    this.#parsedHeader = { header: { ...header, line: text }, warnings };
  }

  #takeRows(piece: Uint8Array): void {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    while (this.#refusal === null) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end === -1) break;
      this.#chunk.extendLine(bytes, from, end);
      this.#endLine();
      from = end + 1;
    }
    this.#chunk.extendLine(bytes, from, bytes.length);
  }

  #endLine(): void {
    const bytes = this.#chunk.endLine();
    if (bytes !== null) {
      this.#rows += 1;
      this.#chunkJsonBytes += this.#jsonBytesOf(1, bytes);
    }
    this.#line += 1;
    if (this.#rows > BATCH_ROWS_MAX) this.#refusal = "too-many-rows";
    if (this.#isChunkFull()) this.#endChunk();
  }

  #isChunkFull(): boolean {
    const { rowCount, length } = this.#chunk;
    return rowCount >= CHUNK_ROWS_MAX || length >= CHUNK_BYTES || this.#chunkJsonBytes >= STEP_JSON_BYTES_MAX;
  }

  #endChunk(): void {
    if (this.#chunk.rowCount > 0) {
      const { firstLine, rowCount } = this.#chunk;
      this.#finished.push({ position: this.#position, firstLine, rowCount, bytes: this.#chunk.toBytes() });
      this.#position += 1;
    }
    this.#chunk = new ChunkBuffer(this.#line);
    this.#chunkJsonBytes = 0;
  }
}

/** Percent-encodes every byte beyond ASCII, so that each name is found valid or not by itself. */
const escapeBytes = (bytes: Buffer): string =>
  bytes.toString("latin1").replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);

/** Collects the lines of one chunk; of an endless line only the start is kept. */
class ChunkBuffer {
  readonly firstLine: number;
  rowCount = 0;
  readonly #bytes = new GrowingBuffer(64 * 1024);
  #lineStart = 0;

  constructor(firstLine: number) {
    this.firstLine = firstLine;
  }

  get length(): number {
    return this.#bytes.length;
  }

  extendLine(source: Buffer, from: number, to: number): void {
    // One byte over the limit is kept, so that the reader of the chunk sees that the row was too long.
    const room = ROW_BYTES_MAX + 1 - (this.length - this.#lineStart);
    if (room > 0) this.#bytes.append(source.subarray(from, Math.min(to, from + room)));
  }

  /** Bytes of the row that ends; null when it does not count: a line of blanks alone does not (U-16), but keeps its number. */
  endLine(): number | null {
    const bytes = this.length - this.#lineStart;
    const isRow = !isBlank(this.#bytes.toBytes(), this.#lineStart);
    this.#bytes.append(LINE_END);
    this.#lineStart = this.length;
    if (isRow) this.rowCount += 1;
    return isRow ? bytes : null;
  }

  toBytes(): Uint8Array {
    return this.#bytes.toBytes();
  }
}

function isBlank(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  }
  return true;
}
