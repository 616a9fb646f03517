import { afterAll, describe, expect, inject, test, vi } from "vitest";
import { apiBearer } from "./api.ts";
import { apply, cut, valuesOf } from "./calls.ts";
import { createHttpTarget, openBackdoor } from "./http-target.ts";
import type { TargetClient } from "./target.ts";

const { consoleUrl, databaseUrl } = inject("installation");
const backdoor = openBackdoor(databaseUrl);
const target = createHttpTarget("console", consoleUrl, backdoor);
afterAll(() => backdoor.close());

const THIRD_PARTY = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" };
const jobsOf = ({ code }: TargetClient) => `/api/v1/clients/${code}/privacy/jobs`;

async function post(client: TargetClient, body: unknown) {
  const headers = { ...(await apiBearer(target)), "Content-Type": "application/json" };
  return target.call(jobsOf(client), { method: "POST", headers, body: JSON.stringify(body) });
}

/** Asks for a job and waits until it is done. */
async function run(client: TargetClient, action: "access" | "delete", userContexts: readonly object[] = [THIRD_PARTY]) {
  const submitted = await post(client, { action, userContexts });
  expect(submitted.status).toBe(202);
  const { jobId, status } = JSON.parse(submitted.text);
  expect(status).toBe("Processing");
  const headers = await apiBearer(target);
  return vi.waitFor(
    async () => {
      const job = JSON.parse((await target.call(`${jobsOf(client)}/${jobId}`, { headers })).text);
      expect(job.status).toBe("Complete");
      return job;
    },
    { timeout: 30_000, interval: 50 },
  );
}

describe("access", () => {
  test("answers one document for each id, in the shape of a fetched profile (U-40)", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "gold" });
    const job = await run(client, "access", [
      THIRD_PARTY,
      { namespace: "ECID", namespaceId: 4, type: "standard", value: "1" },
    ]);
    const time = expect.stringMatching(/\+00:00$/);
    expect(job.userContexts).toMatchObject([
      {
        ...THIRD_PARTY,
        status: "Complete",
        document: {
          client: client.code,
          visitorId: "crm-1",
          modifiedAt: time,
          profileAttributes: { tier: { value: "gold", modifiedAt: time } },
        },
      },
      { status: "Complete", message: "user context not found" },
    ]);
  });
});

describe("deletion", () => {
  test("leaves nothing of the visitor, and a later write makes a new profile", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "gold" });
    const failed = await apply(target, client, "batch=thirdPartyId,tier\ncrm-1,a,b\ncrm-2,a,b\n");
    await run(client, "delete");
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    const headers = await apiBearer(target);
    const report = `/api/v1/clients/${client.code}/batches/${cut(failed.text, "batchId")}/failed-rows.txt`;
    expect((await target.call(report, { headers })).text).toBe("batch=thirdPartyId,tier\ncrm-2,a,b\n");
    await apply(target, client, "batch=thirdPartyId,city\ncrm-1,Lyon");
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ city: "Lyon" });
  });

  test("of somebody unknown is complete: user context not found", async () => {
    const client = await target.createClient();
    expect(await run(client, "delete")).toMatchObject({ message: "user context not found" });
  });

  test("is audited without the visitor's id", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "gold" });
    await run(client, "delete");
    const { rows } = await backdoor.pool.query(
      `SELECT action, detail FROM audit_event JOIN client ON client.id = audit_event.client_id
       WHERE client.code = $1 AND action LIKE 'privacy.%' ORDER BY audit_event.id`,
      [client.code],
    );
    expect(rows.map(({ action }) => action)).toEqual(["privacy.requested", "privacy.completed"]);
    expect(JSON.stringify(rows)).not.toContain("crm-1");
  });
});

describe("problems", () => {
  test("401, 400 and 404", async () => {
    const client = await target.createClient();
    const headers = await apiBearer(target);
    const cases = [
      [401, await target.call(jobsOf(client))],
      [400, await post(client, { action: "delete", userContexts: [{ namespace: "email", value: "x" }] })],
      [404, await target.call(`${jobsOf(client)}/nothing`, { headers })],
      [404, await target.call("/api/v1/clients/nobody/privacy/jobs", { headers })],
    ] as const;
    for (const [status, reply] of cases) {
      expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    }
  });
});
