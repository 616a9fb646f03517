import type { AuditEvent } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import { ROLES, type Role } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { serveApi } from "@/server/api-router";
import { fakeDependencies, grant, makeClient, makeCredential, now, origin } from "@/test/fake-dependencies";
import { auditRoutes } from "./api-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

const event = (clientId: ClientId | null, target: string, overrides: Partial<AuditEvent> = {}): AuditEvent => ({
  clientId,
  actor: { kind: "member", id: "user-1", name: "ada@example.com" },
  action: "settings.changed",
  target,
  detail: {},
  origin,
  ...overrides,
});

async function world(role: Role = "approver") {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme, other], credentials });
  for (let count = 1; count <= 3; count++) fakes.audit.push(event(acme.id, `t${count}`));
  fakes.audit.push(event(other.id, "theirs"), event(null, "everybody's"));
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", now);
  const serve = serveApi(auditRoutes, () => fakes.dependencies);
  const call = (path: string, init: RequestInit = {}) =>
    serve(
      new Request(`http://console.example/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${bearer}` } }),
    );
  const read = async (path: string) => {
    const response = await call(path);
    return { status: response.status, body: await response.json() };
  };
  return { ...fakes, call, read };
}

const targets = (events: readonly { readonly target: string }[]) => events.map(({ target }) => target);

describe("200", () => {
  test("events are listed from the newest, page by page", async () => {
    const { read } = await world();
    const first = (await read("/clients/acme/audit?limit=2")).body;
    const second = (await read(`/clients/acme/audit?limit=2&cursor=${first.next}`)).body;
    expect([targets(first.events), targets(second.events), second.next]).toEqual([["t3", "t2"], ["t1"], null]);
    expect(first.events[0]).toEqual({
      ...event(acme.id, "t3"),
      id: "event-3",
      at: now.toISOString(),
      chain: null,
      seq: null,
      previousHash: null,
      hash: null,
    });
  });

  test("the filter reaches the store", async () => {
    const { read } = await world();
    const query = "action=token.issued&action=settings.changed&target=t2&from=2026-03-01T00:00:00Z";
    expect(targets((await read(`/clients/acme/audit?${query}`)).body.events)).toEqual(["t2"]);
    expect((await read("/clients/acme/audit?action=token.issued")).body.events).toEqual([]);
  });

  test("an export holds every event, and is itself one: who, in what form, of what", async () => {
    const { call, audit } = await world();
    const response = await call("/clients/acme/audit.csv?target=t2");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="acme-audit.csv"');
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect([lines.length, lines[1]?.split(",").slice(0, 6)]).toEqual([
      2,
      [now.toISOString(), "member", "user-1", "ada@example.com", "settings.changed", "t2"],
    ]);
    expect(audit.at(-1)).toMatchObject({
      clientId: acme.id,
      actor: { kind: "credential", id: "credential-1" },
      action: "audit.exported",
      target: "acme",
      detail: { format: "csv", filter: { target: "t2" } },
    });
  });

  test("JSON lines are one object each, and a long log comes whole", async () => {
    const { call, audit } = await world();
    for (let count = 0; count < 2_500; count++) audit.push(event(acme.id, `more-${count}`));
    const lines = (await (await call("/clients/acme/audit.jsonl?action=settings.changed")).text())
      .trimEnd()
      .split("\n");
    const read = lines.map((line) => JSON.parse(line).target);
    expect([read.length, read[0], read.at(-1), new Set(read).size]).toEqual([2_503, "more-2499", "t1", 2_503]);
  });

  test("the installation's own log is a Sysadmin's to read and to export", async () => {
    const { read, call, audit } = await world("sysadmin");
    expect(targets((await read("/audit")).body.events)).toEqual(["everybody's"]);
    const file = await call("/audit.jsonl");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="installation-audit.jsonl"');
    expect(await file.text()).toContain("everybody's");
    expect(audit.at(-1)).toMatchObject({ clientId: null, action: "audit.exported", target: "installation" });
  });
});

describe("problems", () => {
  test.each([
    ["from=yesterday", "from"],
    ["action=*", "action"],
    ["q=%00", "q"],
    ["limit=1001", "limit"],
    ["cursor=x", "cursor"],
  ])("400 names what is wrong: %s", async (query, parameter) => {
    const { read } = await world();
    const { status, body } = await read(`/clients/acme/audit?${query}`);
    expect([status, body.errors[0].parameter]).toEqual([400, parameter]);
  });

  test.each(ROLES)("403 by the matrix of contract section 9: %s", async (role) => {
    const isAllowed = !["observer", "publisher", "editor"].includes(role);
    const { call, audit } = await world(role);
    for (const path of ["/clients/acme/audit", "/clients/acme/audit.csv", "/clients/acme/audit.jsonl"]) {
      expect((await call(path)).status).toBe(isAllowed ? 200 : 403);
    }
    for (const path of ["/audit", "/audit.csv", "/audit.jsonl"]) {
      expect((await call(path)).status).toBe(role === "sysadmin" ? 200 : 403);
    }
    expect(audit.some(({ action }) => action === "permission.refused")).toBe(role !== "sysadmin");
  });

  test("404 for a client out of reach", async () => {
    const { call } = await world("productAdmin");
    expect((await call("/clients/other/audit")).status).toBe(404);
    expect((await call("/clients/other/audit.csv")).status).toBe(404);
  });
});
