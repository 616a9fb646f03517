import { randomBytes } from "node:crypto";
import * as token from "@silhouette/core/token";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTokenReader } from "./token-reader.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const makeToken = () => token.createToken(randomBytes);
const { publicId, secretHash, text } = makeToken();

test("a text is read once a second, however often it is sent, and is read the same each time", () => {
  const read = createTokenReader();
  const first = read(text);
  expect(first).toEqual({ publicId, secretHash });
  for (let call = 0; call < 1000; call++) expect(read(text)).toBe(first);
  vi.advanceTimersByTime(token.TOKEN_CACHE_TTL_MILLIS);
  const again = read(text);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});

test("no text is kept for a second, even where no further call comes", () => {
  const read = createTokenReader();
  const kept: Buffer[] = [];
  const from = Buffer.from.bind(Buffer);
  vi.spyOn(Buffer, "from").mockImplementation(((...values: Parameters<typeof from>) => {
    const buffer = from(...values);
    if (String(values[0]) === text) kept.push(buffer);
    return buffer;
  }) as typeof Buffer.from);
  read(text);
  expect(kept).toHaveLength(1);
  expect(kept[0]?.toString()).toBe(text);
  vi.advanceTimersByTime(token.TOKEN_CACHE_TTL_MILLIS - 1);
  expect(kept[0]?.every((byte) => byte === 0)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("a text that differs from a remembered one in a single character is not taken for it", () => {
  const read = createTokenReader();
  read(text);
  for (let place = 0; place < text.length; place++) {
    for (const character of ["0", "Z", "\u{100}", String.fromCharCode(text.charCodeAt(place) + 256)]) {
      if (text[place] === character) continue;
      expect(read(text.slice(0, place) + character + text.slice(place + 1))).toBeNull();
    }
  }
  for (const other of ["", `${text}0`, text.slice(0, -1), ` ${text}`]) expect(read(other)).toBeNull();
  expect(read(text)).toEqual({ publicId, secretHash });
});

test("two tokens are not mistaken for each other, in whatever order they are sent", () => {
  const read = createTokenReader();
  const other = makeToken();
  for (const one of [text, other.text, text, other.text]) {
    expect(read(one)?.publicId).toBe(one === text ? publicId : other.publicId);
  }
});
