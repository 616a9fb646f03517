/** A well-formed UTF-8 sequence of several bytes (first group), or a single byte beyond ASCII, or NUL; in latin1 text. */
const SEQUENCES =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\0\x80-\xff]/g;

/**
 * A line of a batch as text that any store can hold and that can be sent again: NUL and bytes that are not UTF-8
 * become percent escapes, which the reader of a batch decodes to the same bytes.
 */
export function toRowText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const escaped = text.replace(SEQUENCES, (byte, valid?: string) => valid ?? escapeByte(byte));
  return Buffer.from(escaped, "latin1").toString("utf8");
}

const escapeByte = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
