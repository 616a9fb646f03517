import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClientId } from "./ids.ts";
import { refuse, succeed } from "./result.ts";
import {
  checkToken,
  createToken,
  hashSecret,
  matchesSecret,
  parseToken,
  randomText,
  secondsLeft,
  TOKEN_LIFETIME_SECONDS,
  type TokenRecord,
} from "./token.ts";

const now = new Date("2026-03-02T09:15:27.411Z");
const client = "cl_1" as ClientId;
const random = (bytes: number) => randomBytes(bytes);

/** A live token of `client`, its record and its secret. */
function makeToken(overrides: Partial<TokenRecord> = {}) {
  const token = createToken(random);
  const record: TokenRecord = {
    id: "t-1",
    clientId: client,
    publicId: token.publicId,
    scope: "profile_api",
    secretHash: token.secretHash,
    createdAt: now,
    createdBy: "test",
    expiresAt: new Date(now.getTime() + TOKEN_LIFETIME_SECONDS * 1000),
    revokedAt: null,
    graceEndsAt: null,
    name: null,
    surfaces: ["fetch", "single", "bulk"],
    ...overrides,
  };
  const parsed = parseToken(token.text);
  if (parsed === null) throw new Error("a new token can be read");
  return { ...token, record, secret: parsed.secret };
}

describe("the text of a token", () => {
  test("has a prefix for secret scanners, a public id, 256 bits of secret and a checksum", () => {
    const { text, publicId } = createToken(random);
    expect(text).toMatch(/^sil_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(text.split("_")[1]).toBe(publicId);
    expect(62 ** 43).toBeGreaterThan(2 ** 256);
  });

  test("is made of the random bytes alone, so that a scanner's test vector stays valid", () => {
    let next = 0;
    const counting = (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ % 256);
    expect(createToken(counting).text).toMatchInlineSnapshot(
      `"sil_0123456789ABCDEF_GHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw_5iKM56"`,
    );
  });

  test("is read back", () => {
    const { text, publicId, secret } = makeToken();
    expect(parseToken(text)).toEqual({ publicId, secret });
  });

  const anyToken = fc.uint8Array({ minLength: 200, maxLength: 200 }).map((bytes) => {
    let at = 0;
    return createToken((count) => Uint8Array.from({ length: count }, () => (bytes[at++ % 200] ?? 0) % 248)).text;
  });

  test("with any one character changed is refused without asking the database", () => {
    fc.assert(
      fc.property(anyToken, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, at, character) => {
        const place = at % text.length;
        fc.pre(text[place] !== character);
        expect(parseToken(text.slice(0, place) + character + text.slice(place + 1))).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test("with two characters swapped, one lost or one added is refused", () => {
    fc.assert(
      fc.property(anyToken, fc.nat(), (text, at) => {
        const place = at % (text.length - 1);
        const [one = "", other = ""] = text.slice(place, place + 2);
        expect(parseToken(text.slice(0, place) + text.slice(place + 1))).toBeNull();
        expect(parseToken(text.slice(0, place) + one + text.slice(place))).toBeNull();
        if (one !== other) {
          expect(parseToken(text.slice(0, place) + other + one + text.slice(place + 2))).toBeNull();
        }
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["the prefix alone", "sil_"],
    ["empty parts", "sil___"],
    ["a UUID", "2f9d6a1e-52c4-4a52-9b7d-1a7c0e6f8b31"],
    ["a very long text", "b".repeat(100_000)],
  ])("is not %s", (_, text) => {
    expect(parseToken(text)).toBeNull();
  });

  test("is not trimmed: a token with a line break is another text", () => {
    const { text } = createToken(random);
    expect(parseToken(`${text}\n`)).toBeNull();
    expect(parseToken(` ${text}`)).toBeNull();
  });
});

describe("randomText", () => {
  test("throws bytes of 248 and more away, so that every character is as likely", () => {
    const served = [Uint8Array.of(248, 255, 0), Uint8Array.of(61, 62), Uint8Array.of(247)];
    let calls = 0;
    expect(randomText(3, () => served[calls++] ?? new Uint8Array(1))).toBe("0z0");
    expect(calls).toBe(2);
    const characters = new Set(Array.from({ length: 248 }, (_, byte) => randomText(1, () => Uint8Array.of(byte))));
    expect(characters.size).toBe(62);
  });
});

describe("checkToken", () => {
  test("a live token of the client opens it", () => {
    const { record, secret } = makeToken();
    expect(checkToken(record, hashSecret(secret), client, "single", now)).toEqual(succeed(record));
  });

  test("another secret is refused, before anything else is told", () => {
    const { record } = makeToken({ revokedAt: now });
    const { secret } = makeToken();
    expect(checkToken(record, hashSecret(secret), "cl_2" as ClientId, "single", now)).toEqual(refuse("wrong-secret"));
  });

  test("a token of another client is refused", () => {
    const { record, secret } = makeToken();
    expect(checkToken(record, hashSecret(secret), "cl_2" as ClientId, "single", now)).toEqual(refuse("other-client"));
  });

  test("a revoked token is refused", () => {
    const { record, secret } = makeToken({ revokedAt: now });
    expect(checkToken(record, hashSecret(secret), client, "single", now)).toEqual(refuse("revoked"));
  });

  test("a token of another scope is refused (U-09)", () => {
    const { record, secret } = makeToken({ scope: "debug_tools" });
    expect(checkToken(record, hashSecret(secret), client, "single", now)).toEqual(refuse("wrong-scope"));
  });

  test("a revoked token is refused by a node whose clock is behind, too (U-25)", () => {
    const { record, secret } = makeToken({ revokedAt: new Date(now.getTime() + 60_000) });
    expect(checkToken(record, hashSecret(secret), client, "single", now)).toEqual(refuse("revoked"));
  });

  test("a replaced token works until its grace ends, and never beyond its own life (U-25)", () => {
    const graceEndsAt = new Date(now.getTime() + 60_000);
    const { record, secret } = makeToken({ revokedAt: now, graceEndsAt });
    expect(checkToken(record, hashSecret(secret), client, "single", new Date(graceEndsAt.getTime() - 1)).ok).toBe(true);
    expect(checkToken(record, hashSecret(secret), client, "single", graceEndsAt)).toEqual(refuse("revoked"));
    const dying = makeToken({ revokedAt: now, graceEndsAt, expiresAt: now });
    expect(checkToken(dying.record, hashSecret(dying.secret), client, "single", now)).toEqual(refuse("expired"));
  });

  test("a token opens the parts of the Profile API that it was made for, and no other", () => {
    const { record, secret } = makeToken({ surfaces: ["fetch"] });
    expect(checkToken(record, hashSecret(secret), client, "fetch", now).ok).toBe(true);
    expect(checkToken(record, hashSecret(secret), client, "single", now)).toEqual(refuse("wrong-surface"));
    expect(checkToken(record, hashSecret(secret), client, "bulk", now)).toEqual(refuse("wrong-surface"));
  });

  test("a token lives until the millisecond before its expiry", () => {
    const { record, secret } = makeToken();
    const end = record.expiresAt.getTime();
    expect(checkToken(record, hashSecret(secret), client, "single", new Date(end - 1)).ok).toBe(true);
    expect(checkToken(record, hashSecret(secret), client, "single", new Date(end))).toEqual(refuse("expired"));
  });
});

test("only the right secret matches a hash", () => {
  const { record, secret } = makeToken();
  expect(matchesSecret(secret, record.secretHash)).toBe(true);
  expect(matchesSecret(`${secret}0`, record.secretHash)).toBe(false);
  expect(matchesSecret("", record.secretHash)).toBe(false);
});

test.each([
  [0, 90 * 24 * 60 * 60],
  [1, 7_775_999],
  [86_400_000, 7_689_600],
  [TOKEN_LIFETIME_SECONDS * 1000 - 1, 0],
  [TOKEN_LIFETIME_SECONDS * 1000, 0],
  [TOKEN_LIFETIME_SECONDS * 1000 + 1, 0],
])("after %d ms a token has %d whole seconds left", (millis, seconds) => {
  const { record } = makeToken();
  expect(secondsLeft(record, new Date(now.getTime() + millis))).toBe(seconds);
});
