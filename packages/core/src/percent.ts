import { hexPair } from "./form-decoder.ts";
import { type Result, refuse, succeed } from "./result.ts";

const PERCENT = 0x25;

/**
 * Decodes a percent-encoded cell or parameter once, with `+` as a space. A `%` that starts no valid escape stays as
 * text; bytes that are not UTF-8 are refused. Source: contract section 5.2, U-15.
 */
export function decodePercent(raw: string): Result<string, "bad-encoding"> {
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  if (!spaced.includes("%")) return succeed(spaced);
  try {
    return succeed(decodeURIComponent(spaced));
  } catch {
    return decodeLeniently(spaced);
  }
}

function decodeLeniently(text: string): Result<string, "bad-encoding"> {
  const bytes = Buffer.from(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const code = byte === PERCENT ? hexPair(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : null;
    bytes[length++] = code ?? byte;
    if (code !== null) at += 2;
  }
  try {
    return succeed(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length)));
  } catch {
    return refuse("bad-encoding");
  }
}
