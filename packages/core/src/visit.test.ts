import { expect, test } from "vitest";
import type { ProfileKey } from "./identity.ts";
import type { Visit, VisitIdentities } from "./profile.ts";
import { type IdentityRow, planVisit } from "./visit.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const EARLIER = new Date("2026-03-01T09:15:27.411Z");
const LATER = new Date("2026-03-16T09:15:27.411Z");

const attributesOf = (values: Readonly<Record<string, string>>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, { value, modifiedAt: EARLIER.getTime() }]));

function makeRow(key: ProfileKey, overrides: Partial<IdentityRow> = {}): IdentityRow {
  return {
    key,
    mergedInto: null,
    attributes: new Map(),
    tntId: null,
    modifiedAt: EARLIER,
    expiresAt: LATER,
    ...overrides,
  };
}

function plan(
  rows: readonly IdentityRow[],
  named: Partial<VisitIdentities>,
  change: Readonly<Record<string, string>> = {},
) {
  const identities = { tntId: null, thirdPartyId: null, marketingCloudVisitorId: null, ...named };
  const visit: Visit = {
    clientId: "cl_1" as Visit["clientId"],
    identities,
    newTntId: "new",
    change: new Map(Object.entries(change)),
    expiresAt: LATER,
  };
  const planned = planVisit(new Map(rows.map((row) => [row.key, row])), visit, NOW);
  if (!planned.ok) throw new Error(planned.refusal);
  const { tntId, profile, links } = planned.value;
  const values = Object.fromEntries([...profile.attributes].map(([name, { value }]) => [name, value]));
  return {
    tntId,
    key: profile.key,
    values,
    home: profile.tntId,
    links: Object.fromEntries(links.map((link) => [link.key, link.mergedInto])),
  };
}

test("a visitor without any id gets a tntId and a profile of it (U-06)", () => {
  expect(plan([], {}, { a: "1" })).toEqual({ tntId: "new", key: "pc:new", values: { a: "1" }, home: null, links: {} });
});

test("the merge table: what is stored under the thirdPartyId wins, the rest is kept (contract section 10)", () => {
  const rows = [
    makeRow("pc:x", { attributes: attributesOf({ category: "hats", seen: "yes" }) }),
    makeRow("tp:ann", { attributes: attributesOf({ category: "skis", store: "94103" }) }),
  ];
  expect(plan(rows, { tntId: "pc:x", thirdPartyId: "tp:ann" })).toEqual({
    tntId: "x",
    key: "tp:ann",
    values: { category: "skis", store: "94103", seen: "yes" },
    home: "x",
    links: { "pc:x": "tp:ann" },
  });
});

test("what the visit itself brings is the last write, on either side", () => {
  const rows = [makeRow("tp:ann", { attributes: attributesOf({ tier: "old" }) })];
  expect(plan(rows, { thirdPartyId: "tp:ann" }, { tier: "new" }).values).toEqual({ tier: "new" });
});

test("a link to an expired profile stands for nothing", () => {
  const rows = [
    makeRow("pc:x", { mergedInto: "tp:ann" }),
    makeRow("tp:ann", { attributes: attributesOf({ tier: "gold" }), expiresAt: NOW }),
  ];
  expect(plan(rows, { tntId: "pc:x" })).toMatchObject({ key: "pc:x", values: {}, links: {} });
});

test("profiles of two thirdPartyIds are never merged", () => {
  const rows = [
    makeRow("pc:x", { mergedInto: "tp:ann" }),
    makeRow("tp:ann", { attributes: attributesOf({ a: "1" }) }),
    makeRow("tp:bob", { attributes: attributesOf({ b: "1" }) }),
  ];
  expect(plan(rows, { tntId: "pc:x", thirdPartyId: "tp:bob" })).toMatchObject({
    key: "tp:bob",
    values: { b: "1" },
    links: { "pc:x": "tp:bob" },
  });
});

test("a visit that brings nothing new leaves the time of modification, one that merges moves it", () => {
  const rows = [makeRow("pc:x"), makeRow("tp:ann")];
  const visit = (named: Partial<VisitIdentities>) => {
    const identities = { tntId: null, thirdPartyId: null, marketingCloudVisitorId: null, ...named };
    const options = { clientId: "cl_1" as Visit["clientId"], newTntId: "new", change: new Map(), expiresAt: LATER };
    const planned = planVisit(new Map(rows.map((row) => [row.key, row])), { ...options, identities }, NOW);
    return planned.ok ? planned.value.profile.modifiedAt : null;
  };
  expect(visit({ tntId: "pc:x" })).toEqual(EARLIER);
  expect(visit({ tntId: "pc:x", thirdPartyId: "tp:ann" })).toEqual(NOW);
});
