import { expect, test } from "vitest";
import { isLinkOpen, linkEnd, toLinkUrl, USER_LINK_KINDS, USER_LINK_LIFETIME_SECONDS } from "./user-link.ts";

const now = new Date("2026-03-01T08:00:00.000Z");
const open = { expiresAt: new Date(now.getTime() + 1), usedAt: null, revokedAt: null };

test("a link is open until its end, and neither after it nor once it was used or revoked", () => {
  expect(isLinkOpen(open, now)).toBe(true);
  expect(isLinkOpen({ ...open, expiresAt: now }, now)).toBe(false);
  expect(isLinkOpen({ ...open, usedAt: now }, now)).toBe(false);
  expect(isLinkOpen({ ...open, revokedAt: now }, now)).toBe(false);
});

test.each(USER_LINK_KINDS)("the code of a link for %s stands in the fragment, which no server sees", (kind) => {
  const url = new URL(toLinkUrl("https://console.example.com", kind, "code"));
  expect(url.hash).toBe("#code");
  expect(url.pathname + url.search).not.toContain("code");
  expect(linkEnd(kind, now).getTime() - now.getTime()).toBe(USER_LINK_LIFETIME_SECONDS[kind] * 1000);
});
