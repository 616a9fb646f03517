import type { BatchReport, ReportedRow } from "@silhouette/core/batch-report";
import { BatchId } from "@silhouette/core/ids";
import { ROLES, type Role } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { type AnyAdminRoute, serveAdminRoutes } from "@/server/admin-route";
import { API_FORMAT } from "@/server/api-format";
import { serveApi } from "@/server/api-router";
import { answer } from "@/server/session-route";
import { fakeDependencies, grant, makeClient, makeCredential, makeSession, now } from "@/test/fake-dependencies";
import { batchRoutes } from "./api-routes";
import { failedRowsRoute, rowsRoute } from "./session-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

const report: BatchReport = {
  id: BatchId.parse("acme-1-2"),
  clientId: acme.id,
  apiVersion: 2,
  state: "complete",
  rowsTotal: 4,
  counters: { succeeded: 2, notFound: 0, failed: 2 },
  submittedAt: now,
  progressedAt: now,
  completedAt: now,
  startedAt: now,
  rowsAtStart: 0,
  header: { idKind: "thirdPartyId", columns: ["tier", null], line: "thirdPartyId,tier,user.x" },
};
const rows: readonly ReportedRow[] = [
  { line: 1, outcome: "warned", code: "reserved-name", profileId: "", detail: "Ignored: user.x", row: null },
  { line: 3, outcome: "failed", code: "invalid-id", profileId: "crm/2", detail: "no slash", row: "crm/2,gold" },
  { line: 5, outcome: "failed", code: "missing-id", profileId: "", detail: "no id", row: ",=1+1" },
];

type Call = { method?: string; role?: Role; code?: string; batchId?: string; query?: string; bearer?: string };

async function call(
  routes: readonly AnyAdminRoute[],
  { method = "GET", role = "approver", code = "acme", batchId = "acme-1-2", query = "", bearer }: Call = {},
  state: BatchReport["state"] = "complete",
) {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme, other], credentials });
  fakes.state.batches.push({ report: { ...report, state }, rows });
  const token = bearer ?? (await fakes.dependencies.accessTokens.issue("credential-1", now));
  const request = new Request(`http://console.example/api/v1/clients/${code}/batches/${batchId}${query}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "x-request-id": "call-1", accept: "text/csv" },
  });
  const handle = serveAdminRoutes(routes, () => fakes.dependencies, API_FORMAT);
  const response = await handle(request, { params: Promise.resolve({ code, batchId }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, audit: fakes.audit, state: fakes.state };
}

const json = ({ text }: { text: string }) => JSON.parse(text);

describe("200 and 202", () => {
  test("a batch with its counters and times (U-21)", async () => {
    const reply = await call(batchRoutes.batch);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/json;charset=UTF-8"]);
    expect(json(reply)).toEqual({
      batchId: "acme-1-2",
      state: "complete",
      apiVersion: 2,
      batchSize: 4,
      consumedCount: 4,
      successfulUpdates: 2,
      profilesNotFound: 0,
      failedUpdates: 2,
      submittedAt: now.toISOString(),
      progressedAt: now.toISOString(),
      completedAt: now.toISOString(),
    });
  });

  test("rows with line, id, outcome, code and detail, page by page (U-19)", async () => {
    const first = json(await call(batchRoutes.rows, { query: "?limit=2" }));
    expect(first.rows).toEqual([
      { line: 1, id: "", outcome: "warned", code: "reserved-name", detail: "Ignored: user.x" },
      { line: 3, id: "crm/2", outcome: "failed", code: "invalid-id", detail: "no slash" },
    ]);
    const second = json(await call(batchRoutes.rows, { query: `?limit=2&cursor=${first.next}` }));
    expect(second.rows.map(({ line }: { line: number }) => line)).toEqual([5]);
    expect(second.next).toBeNull();
    const failed = json(await call(batchRoutes.rows, { query: "?outcome=failed&limit=1" }));
    expect([failed.rows.length, failed.rows[0].line, typeof failed.next]).toEqual([1, 3, "string"]);
  });

  test("batches are listed from the newest, page by page, by state, and only the client's own", async () => {
    const { dependencies, state } = fakeDependencies({
      clients: [acme, other],
      credentials: [makeCredential(grant("observer", acme))],
    });
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    for (const [id, seconds, batchState] of [
      ["first", 1, "complete"],
      ["second", 2, "queued"],
      ["third", 3, "cancelled"],
    ] as const) {
      const submitted = { ...report, id: BatchId.parse(id), submittedAt: at(seconds), state: batchState };
      state.batches.push({ report: submitted, rows: [] });
    }
    state.batches.push({ report: { ...report, clientId: other.id, id: BatchId.parse("theirs") }, rows: [] });
    const bearer = await dependencies.accessTokens.issue("credential-1", now);
    const list = async (query: string) => {
      const request = new Request(`http://console.example/api/v1/clients/acme/batches${query}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      const response = await serveApi(Object.values(batchRoutes).flat(), () => dependencies)(request);
      const { batches, next } = await response.json();
      return { ids: batches?.map(({ batchId }: { batchId: string }) => batchId), next, status: response.status };
    };
    const first = await list("?limit=2");
    expect(first.ids).toEqual(["third", "second"]);
    expect(await list(`?limit=2&cursor=${first.next}`)).toEqual({ ids: ["first"], next: null, status: 200 });
    expect((await list("?state=incomplete")).ids).toEqual(["second"]);
    expect((await list("?state=cancelled")).ids).toEqual(["third"]);
    expect((await list("?state=queued")).status).toBe(400);
  });

  test("a batch that is not over can be given up, once", async () => {
    const cancelled = await call(batchRoutes.cancel, { method: "POST" }, "queued");
    expect([cancelled.status, json(cancelled).state]).toEqual([202, "cancelled"]);
    expect(cancelled.audit).toMatchObject([{ action: "batch.cancelled", target: "acme-1-2" }]);
    const over = await call(batchRoutes.cancel, { method: "POST" }, "complete");
    expect([over.status, json(over).type, over.audit]).toEqual([409, "urn:silhouette:problem:batch-over", []]);
  });

  test("the CSV names every row and runs nothing in a spreadsheet", async () => {
    const reply = await call(batchRoutes.csv);
    expect(reply.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(reply.headers.get("content-disposition")).toBe('attachment; filename="acme-1-2-rows.csv"');
    expect([reply.headers.get("cache-control"), reply.headers.get("x-request-id")]).toEqual(["no-store", "call-1"]);
    expect(reply.text.split("\r\n")).toEqual([
      "line,id,code,detail,row",
      "1,,reserved-name,Ignored: user.x,",
      '3,crm/2,invalid-id,no slash,"crm/2,gold"',
      '5,,missing-id,no id,",=1+1"',
      "",
    ]);
    expect((await call(batchRoutes.csv, { query: "?outcome=warned" })).text.split("\r\n")).toHaveLength(3);
  });

  test("the failed rows as a file to correct and send again", async () => {
    const reply = await call(batchRoutes.failedRows);
    expect(reply.text).toBe("batch=thirdPartyId,tier,user.x\ncrm/2,gold\n,=1+1\n");
    expect(reply.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("taking rows out is in the audit log, with the file and what of it", async () => {
    const event = { clientId: acme.id, action: "batch.exported", target: "acme-1-2" };
    const csv = await call(batchRoutes.csv, { query: "?outcome=warned" });
    expect(csv.audit).toMatchObject([{ ...event, detail: { file: "rows.csv", outcome: "warned" } }]);
    expect((await call(batchRoutes.csv)).audit).toMatchObject([{ ...event, detail: { file: "rows.csv" } }]);
    const failed = await call(batchRoutes.failedRows);
    expect(failed.audit).toMatchObject([{ ...event, detail: { file: "failed-rows.txt", outcome: "failed" } }]);
    const unknown = await call(batchRoutes.failedRows, { batchId: "acme-9-9" });
    expect([unknown.status, unknown.audit]).toEqual([404, []]);
  });

  test("the console's own downloads are in it too", async () => {
    const fakes = fakeDependencies({ clients: [acme] });
    fakes.state.batches.push({ report, rows });
    const session = makeSession(grant("observer", acme));
    for (const route of [rowsRoute, failedRowsRoute]) {
      const request = new Request("http://console.example/api/console/acme/batches/acme-1-2/file");
      const parameters = { code: "acme", batchId: "acme-1-2" };
      expect((await answer(route, request, parameters, "call-1", session, fakes.dependencies)).status).toBe(200);
    }
    const event = { action: "batch.exported", target: "acme-1-2", actor: { name: "ada@example.com" } };
    expect(fakes.audit).toMatchObject([
      { ...event, detail: { file: "rows.csv" } },
      { ...event, detail: { file: "failed-rows.txt" } },
    ]);
  });

  test("HEAD has the headers alone", async () => {
    const reply = await call(batchRoutes.csv, { method: "HEAD" });
    expect([reply.status, reply.text, reply.headers.get("content-type")]).toEqual([
      200,
      "",
      "text/csv; charset=utf-8; header=present",
    ]);
  });

  test("a stuck batch is queued again, and who did it is audited (U-29)", async () => {
    const reply = await call(batchRoutes.restart, { method: "POST" }, "stuck");
    expect([reply.status, json(reply).state]).toEqual([202, "incomplete"]);
    expect(reply.audit).toMatchObject([{ action: "batch.restarted", target: "acme-1-2", clientId: acme.id }]);
  });
});

describe("problems (RFC 9457)", () => {
  const typeOf = (reply: { text: string }) => json(reply).type;

  test("name type, title, status and the request", async () => {
    const reply = await call(batchRoutes.batch, { batchId: "unknown" });
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(json(reply)).toEqual({
      type: "urn:silhouette:problem:not-found",
      title: "No such resource",
      status: 404,
      instance: "call-1",
    });
  });

  test("400 names the parameter", async () => {
    for (const query of ["?outcome=no", "?limit=0", "?limit=1001", "?limit=x", "?cursor=x"]) {
      const reply = await call(batchRoutes.rows, { query });
      expect([reply.status, typeOf(reply)]).toEqual([400, "urn:silhouette:problem:parameter-invalid"]);
      expect(json(reply).errors[0].parameter).toBe(query.slice(1).split("=")[0]);
    }
  });

  test("401 without a valid access token", async () => {
    const reply = await call(batchRoutes.batch, { bearer: "x" });
    expect([reply.status, typeOf(reply), reply.headers.get("www-authenticate")]).toEqual([
      401,
      "urn:silhouette:problem:unauthenticated",
      "Bearer",
    ]);
  });

  test.each(ROLES)("403 by the table: every role reads, those who submit restart: %s", async (role) => {
    expect((await call(batchRoutes.rows, { role })).status).toBe(200);
    const restarted = await call(batchRoutes.restart, { role, method: "POST" }, "stuck");
    const mayRestart = ["approver", "workspaceAdmin", "productAdmin", "sysadmin"].includes(role);
    expect(restarted.status).toBe(mayRestart ? 202 : 403);
    if (!mayRestart) expect(restarted.audit.map(({ action }) => action)).toEqual(["permission.refused"]);
  });

  test("404 for another client's batch, exactly as for one that does not exist", async () => {
    const foreign = await call(batchRoutes.failedRows, { role: "sysadmin", code: "other" });
    const absent = await call(batchRoutes.failedRows, { role: "sysadmin", code: "other", batchId: "nothing" });
    expect([foreign.status, foreign.text]).toEqual([404, absent.text]);
    expect((await call(batchRoutes.batch, { code: "other" })).status).toBe(404);
    expect((await call(batchRoutes.batch, { batchId: "a\0b" })).status).toBe(404);
  });

  test("405 says which methods there are", async () => {
    const reply = await call(batchRoutes.restart, { method: "GET" });
    expect([reply.status, reply.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("409 for a batch that is not stuck", async () => {
    const reply = await call(batchRoutes.restart, { method: "POST" });
    expect([reply.status, typeOf(reply), reply.audit]).toEqual([409, "urn:silhouette:problem:batch-not-stuck", []]);
  });
});
