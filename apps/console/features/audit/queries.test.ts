import { AUDIT_ACTIONS, type AuditEvent } from "@silhouette/core/audit";
import type { AuditFilter } from "@silhouette/core/audit-log";
import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { expect, test, vi } from "vitest";
import { fakeDependencies, makeClient, origin } from "@/test/fake-dependencies";
import { readAuditPage } from "./queries";

const acme = makeClient({ code: "acme", settings: { ...DEFAULT_SETTINGS, auditRetentionDays: 90 } });

function world() {
  const { dependencies, audit } = fakeDependencies({ clients: [acme] });
  const search = vi.spyOn(dependencies.stores.audit, "search");
  const read = (query: Readonly<Record<string, string>>, client: typeof acme | null = acme, timeZone = "UTC") =>
    readAuditPage(dependencies, client, new Map(Object.entries(query)), timeZone);
  const actor = { kind: "member", id: "user-1", name: "ada@example.com" } as const;
  const put = (target: string) =>
    audit.push({ clientId: acme.id, actor, action: "settings.changed", target, detail: {}, origin } as AuditEvent);
  return { read, search, put };
}

test("a page names the next one, which begins where it has ended", async () => {
  const { read, put } = world();
  for (let count = 0; count < 60; count++) put(`t${count}`);
  const first = await read({});
  expect([first.events.length, first.isFirstPage, first.keptDays]).toEqual([50, true, 90]);
  const second = await read({ after: first.next ?? "" });
  expect([second.events[0]?.target, second.isFirstPage, second.next]).toEqual(["t9", false, null]);
});

test.each<[Readonly<Record<string, string>>, AuditFilter, string]>([
  [{ q: " Ada ", actor: "" }, { q: "Ada" }, "q=Ada"],
  [
    { from: "2026-03-01", to: "2026-03-02" },
    { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-03-03T00:00:00Z") },
    "from=2026-03-01T00%3A00%3A00.000Z&to=2026-03-03T00%3A00%3A00.000Z",
  ],
  [{ to: "2026-03-02T09:00:00+01:00" }, { to: new Date("2026-03-02T08:00:00Z") }, "to=2026-03-02T08%3A00%3A00.000Z"],
  [{ action: "token.*" }, { action: ["token.*"] }, "action=token.*"],
])("a form's fields become a filter, and an address for the export: %j", async (query, filter, exportQuery) => {
  const { read, search } = world();
  const view = await read(query);
  expect(search).toHaveBeenCalledWith(acme.id, filter, expect.anything());
  expect([view.filter, view.exportQuery, view.misunderstood]).toEqual([filter, exportQuery, []]);
});

test.each([
  ["Asia/Seoul", "2026-03-02", "2026-03-01T15:00:00.000Z", "2026-03-02T15:00:00.000Z"],
  ["Europe/Stockholm", "2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
  ["Europe/Stockholm", "2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
])("a day is one of the reader's time zone, all of it: %s, %s", async (timeZone, day, from, to) => {
  const { read } = world();
  const { filter, exportQuery } = await read({ from: day, to: day }, acme, timeZone);
  expect(filter).toEqual({ from: new Date(from), to: new Date(to) });
  expect(exportQuery).toBe(`${new URLSearchParams({ from, to })}`);
});

test("the last day that can be written is one that means nothing, and no fault", async () => {
  const { read } = world();
  expect((await read({ to: "9999-12-31" }, acme, "Asia/Seoul")).misunderstood).toEqual(["to"]);
});

test("a field that means nothing is named and leaves the others in force", async () => {
  const { read } = world();
  const view = await read({ from: "yesterday", target: "t1", after: "nowhere" });
  expect([view.misunderstood, view.filter, view.isFirstPage]).toEqual([["from"], { target: "t1" }, true]);
});

test("every action and every family can be chosen, and the installation's log has no client", async () => {
  const { read, search } = world();
  const { actions, keptDays } = await read({}, null);
  expect(actions).toEqual(expect.arrayContaining([...AUDIT_ACTIONS, "token.*", "audit.*"]));
  expect(keptDays).toBeNull();
  expect(search).toHaveBeenCalledWith(null, {}, expect.anything());
});
