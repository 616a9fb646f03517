import { afterAll, describe, expect, inject, test } from "vitest";
import { apiBearer } from "./api.ts";
import { apply, cut } from "./calls.ts";
import { createHttpTarget, openBackdoor } from "./http-target.ts";

const { consoleUrl, databaseUrl } = inject("installation");
const backdoor = openBackdoor(databaseUrl);
const target = createHttpTarget("console", consoleUrl, backdoor);
afterAll(() => backdoor.close());

/** A batch of good, bad and warned rows, applied; `get` reads what is below it. */
async function makeBatch(file: string | Uint8Array = "batch=thirdPartyId,tier,user.x\ncrm-1,gold\ncrm/2,=1+1\n\n,a\n") {
  const client = await target.createClient();
  const batchId = cut((await apply(target, client, file)).text, "batchId");
  const headers = await apiBearer(target);
  const path = `/api/v1/clients/${client.code}/batches/${batchId}`;
  const get = (below = "", method = "GET") => target.call(`${path}${below}`, { method, headers });
  return { client, batchId, headers, path, get };
}

describe("200", () => {
  test("the batch with its counters and times", async () => {
    const { get, batchId } = await makeBatch();
    const { status, text } = await get();
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { batchId, state: "complete", batchSize: 3, consumedCount: 3, successfulUpdates: 1, failedUpdates: 2 },
    ]);
  });

  test("failed and warned rows with line, id, outcome, code and detail, page by page (U-19)", async () => {
    const { get } = await makeBatch();
    const all = JSON.parse((await get("/rows")).text);
    expect(all.rows.map(({ line, id, outcome, code }: Record<string, unknown>) => [line, id, outcome, code])).toEqual([
      [1, "", "warned", "reserved-name"],
      [3, "crm/2", "failed", "invalid-id"],
      [5, "", "failed", "missing-id"],
    ]);
    const first = JSON.parse((await get("/rows?outcome=failed&limit=1")).text);
    const second = JSON.parse((await get(`/rows?outcome=failed&limit=1&cursor=${first.next}`)).text);
    expect([first.rows[0].line, second.rows[0].line, second.next]).toEqual([3, 5, null]);
  });

  test("the CSV is what RFC 4180 says, and inert in a spreadsheet", async () => {
    const { get, batchId } = await makeBatch("batch=thirdPartyId,tier\n=crm/1,gold\n");
    const reply = await get("/rows.csv");
    expect(reply.headers.get("content-type")).toContain("text/csv");
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename="${batchId}-rows.csv"`);
    const [heading, row = ""] = reply.text.split("\r\n");
    expect(heading).toBe("line,id,code,detail,row");
    expect(row).toMatch(/^2,'=crm\/1,invalid-id,.*,"'=crm\/1,gold"$/);
  });

  test("failed rows can be corrected and sent again", async () => {
    const { get, client } = await makeBatch();
    const { text } = await get("/failed-rows.txt");
    expect(text).toBe("batch=thirdPartyId,tier,user.x\ncrm/2,=1+1\n,a\n");
    const again = await apply(target, client, text.replace("crm/2", "crm-2"));
    expect([cut(again.text, "successfulUpdates"), cut(again.text, "failedUpdates")]).toEqual(["1", "1"]);
  });

  test("a report of 50,000 rows comes whole", async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `crm/${index},x`);
    const { get } = await makeBatch(`batch=thirdPartyId,tier\n${rows.join("\n")}\n`);
    expect((await get("/failed-rows.txt")).text).toBe(`batch=thirdPartyId,tier\n${rows.join("\n")}\n`);
    expect((await get("/rows.csv")).text.split("\r\n")).toHaveLength(50_002);
  });
});

describe("problems", () => {
  test("are RFC 9457, with the request id as instance", async () => {
    const { get, path, headers, batchId } = await makeBatch();
    const cases = [
      [401, await target.call(path)],
      [404, await target.call(path.replace(batchId, "nothing"), { headers })],
      [404, await get("/nothing")],
      [405, await get("/rows", "DELETE")],
      [400, await get("/rows?limit=0")],
      [409, await get("/restart", "POST")],
    ] as const;
    for (const [status, reply] of cases) {
      expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
      expect(JSON.parse(reply.text)).toMatchObject({ status, instance: reply.headers.get("x-request-id") });
    }
  });

  test("another client's batch is as unknown as none", async () => {
    const { batchId, headers } = await makeBatch();
    const neighbour = await target.createClient();
    const path = `/api/v1/clients/${neighbour.code}/batches/${batchId}/failed-rows.txt`;
    expect((await target.call(path, { headers })).status).toBe(404);
  });
});
