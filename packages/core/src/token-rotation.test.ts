import { describe, expect, test } from "vitest";
import { refuse, succeed } from "./result.ts";
import { expiryPresets, resolveExpiry, TokenName, TokenNote, TokenSurfaces } from "./token-issue.ts";
import { finish, OVERLAPS, overlapEnd, replace, revoke, successorEnd, undo } from "./token-rotation.ts";
import { isInOverlap, isLive, type TokenLife, tokenState } from "./token-state.ts";

const now = new Date("2026-03-02T09:15:27.411Z");
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const DAY = 86_400;

const live: TokenLife = {
  expiresAt: at(90 * DAY),
  revokedAt: null,
  graceEndsAt: null,
  revokedBy: null,
  revokedFor: null,
};
const ended = { ...live, revokedAt: at(-60), revokedBy: "ada@example.com" };
const inOverlap: TokenLife = { ...ended, graceEndsAt: at(60), revokedFor: "replaced" };

describe("tokenState", () => {
  test.each([
    ["live", live, { kind: "live" }],
    ["expired at the moment of its expiry", { ...live, expiresAt: now }, { kind: "expired", at: now }],
    ["in overlap", inOverlap, { kind: "in-overlap", until: at(60) }],
    [
      "replaced, at the end of its overlap",
      { ...inOverlap, graceEndsAt: now },
      { kind: "revoked", at: now, by: "ada@example.com", reason: "replaced" },
    ],
    [
      "replaced at once",
      { ...ended, revokedFor: "replaced" },
      { kind: "revoked", at: at(-60), by: "ada@example.com", reason: "replaced" },
    ],
    [
      "ended by a version that kept no reason",
      { ...ended, revokedFor: null },
      { kind: "revoked", at: at(-60), by: "ada@example.com", reason: "replaced" },
    ],
    [
      "leaked",
      { ...ended, revokedFor: "leaked" },
      { kind: "revoked", at: at(-60), by: "ada@example.com", reason: "leaked" },
    ],
    [
      "expired before somebody tidied it away",
      { ...ended, expiresAt: at(-61), revokedFor: "replaced" },
      { kind: "expired", at: at(-61) },
    ],
  ] as const)("%s", (_, token, state) => expect(tokenState(token, now)).toEqual(state));
});

describe("rotation", () => {
  test.each([
    ["none", null],
    ["1h", at(3600)],
    ["24h", at(DAY)],
    ["7d", at(7 * DAY)],
  ] as const)("with the overlap %s", (overlap, graceEndsAt) => {
    expect(replace(live, OVERLAPS[overlap], now)).toEqual(
      succeed({ revokedAt: now, graceEndsAt, revokedFor: "replaced" }),
    );
  });

  test("an overlap does not lengthen a life", () => {
    expect(overlapEnd({ expiresAt: at(60) }, 3600, now)).toEqual(at(60));
    expect(overlapEnd({ expiresAt: now }, 3600, now)).toBeNull();
  });

  test.each([
    ["one in overlap", inOverlap],
    ["a revoked one", { ...ended, revokedFor: "revoked" as const }],
    ["an expired one", { ...live, expiresAt: now }],
  ])("%s is not replaced again", (_, token) => expect(replace(token, 0, now)).toEqual(refuse("not-live")));

  test("is finished while the replaced token works, and not after", () => {
    expect(finish(inOverlap, now)).toEqual(succeed({ revokedAt: now, graceEndsAt: null, revokedFor: "finished" }));
    for (const token of [live, { ...inOverlap, graceEndsAt: now }, ended]) {
      expect(finish(token, now)).toEqual(refuse("no-overlap"));
    }
  });

  test("is undone while the replaced token works: that one lives until its own expiry, and the new one is dead", () => {
    const undone = undo(live, inOverlap, now);
    if (!undone.ok) throw new Error(undone.refusal);
    expect(isLive({ ...inOverlap, ...undone.value.replaced }, now)).toBe(true);
    expect(tokenState({ ...live, ...undone.value.current }, now)).toMatchObject({ kind: "revoked", reason: "undone" });
  });

  test.each([
    ["nothing was replaced", live, null, "no-overlap"],
    ["the overlap is over", live, { ...inOverlap, graceEndsAt: now }, "no-overlap"],
    ["the rotation was finished", live, { ...ended, revokedFor: "finished" }, "no-overlap"],
    ["the new token was revoked", { ...ended, revokedFor: "leaked" }, inOverlap, "not-live"],
    ["the new token was replaced itself", inOverlap, inOverlap, "not-live"],
  ] as const)("is not undone when %s", (_, current, replaced, refusal) => {
    expect(undo(current, replaced, now)).toEqual(refuse(refusal));
  });

  test("a token is revoked while it works, in overlap too", () => {
    for (const token of [live, inOverlap]) {
      const change = revoke(token, "leaked", now);
      if (!change.ok) throw new Error(change.refusal);
      expect(isInOverlap({ ...token, ...change.value }, now)).toBe(false);
      expect(tokenState({ ...token, ...change.value }, now)).toMatchObject({ reason: "leaked", at: now });
    }
    expect(revoke(ended, "revoked", now)).toEqual(refuse("not-live"));
    expect(revoke({ ...live, expiresAt: now }, "revoked", now)).toEqual(refuse("not-live"));
  });

  test("a successor gets the life that the token had, as far as the account allows", () => {
    const token = { createdAt: at(-10 * DAY), expiresAt: at(20 * DAY) };
    expect(successorEnd(token, 90, now)).toEqual(at(30 * DAY));
    expect(successorEnd(token, 7, now)).toEqual(at(7 * DAY));
  });
});

describe("what may be issued", () => {
  test.each([
    [{ kind: "days", days: 7 }, succeed(at(7 * DAY))],
    [{ kind: "days", days: 90 }, succeed(at(90 * DAY))],
    [{ kind: "days", days: 91 }, refuse("expiry-too-late")],
    [{ kind: "maximum" }, succeed(at(90 * DAY))],
    [{ kind: "date", at: at(1) }, succeed(at(1))],
    [{ kind: "date", at: now }, refuse("expiry-past")],
    [{ kind: "date", at: at(90 * DAY) }, succeed(at(90 * DAY))],
    [{ kind: "date", at: at(90 * DAY + 1) }, refuse("expiry-too-late")],
  ] as const)("%j", (expiry, end) => expect(resolveExpiry(expiry, 90, now)).toEqual(end));

  test.each([
    [90, [7, 30, 90]],
    [366, [7, 30, 90, 180, 366]],
    [7, [7]],
    [1, [1]],
  ])("presets where the account allows %d days", (days, presets) => expect(expiryPresets(days)).toEqual(presets));

  test("names have 1 to 64 characters on one line", () => {
    expect(TokenName.parse("  Nightly import ")).toBe("Nightly import");
    expect(TokenName.safeParse("n".repeat(64)).success).toBe(true);
    for (const name of ["", "   ", "n".repeat(65), "a\nb", "a\0b", "\ud800"]) {
      expect(TokenName.safeParse(name).success).toBe(false);
    }
  });

  test("notes have up to 500 characters, on several lines", () => {
    expect(TokenNote.parse("a\nb")).toBe("a\nb");
    expect(TokenNote.safeParse("n".repeat(500)).success).toBe(true);
    for (const note of ["n".repeat(501), "\0", "\udc00"]) expect(TokenNote.safeParse(note).success).toBe(false);
  });

  test("a token opens at least one part of the Profile API, each once", () => {
    expect(TokenSurfaces.parse(["bulk", "fetch", "bulk"])).toEqual(["fetch", "bulk"]);
    for (const surfaces of [[], ["delivery"], "fetch"]) expect(TokenSurfaces.safeParse(surfaces).success).toBe(false);
  });
});
