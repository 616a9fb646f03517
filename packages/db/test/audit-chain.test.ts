import { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendAudit } from "../src/audit.ts";
import { chainEarlierEvents } from "../src/audit-first-chain.ts";
import { createPool, inTransaction } from "../src/pool.ts";
import { insertAuditEvent } from "../src/sql/insert-audit-event.ts";
import { makeClient } from "../src/testing-factories.ts";
import { makeEvent, verify } from "./audit-fixture.ts";
import { createInstallation, NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
let pool: pg.Pool;
beforeAll(() => {
  pool = createPool(installation().url, 10);
});
afterAll(() => pool.end());

const sql = (text: string, ...values: unknown[]) => pool.query(text, values);

/** A client whose chain has its creation at place 1, and `count` places in all. */
async function makeLog(count: number): Promise<ClientId> {
  const { prisma, stores } = installation();
  const { id } = await makeClient(prisma, { now: NOW });
  for (let seq = 2; seq <= count; seq++) await stores.audit.append(makeEvent(id, { target: `t${seq}` }), NOW);
  return id;
}

describe("what is added stands in a chain", () => {
  test("through Prisma and through node-postgres, alone and within transactions", async () => {
    const { prisma, stores, url } = installation();
    const id = await makeLog(1);
    await stores.audit.append(makeEvent(id), NOW);
    await insertAuditEvent(pool, makeEvent(id), NOW);
    await inTransaction(pool, async (connection) => {
      await insertAuditEvent(connection, makeEvent(id), NOW);
      await insertAuditEvent(connection, makeEvent(id), NOW);
    });
    await prisma.$transaction((transaction) => appendAudit(transaction, makeEvent(id), NOW));
    const verified = await verify(url);
    expect(verified.of(id)).toEqual([]);
    expect(verified.chain(id)).toMatchObject({ events: 6, anchorSeq: 0, headSeq: 6, faults: 0 });
    const [newest] = await stores.audit.list(id, 1);
    expect(newest?.link).toMatchObject({ chain: id, seq: 6, hash: verified.chain(id)?.headHash });
  });

  test("whatever a detail holds, it is hashed as it is read again", async () => {
    const { stores, url } = installation();
    const id = await makeLog(1);
    const detail = {
      b: [1e21, 0.1, -0, 5e-324, 1.7976931348623157e308, Number.NaN],
      a: { "\u20ac": 'ü\u2028\n"\\', "\ud83d\ude00": null, "\ufb33": true, "": [] },
      at: NOW,
      gone: undefined,
      text: "NUL \0, half a pair \ud800",
    };
    const event = makeEvent(id, { detail, target: "a\0b", actor: { kind: "member", id: "u", name: "\udc00" } });
    await stores.audit.append(event, NOW);
    await insertAuditEvent(pool, event, secondsAfter(1));
    expect((await verify(url)).of(id)).toEqual([]);
    const [stored] = await stores.audit.list(id, 1);
    expect(stored).toMatchObject({ target: "a\ufffdb", actor: { name: "\ufffd" }, detail: { at: NOW.toISOString() } });
  });

  test("without a gap, however many are at it at once", async () => {
    const { stores, url } = installation();
    const id = await makeLog(1);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0 ? stores.audit.append(makeEvent(id), NOW) : insertAuditEvent(pool, makeEvent(id), NOW),
      ),
    );
    const verified = await verify(url);
    expect([verified.of(id), verified.chain(id)?.events]).toEqual([[], 41]);
  });

  test("and leaves no gap when its transaction is undone", async () => {
    const { stores, url } = installation();
    const id = await makeLog(1);
    const failure = new Error("undone");
    await expect(
      inTransaction(pool, async (connection) => {
        await insertAuditEvent(connection, makeEvent(id), NOW);
        throw failure;
      }),
    ).rejects.toBe(failure);
    await stores.audit.append(makeEvent(id), NOW);
    const verified = await verify(url);
    expect([verified.of(id), verified.chain(id)?.headSeq]).toEqual([[], 2]);
  });

  test("each client's for itself, and the installation's beside them", async () => {
    const { stores, url } = installation();
    const [one, other] = [await makeLog(3), await makeLog(2)];
    await stores.audit.append(makeEvent(null, { action: "session.refused" }), NOW);
    const verified = await verify(url);
    expect([verified.chain(one)?.events, verified.chain(other)?.events]).toEqual([3, 2]);
    expect(verified.chain("installation")?.events).toBeGreaterThan(0);
    expect(verified.of("installation")).toEqual([]);
  });
});

describe("what SQL changes is named", () => {
  test.each([
    ["at", "at = at + interval '1 millisecond'"],
    ["at, to a time that is none", "at = 'infinity'"],
    ["client_id", "client_id = NULL"],
    ["actor_kind", "actor_kind = 'credential'"],
    ["actor_id", "actor_id = 'user-2'"],
    ["actor_name", "actor_name = 'eve@example.test'"],
    ["action", "action = 'token.revoked'"],
    ["target", "target = 'another'"],
    ["detail", "detail = detail || '{\"a\":1}'"],
    ["detail, to what is no object", "detail = 'null'"],
    ["address", "address = '198.51.100.1'"],
    ["request_id", "request_id = 'another'"],
    ["previous_hash", "previous_hash = sha256('x')"],
    ["hash", "hash = sha256('x')"],
    ["hash, taken away", "hash = NULL"],
  ])("%s", async (_column, assignment) => {
    const { url } = installation();
    const id = await makeLog(4);
    await sql(`UPDATE audit_event SET ${assignment} WHERE chain = $1 AND seq = 2`, id);
    const { faults } = await verify(url);
    const { rows } = await sql("SELECT id FROM audit_event WHERE chain = $1 AND seq = 2", id);
    const own = faults.filter(({ chain }) => chain === id);
    expect(own).toMatchObject([{ kind: "altered", seq: 2, id: rows[0]?.id }]);
  });

  test("the id of an event", async () => {
    const id = await makeLog(3);
    await sql("UPDATE audit_event SET id = id || 'x' WHERE chain = $1 AND seq = 3", id);
    expect((await verify(installation().url)).of(id)).toEqual(["altered 3"]);
  });

  test.each([
    [1, ["removed 1"]],
    [2, ["removed 2"]],
    [4, ["removed 4"]],
  ])("the removal of place %i", async (seq, expected) => {
    const id = await makeLog(4);
    await sql("DELETE FROM audit_event WHERE chain = $1 AND seq = $2", id, seq);
    expect((await verify(installation().url)).of(id)).toEqual(expected);
  });

  test("an insertion with a place beyond the head, without a place, and in a chain that is none", async () => {
    const id = await makeLog(3);
    const insert = (eventId: string, chain: string | null, seq: number | null) =>
      sql(
        `INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address, request_id, chain, seq)
         VALUES ($1, $2, $3, 'member', 'u', 'u', 'token.issued', 't', '{}', '', '', $4, $5)`,
        eventId,
        NOW,
        id,
        chain,
        seq,
      );
    await insert(`${id}-1`, id, 4);
    await insert(`${id}-2`, null, null);
    await insert(`${id}-3`, `${id}-none`, 1);
    const verified = await verify(installation().url);
    expect(verified.of(id)).toEqual(["inserted 4", "inserted 0"]);
    expect(verified.of(`${id}-none`)).toEqual(["inserted 1"]);
    expect(verified.faults.map((fault) => fault.id)).toEqual(
      expect.arrayContaining([1, 2, 3].map((n) => `${id}-${n}`)),
    );
    await sql("DELETE FROM audit_event WHERE id = $1", `${id}-3`);
  });

  test("two events that change places", async () => {
    const id = await makeLog(5);
    for (const [from, to] of [
      [2, 99],
      [4, 2],
      [99, 4],
    ]) {
      await sql("UPDATE audit_event SET seq = $3 WHERE chain = $1 AND seq = $2", id, from, to);
    }
    const named = (await verify(installation().url)).of(id);
    expect(named.filter((fault) => fault.startsWith("altered"))).toEqual(["altered 4", "altered 2"]);
  });

  test("the newest events removed with the head moved back: by a head that was noted", async () => {
    const { url } = installation();
    const id = await makeLog(4);
    const head = (await verify(url)).chain(id);
    await sql("DELETE FROM audit_event WHERE chain = $1 AND seq > 2", id);
    await sql(
      "UPDATE audit_chain SET head_seq = 2, head_hash = (SELECT hash FROM audit_event WHERE chain = $1 AND seq = 2) WHERE chain = $1",
      id,
    );
    expect((await verify(url)).of(id)).toEqual([]);
    const noted = [{ chain: id, seq: head?.headSeq ?? 0, hash: head?.headHash ?? "" }];
    expect((await verify(url, noted)).of(id)).toEqual(["noted hash mismatch 4"]);
  });

  test("a head that is gone, with and without its events", async () => {
    const { url } = installation();
    const [one, other] = [await makeLog(2), await makeLog(2)];
    await sql("DELETE FROM audit_chain WHERE chain = ANY ($1)", [one, other]);
    await sql("DELETE FROM audit_event WHERE chain = $1", other);
    const verified = await verify(url, [{ chain: "cl_unknown", seq: 1, hash: "" }]);
    expect(verified.of(one)).toEqual(["head mismatch 0", "inserted 1", "inserted 2"]);
    expect(verified.of(other)).toEqual(["head mismatch 0"]);
    expect(verified.of("cl_unknown")).toEqual(["noted hash mismatch 1"]);
    expect(verified.chain("cl_unknown")?.faults).toBe(1);
  });

  test("a long chain is read page by page", async () => {
    const { url } = installation();
    const id = await makeLog(1);
    await inTransaction(pool, async (connection) => {
      for (let count = 0; count < 1_100; count++) await insertAuditEvent(connection, makeEvent(id), NOW);
    });
    await sql("UPDATE audit_event SET target = 'another' WHERE chain = $1 AND seq IN (101, 102)", id);
    const verified = await verify(url);
    expect(verified.of(id)).toEqual(["altered 102", "altered 101"]);
    expect(verified.chain(id)?.events).toBe(1_101);
  });
});

describe("a log that an earlier version has written", () => {
  /** Old events, a second between each and the next older one; every hundredth is the installation's. */
  const insertOld = (target: pg.Pool, prefix: string, count: number) =>
    target.query(
      `INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address, request_id)
       SELECT $1 || n, $2::timestamptz - make_interval(secs => n), CASE WHEN n % 100 = 0 THEN NULL ELSE 'cl_old' END,
         'member', 'u', 'u', 'token.issued', 't', '{"b":1.50,"a":[]}', '', ''
       FROM generate_series(1, $3) AS n`,
      [prefix, NOW, count],
    );

  test("is chained once, in the order of time; what turns up without a place later is named", async () => {
    const own = await createInstallation();
    const target = createPool(own.url, 4);
    try {
      await target.query("INSERT INTO client (id, code, name, created_at) VALUES ('cl_old', 'old', 'Old', $1)", [NOW]);
      await insertOld(target, "e", 1_100);
      const starts = await Promise.all([chainEarlierEvents(own.url), chainEarlierEvents(own.url)]);
      expect(starts.sort((a, b) => a - b)).toEqual([0, 1_100]);
      const verified = await verify(own.url);
      expect(verified.faults).toEqual([]);
      expect(verified.chain("cl_old")).toMatchObject({ events: 1_089, headSeq: 1_089 });
      expect(verified.chain("installation")).toMatchObject({ events: 11 });
      const oldest = await target.query("SELECT id FROM audit_event WHERE chain = 'cl_old' AND seq = 1");
      expect(oldest.rows).toEqual([{ id: "e1099" }]);

      await own.stores.audit.append(makeEvent(ClientId.parse("cl_old")), NOW);
      await insertOld(target, "late", 1);
      expect(await chainEarlierEvents(own.url)).toBe(0);
      const later = await verify(own.url);
      expect(later.faults).toMatchObject([{ chain: "cl_old", kind: "inserted", id: "late1" }]);
      expect(later.chain("cl_old")?.headSeq).toBe(1_090);
    } finally {
      await target.end();
      await own.drop();
    }
  });
});
