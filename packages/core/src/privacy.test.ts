import { describe, expect, test } from "vitest";
import type { ClientId } from "./ids.ts";
import {
  completionMessage,
  identityPseudonym,
  isOtherCompany,
  PrivacyRequest,
  toProfileDocument,
  userContextKey,
} from "./privacy.ts";

const ecid = { namespace: "ECID", namespaceId: 4, type: "standard", value: "123" } as const;
const tntId = { namespace: "TNTID", namespaceId: 9, type: "standard", value: "abc.28_20" } as const;
const thirdPartyId = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" } as const;
const request = (overrides: object) =>
  PrivacyRequest.safeParse({ action: "access", userContexts: [thirdPartyId], ...overrides });

describe("a request", () => {
  test("names visitors by the id types of contract section 11 (U-40)", () => {
    expect(request({ userContexts: [ecid, tntId, thirdPartyId] }).success).toBe(true);
    expect([ecid, tntId, thirdPartyId].map(userContextKey)).toEqual(["ec:123", "pc:abc", "tp:crm-1"]);
  });

  test.each([
    { action: "opt-out" },
    { userContexts: [] },
    { userContexts: Array.from({ length: 51 }, () => thirdPartyId) },
    { userContexts: [{ ...ecid, namespaceId: 9 }] },
    { userContexts: [{ ...thirdPartyId, type: "standard" }] },
    { userContexts: [{ ...thirdPartyId, namespace: "email" }] },
    { userContexts: [{ ...thirdPartyId, value: "" }] },
    { userContexts: [{ ...thirdPartyId, value: "a\0" }] },
    { userContexts: [{ ...thirdPartyId, value: "\ud800" }] },
  ])("is refused when it is none: %j", (overrides) => {
    expect(request(overrides).success).toBe(false);
  });

  test("may name an id that nobody can have", () => {
    expect(userContextKey({ ...thirdPartyId, value: "a/b" })).toBeNull();
  });

  test("is for another company when it names organisations and not this one", () => {
    const named = (...values: string[]) => ({
      action: "access" as const,
      userContexts: [thirdPartyId],
      companyContexts: values.map((value) => ({ namespace: "imsOrgID", value })),
    });
    expect(isOtherCompany(named("A@AdobeOrg"), "A@AdobeOrg")).toBe(false);
    expect(isOtherCompany(named(), "A@AdobeOrg")).toBe(false);
    expect(isOtherCompany(named("B@AdobeOrg"), "A@AdobeOrg")).toBe(true);
    expect(isOtherCompany(named("B@AdobeOrg"), null)).toBe(true);
  });
});

test("the audit log names a visitor by a pseudonym: the same for one id, another in another client", () => {
  const [acme, other] = ["cl_acme" as ClientId, "cl_other" as ClientId];
  const pseudonym = identityPseudonym(acme, tntId);
  expect(pseudonym).toMatch(/^TNTID:[0-9a-f]{32}$/);
  expect(identityPseudonym(acme, { ...tntId, value: "abc" })).toBe(pseudonym);
  expect(identityPseudonym(other, tntId)).not.toBe(pseudonym);
  expect(identityPseudonym(acme, { ...tntId, value: "abd" })).not.toBe(pseudonym);
});

test("a document is in the shape of a fetched profile (contract section 2)", () => {
  const at = new Date("2026-03-02T09:15:27.411Z");
  const attributes = new Map([["__proto__", { value: "x", modifiedAt: at.getTime() }]]);
  const document = toProfileDocument("acme", "crm-1", { key: "tp:crm-1", attributes, modifiedAt: at, expiresAt: at });
  expect(JSON.stringify(document)).toBe(
    '{"client":"acme","visitorId":"crm-1","modifiedAt":"2026-03-02T09:15:27.411+00:00","profileAttributes":{"__proto__":{"value":"x","modifiedAt":"2026-03-02T09:15:27.411+00:00"}}}',
  );
});

test("a job says that nobody was found only when nobody was", () => {
  const none = { status: "Complete", message: "user context not found", document: null } as const;
  expect(completionMessage([none, none])).toBe("user context not found");
  expect(completionMessage([none, { ...none, message: "success" }])).toBeNull();
});
