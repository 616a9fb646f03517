const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const AMPERSAND = 0x26;

/**
 * Decodes one value of an `application/x-www-form-urlencoded` body as its bytes arrive. An escape may be split over
 * two pieces; an invalid one stays as it is. An ampersand ends the value. Source: WHATWG URL, section 5.1.
 */
export class FormDecoder {
  #held: Uint8Array = new Uint8Array(0);
  #ended = false;

  /** The bytes that are decided so far: at most two are held back for the next piece. */
  push(piece: Uint8Array): Uint8Array {
    return this.#decode(Buffer.concat([this.#held, piece]), false);
  }

  finish(): Uint8Array {
    return this.#decode(this.#held, true);
  }

  #decode(input: Uint8Array, isLast: boolean): Uint8Array {
    const output = new Uint8Array(input.length);
    let length = 0;
    let at = 0;
    this.#held = new Uint8Array(0);
    for (; at < input.length && !this.#ended; at++) {
      const byte = input[at] ?? 0;
      if (byte === AMPERSAND) {
        this.#ended = true;
      } else if (byte === PLUS) {
        output[length++] = SPACE;
      } else if (byte !== PERCENT) {
        output[length++] = byte;
      } else if (at + 2 < input.length) {
        const code = hexPair(input[at + 1] ?? 0, input[at + 2] ?? 0);
        output[length++] = code ?? byte;
        if (code !== null) at += 2;
      } else if (isLast) {
        output[length++] = byte;
      } else {
        this.#held = input.slice(at);
        break;
      }
    }
    return output.subarray(0, length);
  }
}

/** The byte that two hexadecimal digits name; null when they are none. */
export function hexPair(high: number, low: number): number | null {
  const pair = hexDigit(high) * 16 + hexDigit(low);
  return Number.isNaN(pair) ? null : pair;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
}
