import type { AuditOrigin } from "@silhouette/core/audit";
import type { ProfileKey } from "@silhouette/core/identity";
import type { BatchId, ClientId } from "@silhouette/core/ids";
import type { PrivacyRequest } from "@silhouette/core/privacy";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchReportStore } from "../src/batch-reports.ts";
import { createBatchStore } from "../src/batches.ts";
import { deleteVisitor } from "../src/delete-visitor.ts";
import { createPool } from "../src/pool.ts";
import { createPrivacyStore, findWaitingPrivacyJobs, removeOldPrivacyJobs, runPrivacyJob } from "../src/privacy.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { writeProfiles } from "../src/write-profiles.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const EXPIRES = new Date(NOW.getTime() + 14 * 86_400_000);
const ORIGIN: AuditOrigin = { address: "192.0.2.1", requestId: "request-1" };
const ACTOR = { kind: "credential", id: "credential-1", name: "Automation" } as const;
const log = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 16);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const newClient = async () => ({ id: await insertClient(pool, NOW), imsOrgId: null });

const put = (clientId: ClientId, key: ProfileKey, values: Readonly<Record<string, string>> = { tier: "gold" }) =>
  writeProfiles(pool, [{ clientId, key, change: new Map(Object.entries(values)), expiresAt: EXPIRES }], "create", NOW);

const visit = (clientId: ClientId, tntId: string, thirdPartyId: string | null, ecid: string | null = null) =>
  createProfileStore(pool).visit(
    {
      clientId,
      identities: {
        tntId: `pc:${tntId}`,
        thirdPartyId: thirdPartyId === null ? null : `tp:${thirdPartyId}`,
        marketingCloudVisitorId: ecid === null ? null : `ec:${ecid}`,
      },
      newTntId: "unused",
      change: new Map([["seen", "yes"]]),
      expiresAt: EXPIRES,
    },
    NOW,
  );

const submit = (clientId: ClientId, file: string | Uint8Array, apiVersion: 1 | 2 = 2) =>
  submitBatch(pool, clientId, file, { apiVersion, now: NOW });

const apply = (clientId: ClientId) =>
  applyBatches(clientId, { pool, now: () => NOW, log, signal: new AbortController().signal });

/** Applies as workers do that call again until nothing is left: one that finds a batch locked leaves it alone. */
async function applyAll(clientId: ClientId): Promise<void> {
  for (;;) {
    await apply(clientId);
    const left = await pool.query("SELECT 1 FROM batch WHERE client_id = $1 AND state = 'queued'", [clientId]);
    if (left.rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const find = (clientId: ClientId, key: ProfileKey) => createProfileStore(pool).find(clientId, key, NOW);
const keysOf = async (clientId: ClientId) =>
  (await pool.query<{ key: string }>("SELECT key FROM profile WHERE client_id = $1 ORDER BY key", [clientId])).rows.map(
    ({ key }) => key,
  );
const counters = async (clientId: ClientId, id: BatchId) => {
  const batch = await createBatchStore(pool).find(clientId, id);
  return [batch?.state, batch?.counters.succeeded, batch?.counters.notFound, batch?.counters.failed];
};
const report = async (id: BatchId) =>
  (await createBatchReportStore(pool).listRows(id, { outcome: null, after: null, limit: 1000, textBytesMax: 1e9 })).map(
    ({ line, profileId, code, row }) => [line, profileId, code, row],
  );

const THIRD_PARTY = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" } as const;

async function run(
  client: { id: ClientId; imsOrgId: string | null },
  action: PrivacyRequest["action"],
  userContexts: PrivacyRequest["userContexts"] = [THIRD_PARTY],
) {
  const store = createPrivacyStore(pool);
  const { id } = await store.create(ACTOR, client, { action, userContexts }, ORIGIN, NOW);
  await runPrivacyJob(id, { pool, now: () => NOW, log });
  const job = await store.read(ACTOR, client.id, id, ORIGIN, NOW);
  if (job === null) throw new Error("the job is there");
  return job;
}

describe("a deletion", () => {
  test("removes the profile with every link to it, whoever of the identities is named", async () => {
    for (const named of ["ec:e1", "pc:d1", "tp:p1"] as const) {
      const { id } = await newClient();
      await visit(id, "d1", "p1", "e1");
      await visit(id, "d2", "p1");
      await visit(id, "d3", "p2", "e3");
      expect(await keysOf(id)).toEqual(["ec:e1", "ec:e3", "pc:d1", "pc:d2", "pc:d3", "tp:p1", "tp:p2"]);
      await deleteVisitor(pool, id, named);
      expect(await keysOf(id)).toEqual(["ec:e3", "pc:d3", "tp:p2"]);
    }
  });

  test("leaves a device to the person who has it now", async () => {
    const { id } = await newClient();
    await visit(id, "d1", "p1");
    await visit(id, "d1", "p2");
    await deleteVisitor(pool, id, "tp:p1");
    expect(await keysOf(id)).toEqual(["pc:d1", "tp:p2"]);
    expect(await find(id, "pc:d1")).not.toBeNull();
  });

  test("does not reach a neighbour's visitor of the same id, nor its batches", async () => {
    const [mine, theirs] = [await newClient(), await newClient()];
    await put(theirs.id, "tp:crm-1");
    const failed = await submit(theirs.id, "batch=thirdPartyId,tier\ncrm-1,a,b");
    await applyAll(theirs.id);
    const batch = await submit(theirs.id, "batch=thirdPartyId,tier\ncrm-1,silver");
    await put(mine.id, "tp:crm-1");
    await run(mine, "delete");
    expect(await find(mine.id, "tp:crm-1")).toBeNull();
    expect(await report(failed)).toHaveLength(1);
    await applyAll(theirs.id);
    expect(await counters(theirs.id, batch)).toEqual(["complete", 1, 0, 0]);
    expect((await find(theirs.id, "tp:crm-1"))?.attributes.get("tier")?.value).toBe("silver");
  });

  test("takes the visitor out of batches that wait: lines and counters stay exact, the others are applied", async () => {
    const client = await newClient();
    const id = await submit(client.id, "batch=thirdPartyId,tier\ncrm-1,gold\ncrm-2,gold\n\ncrm%2D1,x,y\ncrm-3,a,b\n");
    await run(client, "delete");
    await applyAll(client.id);
    expect(await keysOf(client.id)).toEqual(["tp:crm-2"]);
    expect(await counters(client.id, id)).toEqual(["complete", 1, 0, 3]);
    expect(await report(id)).toEqual([
      [2, "", "visitor-deleted", null],
      [5, "", "visitor-deleted", null],
      [6, "crm-3", "too-many-cells", "crm-3,a,b"],
    ]);
  });

  test("takes the visitor out of a stuck batch, which may be restarted later", async () => {
    const client = await newClient();
    const id = await submit(client.id, "batch=thirdPartyId,tier\ncrm-1,gold\ncrm-2,gold\n");
    await pool.query("UPDATE batch SET state = 'stuck' WHERE id = $1", [id]);
    await run(client, "delete");
    await pool.query("UPDATE batch SET state = 'queued' WHERE id = $1", [id]);
    await applyAll(client.id);
    expect(await keysOf(client.id)).toEqual(["tp:crm-2"]);
  });

  test("removes the visitor's rows from reports, by any identity and with a location suffix (U-05)", async () => {
    const client = await newClient();
    await visit(client.id, "d1", "crm-1");
    const byPerson = await submit(client.id, "batch=thirdPartyId,tier\ncrm-1,a,b\ncrm-2,a,b\n");
    const byDevice = await submit(client.id, "batch=pcId,tier\nd1.28_20,a,b\nd1,%FF\nd2,a,b\n");
    const unreadable = await submit(client.id, Buffer.from("batch=thirdPartyId,tier\ncrm-1,\xff\n", "latin1"));
    await applyAll(client.id);
    expect((await report(unreadable))[0]).toEqual([2, "crm-1", "bad-encoding", "crm-1,%FF"]);
    await run(client, "delete");
    expect((await report(byPerson)).map(([, id]) => id)).toEqual(["crm-2"]);
    expect((await report(byDevice)).map(([, id]) => id)).toEqual(["d2"]);
    expect(await report(unreadable)).toEqual([]);
  });

  test("a chunk that a worker has read before is not applied from its copy", async () => {
    const client = await newClient();
    const rows = Array.from({ length: 4999 }, (_, index) => `other-${index},x`).join("\n");
    const id = await submit(client.id, `batch=thirdPartyId,tier\nfirst,x\n${rows}\ncrm-1,gold\n`);
    let transactions = 0;
    // The second transaction begins when the second chunk has been read.
    const connect = async () => {
      transactions += 1;
      if (transactions === 2) await run(client, "delete");
      return pool.connect();
    };
    const watched = { connect, query: pool.query.bind(pool) } as unknown as pg.Pool;
    await applyBatches(client.id, { pool: watched, now: () => NOW, log, signal: new AbortController().signal });
    expect(await counters(client.id, id)).toEqual(["complete", 5000, 0, 1]);
    expect(await find(client.id, "tp:crm-1")).toBeNull();
  });

  test("while batches are applied and submitted and the visitor is updated, nothing accepted before comes back", async () => {
    for (let round = 0; round < 5; round++) {
      const client = await newClient();
      const others = Array.from({ length: 6000 }, (_, index) => `other-${index},x`);
      const file = `batch=thirdPartyId,tier\n${others.map((row, at) => (at % 500 === 0 ? `crm-1,v${at}` : row)).join("\n")}`;
      await visit(client.id, "d1", "crm-1", "e1");
      const before = [await submit(client.id, file), await submit(client.id, file)];
      let isDone = false;
      const workers = Promise.all([applyAll(client.id), applyAll(client.id)]);
      const updates = (async () => {
        while (!isDone) {
          const write = {
            clientId: client.id,
            key: "pc:d1" as const,
            change: new Map([["hits", "1"]]),
            expiresAt: EXPIRES,
          };
          await createProfileStore(pool).update(write, NOW);
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, round * 20));
      before.push(await submit(client.id, file));
      const job = await run(client, "delete");
      isDone = true;
      await Promise.all([workers, updates]);
      await applyAll(client.id);
      expect(job.results?.[0]?.message).toBe("success");
      expect((await keysOf(client.id)).filter((key) => !key.startsWith("tp:other-"))).toEqual([]);
      for (const id of before) {
        const [state, succeeded = 0, , failed = 0] = await counters(client.id, id);
        expect([state, Number(succeeded) + Number(failed)]).toEqual(["complete", 6000]);
      }
      const after = await submit(client.id, "batch=thirdPartyId,tier\ncrm-1,new");
      await applyAll(client.id);
      expect(await counters(client.id, after)).toEqual(["complete", 1, 0, 0]);
      expect([...((await find(client.id, "tp:crm-1"))?.attributes.keys() ?? [])]).toEqual(["tier"]);
    }
  });

  test("of a visitor who is written to all the time holds them still in the end", async () => {
    const { id } = await newClient();
    await visit(id, "d1", "crm-1", "e1");
    let looks = 0;
    const query = async (statement: { name?: string }, values?: unknown[]) => {
      if (statement.name === "select-links-in-first-page") {
        looks += 1;
        await put(id, "tp:crm-1", { looks: String(looks) });
        await visit(id, `late${looks}`, "crm-1");
      }
      return pool.query(statement as pg.QueryConfig, values);
    };
    const watched = { connect: () => pool.connect(), query } as unknown as pg.Pool;
    const { keys, hasFound } = await deleteVisitor(watched, id, "pc:d1");
    expect([hasFound, keys.size, await keysOf(id)]).toEqual([true, looks + 3, []]);
  });

  test("visits that link new devices meanwhile leave no link to a profile that is gone", async () => {
    const client = await newClient();
    await visit(client.id, "d0", "crm-1");
    let isDone = false;
    const visits = (async () => {
      for (let device = 1; !isDone; device++) await visit(client.id, `d${device}`, "crm-1");
    })();
    await deleteVisitor(pool, client.id, "tp:crm-1");
    isDone = true;
    await visits;
    const dangling = await pool.query(
      `SELECT l.key FROM profile AS l WHERE l.client_id = $1 AND l.merged_into IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM profile AS p WHERE p.client_id = l.client_id AND p.key = l.merged_into)`,
      [client.id],
    );
    expect(dangling.rows).toEqual([]);
  });
});

describe("a job", () => {
  test("for access finds one document for each id, through links, and audits who reads it", async () => {
    const client = await newClient();
    await visit(client.id, "d1", "crm-1", "e1");
    const job = await run(client, "access", [
      THIRD_PARTY,
      { namespace: "TNTID", namespaceId: 9, type: "standard", value: "d1.28_20" },
      { namespace: "ECID", namespaceId: 4, type: "standard", value: "nobody" },
    ]);
    expect(job).toMatchObject({ status: "Complete", message: null, completedAt: NOW });
    const at = "2026-03-02T09:15:27.411+00:00";
    const profileAttributes = { seen: { value: "yes", modifiedAt: at } };
    const found = (visitorId: string) => ({
      status: "Complete",
      message: "success",
      document: { client: client.id, visitorId, modifiedAt: at, profileAttributes },
    });
    const none = { status: "Complete", message: "user context not found", document: null };
    expect(job.results).toEqual([found("crm-1"), found("d1.28_20"), none]);
    const events = await pool.query(
      "SELECT action, actor_name, target, detail FROM audit_event WHERE client_id = $1 ORDER BY id",
      [client.id],
    );
    expect(events.rows.map(({ action, actor_name }) => [action, actor_name])).toEqual([
      ["privacy.requested", "Automation"],
      ["privacy.completed", "worker"],
      ["privacy.read", "Automation"],
    ]);
    expect(JSON.stringify(events.rows)).not.toMatch(/crm-1|d1\.28|nobody|yes/);
  });

  test("for an unknown visitor, or an id that nobody can have, ends with the contract's words", async () => {
    const client = await newClient();
    for (const action of ["access", "delete"] as const) {
      const job = await run(client, action, [THIRD_PARTY, { ...THIRD_PARTY, value: "a/b" }]);
      expect(job).toMatchObject({ status: "Complete", message: "user context not found" });
    }
  });

  test("for another company is complete at once and does nothing", async () => {
    const client = { ...(await newClient()), imsOrgId: "A@AdobeOrg" };
    await put(client.id, "tp:crm-1");
    const store = createPrivacyStore(pool);
    const request: PrivacyRequest = { action: "delete", userContexts: [THIRD_PARTY] };
    const companyContexts = [{ namespace: "imsOrgID", value: "B@AdobeOrg" }];
    const job = await store.create(ACTOR, client, { ...request, companyContexts }, ORIGIN, NOW);
    expect(job).toMatchObject({ status: "Complete", message: "company context not applicable" });
    await runPrivacyJob(job.id, { pool, now: () => NOW, log });
    expect(await find(client.id, "tp:crm-1")).not.toBeNull();
  });

  test("that deletes also takes away what earlier jobs have found of the visitor", async () => {
    const client = await newClient();
    await put(client.id, "tp:crm-1");
    await put(client.id, "tp:crm-2");
    const earlier = await run(client, "access", [THIRD_PARTY, { ...THIRD_PARTY, value: "crm-2" }]);
    await run(client, "delete");
    const after = await createPrivacyStore(pool).read(ACTOR, client.id, earlier.id, ORIGIN, NOW);
    expect(after?.results?.map(({ document }) => document?.visitorId ?? null)).toEqual([null, "crm-2"]);
  });

  test("whose wake-up call was lost is found again, is carried out once, and is removed after 30 days", async () => {
    const client = await newClient();
    await put(client.id, "tp:crm-1");
    const { id } = await createPrivacyStore(pool).create(
      ACTOR,
      client,
      { action: "delete", userContexts: [THIRD_PARTY] },
      ORIGIN,
      NOW,
    );
    const later = (millis: number) => new Date(NOW.getTime() + millis);
    expect(await findWaitingPrivacyJobs(pool, later(9_999))).not.toContain(id);
    expect(await findWaitingPrivacyJobs(pool, later(10_000))).toContain(id);
    const deps = { pool, now: () => NOW, log };
    await Promise.all([runPrivacyJob(id, deps), runPrivacyJob(id, deps), runPrivacyJob(id, deps)]);
    const done = await pool.query("SELECT 1 FROM audit_event WHERE target = $1 AND action = 'privacy.completed'", [id]);
    expect(done.rowCount).toBe(1);
    expect(await findWaitingPrivacyJobs(pool, later(10_000))).not.toContain(id);
    const days = (number: number) => later(number * 86_400_000);
    await removeOldPrivacyJobs(pool, days(30));
    expect(await createPrivacyStore(pool).read(ACTOR, client.id, id, ORIGIN, NOW)).not.toBeNull();
    await removeOldPrivacyJobs(pool, new Date(days(30).getTime() + 1));
    expect(await createPrivacyStore(pool).read(ACTOR, client.id, id, ORIGIN, NOW)).toBeNull();
  });

  test("that fails is tried again, and ends as an error after an hour without a word of why", async () => {
    const client = await newClient();
    const batch = await submit(client.id, "batch=thirdPartyId,tier\ncrm-1,gold");
    await pool.query("UPDATE batch_chunk SET body = 'not deflated' WHERE batch_id = $1", [batch]);
    const store = createPrivacyStore(pool);
    const request: PrivacyRequest = { action: "delete", userContexts: [THIRD_PARTY] };
    const { id } = await store.create(ACTOR, client, request, ORIGIN, NOW);
    const at = (millis: number) => ({ pool, log, now: () => new Date(NOW.getTime() + millis) });
    await runPrivacyJob(id, at(1000));
    expect(await store.read(ACTOR, client.id, id, ORIGIN, NOW)).toMatchObject({ status: "Processing", message: null });
    await runPrivacyJob(id, at(3_600_000));
    const job = await store.read(ACTOR, client.id, id, ORIGIN, NOW);
    expect(job).toMatchObject({ status: "Error", message: expect.stringContaining("could not be carried out") });
  });

  test("is unknown to a neighbour, and lists page from the newest", async () => {
    const [client, neighbour] = [await newClient(), await newClient()];
    const ids = [await run(client, "access"), await run(client, "access"), await run(client, "access")].map(
      ({ id }) => id,
    );
    const store = createPrivacyStore(pool);
    expect(await store.read(ACTOR, neighbour.id, ids[0] ?? "", ORIGIN, NOW)).toBeNull();
    expect(await store.list(neighbour.id, { before: null, limit: 10 })).toEqual([]);
    const first = await store.list(client.id, { before: null, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const rest = await store.list(client.id, { before: ids[1] ?? "", limit: 2 });
    expect(rest.map(({ id, results }) => [id, results])).toEqual([[ids[0], null]]);
  });
});
