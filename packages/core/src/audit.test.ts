import fc from "fast-check";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS, toStorableDetail } from "./audit.ts";
import { AuditFilter } from "./audit-log.ts";

test("every action names its family, and each can be asked for", () => {
  for (const action of AUDIT_ACTIONS) {
    expect(AuditFilter.safeParse({ action }).data).toEqual({ action: [action] });
    expect(AuditFilter.safeParse({ action: `${action.split(".")[0]}.*` }).success).toBe(true);
  }
});

test("a detail becomes what the database gives back: JSON without what Postgres refuses", () => {
  const given = { at: new Date(0), gone: undefined, "a\0": ["x\0y", "\ud800", -0], nested: { n: Number.NaN } };
  expect(toStorableDetail(given)).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    "a\ufffd": ["x\ufffdy", "\ufffd", 0],
    nested: { n: null },
  });
});

test.each([
  ["passwordHash", "$argon2id$"],
  ["secretHash", new Uint8Array([1, 2])],
  ["previousSecretHash", new Uint8Array([1, 2])],
  ["sealedText", "text"],
  ["sealedTotpSecret", { 0: 1 }],
  ["clientSecret", "s3cret"],
  ["password", "correct horse"],
])("a secret under the name %s does not get in, at any depth", (name, value) => {
  expect(toStorableDetail({ after: [{ [name]: value }] })).toEqual({ after: [{ [name]: "[removed]" }] });
});

test("what only sounds like a secret stays", () => {
  const detail = { passwordChangedAt: "2026-03-01", tokenGraceSeconds: 60, hasPassword: true, sealedAt: null };
  expect(toStorableDetail(detail)).toEqual(detail);
});

test("a stored detail is stored as it is", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (detail) => {
      const once = toStorableDetail(detail);
      expect(toStorableDetail(once)).toEqual(once);
      expect(JSON.stringify(once)).not.toContain("\\u0000");
    }),
    { numRuns: 30 },
  );
});

test.each([
  [
    { from: "2026-03-01T08:00:00Z", q: " x " },
    { from: new Date("2026-03-01T08:00:00Z"), q: "x" },
  ],
  [{ action: ["token.*", "client.created"] }, { action: ["token.*", "client.created"] }],
  [{ from: "yesterday" }, null],
  [{ action: "*" }, null],
  [{ action: "token" }, null],
  [{ q: "a\0b" }, null],
  [{ q: "" }, null],
  [{ q: "x".repeat(201) }, null],
])("a filter is read from text: %j", (given, expected) => {
  expect(AuditFilter.safeParse(given).data ?? null).toEqual(expected);
});
