import { ROLES, type Role } from "@silhouette/core/permission";
import type { PrivacyJob } from "@silhouette/core/privacy";
import { describe, expect, test } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { API_FORMAT } from "@/server/api-format";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { jobRoutes, jobsRoutes } from "./api-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });
const thirdPartyId = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" };

async function world(role: Role = "approver") {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme, other], credentials });
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", now);
  async function call(path: string, { code = "acme", headers, ...init }: RequestInit & { code?: string } = {}) {
    const request = new Request(`http://console.example/api/v1/clients/${code}/privacy/jobs${path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer}`, ...headers },
    });
    const isOne = path.startsWith("/");
    const handle = serveAdminRoutes(isOne ? jobRoutes : jobsRoutes, () => fakes.dependencies, API_FORMAT);
    const response = await handle(request, {
      params: Promise.resolve({ code, ...(isOne ? { jobId: path.slice(1) } : {}) }),
    });
    return { status: response.status, body: await response.json() };
  }
  const post = (body: unknown, code = "acme") => {
    const headers = { "content-type": "application/json" };
    return call("", { method: "POST", body: JSON.stringify(body), headers, code });
  };
  return { ...fakes, call, post };
}

describe("202 and 200", () => {
  test("a job is taken in and answers with the words of contract section 11 (U-40)", async () => {
    const { post, call } = await world();
    const { status, body } = await post({ action: "delete", userContexts: [thirdPartyId] });
    expect(status).toBe(202);
    const job = {
      jobId: expect.any(String),
      action: "delete",
      status: "Processing",
      message: null,
      userContexts: [thirdPartyId],
      createdAt: now.toISOString(),
      completedAt: null,
    };
    expect(body).toEqual(job);
    expect((await call(`/${body.jobId}`)).body).toEqual(job);
  });

  test("a finished job says what became of each id, with a document where one was found", async () => {
    const { post, call, state } = await world();
    const { body } = await post({ action: "access", userContexts: [thirdPartyId, { ...thirdPartyId, value: "x" }] });
    const document = { client: "acme", visitorId: "crm-1", modifiedAt: "then", profileAttributes: {} };
    const results = [
      { status: "Complete", message: "success", document },
      { status: "Complete", message: "user context not found", document: null },
    ] as const;
    state.privacyJobs[0] = { ...(state.privacyJobs[0] as PrivacyJob), status: "Complete", results, completedAt: now };
    expect((await call(`/${body.jobId}`)).body.userContexts).toEqual([
      { ...thirdPartyId, status: "Complete", message: "success", document },
      { ...thirdPartyId, value: "x", status: "Complete", message: "user context not found" },
    ]);
  });

  test("jobs are listed from the newest, page by page", async () => {
    const { post, call } = await world();
    for (let index = 0; index < 3; index++) await post({ action: "access", userContexts: [thirdPartyId] });
    const first = (await call("?limit=2")).body;
    const second = (await call(`?limit=2&cursor=${first.next}`)).body;
    expect([first.jobs.length, second.jobs.length, second.next]).toEqual([2, 1, null]);
  });
});

describe("problems", () => {
  test.each([
    [{ action: "forget", userContexts: [thirdPartyId] }, "action"],
    [{ action: "delete", userContexts: [] }, "userContexts"],
    [{ action: "delete", userContexts: [{ ...thirdPartyId, type: "standard" }] }, "userContexts.0.type"],
    [{ action: "delete" }, "userContexts"],
  ])("400 names what is wrong: %j", async (request, parameter) => {
    const { post, state } = await world();
    const { status, body } = await post(request);
    expect([status, body.errors[0].parameter, state.privacyJobs.length]).toEqual([400, parameter, 0]);
  });

  test.each(ROLES)("403 by the matrix of contract section 9, for export and deletion alike: %s", async (role) => {
    const isAllowed = ["approver", "productAdmin", "sysadmin"].includes(role);
    const { post, call, state } = await world(role);
    for (const action of ["access", "delete"]) {
      expect((await post({ action, userContexts: [thirdPartyId] })).status).toBe(isAllowed ? 202 : 403);
    }
    expect((await call("")).status).toBe(isAllowed ? 200 : 403);
    expect(state.privacyJobs).toHaveLength(isAllowed ? 2 : 0);
  });

  test("404 for an unknown job, another client's, and what is no id", async () => {
    const { post, call } = await world("sysadmin");
    const { body } = await post({ action: "access", userContexts: [thirdPartyId] }, "other");
    for (const id of [body.jobId, "00000000-0000-7000-8000-000000000009", "x"]) {
      expect((await call(`/${id}`)).status).toBe(404);
    }
  });

  test("415 for a body that is no JSON", async () => {
    const { call } = await world();
    const { status, body } = await call("", { method: "POST", body: "a=b", headers: { "content-type": "text/plain" } });
    expect([status, body.type]).toEqual([415, "urn:silhouette:problem:unsupported-media-type"]);
  });
});
