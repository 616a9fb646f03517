import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { trimAudit } from "../src/audit-retention.ts";
import { createPool } from "../src/pool.ts";
import { makeClient } from "../src/testing-factories.ts";
import { makeEvent, verify } from "./audit-fixture.ts";
import { secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const DAY = 86_400;
/** When the worker looks: 08:00. Days end at midnight UTC. */
const LOOKED = secondsAfter(100 * DAY);
const MIDNIGHT = secondsAfter(-8 * 3600, LOOKED);
const before = (days: number, seconds = 0) => secondsAfter(-days * DAY - seconds, MIDNIGHT);

const installation = sharedInstallation();
let pool: pg.Pool;
beforeAll(() => {
  pool = createPool(installation().url, 6);
});
beforeEach(() => pool.query("TRUNCATE client, audit_chain, audit_event CASCADE"));
afterAll(() => pool.end());

/** A client whose creation is followed by an event at each of the times. */
async function makeLog(auditRetentionDays: number | null, created: Date, ...times: readonly Date[]): Promise<ClientId> {
  const { prisma, stores } = installation();
  const { id } = await makeClient(prisma, { settings: { auditRetentionDays }, now: created });
  for (const at of times) await stores.audit.append(makeEvent(id), at);
  return id;
}

async function trimAll(installationDays: number | null = null, stepEvents?: number): Promise<number> {
  for (let steps = 0; ; steps++) {
    if (!(await trimAudit(pool, LOOKED, installationDays, stepEvents))) return steps;
  }
}

const seqsOf = async (chain: string): Promise<readonly number[]> => {
  const { rows } = await pool.query<{ seq: number }>("SELECT seq FROM audit_event WHERE chain = $1 ORDER BY seq", [
    chain,
  ]);
  return rows.map(({ seq }) => seq);
};

test("events go when the days of their client's setting are over, and the chain goes on from there", async () => {
  const { stores, url } = installation();
  const id = await makeLog(30, before(60), before(31), before(30, 0.001), before(30), before(1));
  await trimAll();
  expect(await seqsOf(id)).toEqual([4, 5, 6]);
  const [newest] = await stores.audit.list(id, 1);
  expect(newest).toMatchObject({
    action: "audit.trimmed",
    at: LOOKED,
    actor: { kind: "system", id: "worker" },
    detail: { fromSeq: 1, throughSeq: 3, keptFrom: before(30).toISOString() },
  });
  const verified = await verify(url);
  expect(verified.faults).toEqual([]);
  expect(verified.chain(id)).toMatchObject({ anchorSeq: 3, headSeq: 6, events: 3 });
});

test("a client without the setting keeps its events for ever, whatever the installation does", async () => {
  const id = await makeLog(null, before(3000), before(2000));
  await trimAll(30);
  expect(await seqsOf(id)).toEqual([1, 2]);
});

test("the installation's own events, and those of a client that is gone, follow the installation", async () => {
  const { stores, url } = installation();
  const gone = await makeLog(null, before(50), before(40));
  await pool.query("DELETE FROM client WHERE id = $1", [gone]);
  await stores.audit.append(makeEvent(null), before(50));
  expect(await trimAll(null)).toBe(0);
  await trimAll(45);
  expect([await seqsOf(gone), await seqsOf("installation")]).toEqual([[2, 3], [2]]);
  expect((await verify(url)).faults).toEqual([]);
});

test("a long log goes in bounded steps, each with its event; later ones begin where the last has ended", async () => {
  const { url } = installation();
  const id = await makeLog(30, before(40), ...Array(6).fill(before(40)), before(1));
  expect(await trimAll(null, 3)).toBe(3);
  expect(await seqsOf(id)).toEqual([8, 9, 10, 11]);
  expect((await verify(url)).of(id)).toEqual([]);
  expect(await trimAll(null, 3)).toBe(0);
});

test("only the beginning of the chain goes: an old event behind a younger one waits for it", async () => {
  const id = await makeLog(30, before(40), before(10), before(40));
  await trimAll();
  expect(await seqsOf(id)).toEqual([2, 3, 4]);
});

test("where somebody has removed an event, retention stops: it hides nothing", async () => {
  const { url } = installation();
  const id = await makeLog(30, before(40), before(40), before(40), before(40), before(1));
  await pool.query("DELETE FROM audit_event WHERE chain = $1 AND seq = 3", [id]);
  await trimAll();
  expect(await seqsOf(id)).toEqual([4, 5, 6]);
  expect((await verify(url)).of(id)).toEqual(["removed 3"]);
});

test("an anchor that SQL moves is found, for nothing in the chain tells of it", async () => {
  const { url } = installation();
  const id = await makeLog(30, before(40), before(20), before(10), before(5));
  await trimAll();
  await pool.query("DELETE FROM audit_event WHERE chain = $1 AND seq = 2", [id]);
  await pool.query(
    `UPDATE audit_chain SET anchor_seq = 2, anchor_hash = (SELECT previous_hash FROM audit_event WHERE chain = $1 AND seq = 3)
     WHERE chain = $1`,
    [id],
  );
  expect((await verify(url)).of(id)).toEqual(["removed 2"]);
});

test("several workers at once, and a log that is written to meanwhile, leave a whole chain", async () => {
  const { stores, url } = installation();
  const id = await makeLog(30, before(40), ...Array(20).fill(before(40)));
  await Promise.all([
    trimAll(null, 4),
    trimAll(null, 4),
    trimAll(null, 4),
    ...Array.from({ length: 20 }, () => stores.audit.append(makeEvent(id), LOOKED)),
  ]);
  const verified = await verify(url);
  expect(verified.of(id)).toEqual([]);
  expect(verified.chain(id)?.anchorSeq).toBe(21);
});
