/**
 * Arrays in the binary form of the wire protocol, for statements with thousands of rows. As texts, the driver escapes
 * every element and the server parses it again (measured in docs/decisions/0030-binary-arrays-and-row-counts.md).
 */

/** Object ids of element types in `pg_type`; they are the same in every PostgreSQL. */
const BYTEA = 17;
const TEXT = 25;
const INT4 = 23;
const TIMESTAMPTZ = 1184;

const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
/** UTF-8 bytes that one UTF-16 code unit can take. */
const UTF8_BYTES_MAX = 3;

/** `text[]`. The texts hold no NUL; an unpaired surrogate becomes U+FFFD. */
export function textArray(texts: readonly string[]): Buffer {
  let units = 0;
  for (const text of texts) units += text.length;
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + texts.length * LENGTH_BYTES + units * UTF8_BYTES_MAX);
  let at = writeHead(buffer, TEXT, texts.length);
  for (const text of texts) {
    const bytes = buffer.write(text, at + LENGTH_BYTES);
    buffer.writeInt32BE(bytes, at);
    at += LENGTH_BYTES + bytes;
  }
  return buffer.subarray(0, at);
}

/** `text[]` of texts that are UTF-8 already. */
export const utf8Array = (texts: readonly Uint8Array[]): Buffer => bytesArray(TEXT, texts);

/** `bytea[]` */
export const byteaArray = (values: readonly Uint8Array[]): Buffer => bytesArray(BYTEA, values);

function bytesArray(elementType: number, values: readonly Uint8Array[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += value.length;
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + values.length * LENGTH_BYTES + bytes);
  let at = writeHead(buffer, elementType, values.length);
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at);
    buffer.set(value, at);
    at += value.length;
  }
  return buffer.subarray(0, at);
}

/** `int4[]` */
export function intArray(numbers: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + numbers.length * 2 * LENGTH_BYTES);
  let at = writeHead(buffer, INT4, numbers.length);
  for (const number of numbers) {
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(number, at);
  }
  return buffer.subarray(0, at);
}

/** Where Postgres begins to count time, in epoch milliseconds: 2000-01-01 UTC. */
const POSTGRES_EPOCH = 946_684_800_000;

/** `timestamptz[]`, to the millisecond. */
export function timeArray(times: readonly Date[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + times.length * (LENGTH_BYTES + 8));
  let at = writeHead(buffer, TIMESTAMPTZ, times.length);
  for (const time of times) {
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeBigInt64BE(BigInt(time.getTime() - POSTGRES_EPOCH) * 1000n, at);
  }
  return buffer.subarray(0, at);
}

/** One dimension without nulls, counted from 1. An empty array has no dimension. */
function writeHead(buffer: Buffer, elementType: number, length: number): number {
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  let at = buffer.writeInt32BE(elementType, 8);
  if (length === 0) return at;
  at = buffer.writeInt32BE(length, at);
  return buffer.writeInt32BE(1, at);
}
