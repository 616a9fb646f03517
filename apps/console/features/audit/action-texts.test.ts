import { AUDIT_ACTIONS } from "@silhouette/core/audit";
import { expect, test } from "vitest";
import messages from "@/messages/en.json" with { type: "json" };

const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = messages.audit.action;
const families: Readonly<Record<string, string>> = messages.audit.family;

test("every act of the audit log has a text, and every text an act", () => {
  const named = Object.entries(texts).flatMap(([family, acts]) => Object.keys(acts).map((act) => `${family}.${act}`));
  expect(named.sort()).toEqual([...AUDIT_ACTIONS].sort());
});

test("every family of acts has a name", () => {
  expect(Object.keys(families).sort()).toEqual(Object.keys(texts).sort());
});
