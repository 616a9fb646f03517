import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import { BatchId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBatchStore } from "../src/batches.ts";
import { createClientDeletion, DELETION_GRACE_MILLIS } from "../src/delete-client.ts";
import { createPool } from "../src/pool.ts";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { submitBatch } from "./batch-fixture.ts";
import { NOW, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const by = { kind: "member", id: "root", name: "root@example.test" } as const;
const LATER = new Date(NOW.getTime() + DELETION_GRACE_MILLIS);
const STEPS = { stepRows: 2, stepChunks: 1 };

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool(installation().url, 6);
});
afterAll(() => pool.end());

/** Tables that belong to the log, which stays. */
const KEPT = ["audit_event"];

/** Every table that has the client's id, and those whose rows belong to one of its batches, tokens or credentials. */
async function readOwned(client: Client, ids: OwnIds): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ table: string }>(
    `SELECT table_name AS "table" FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'client_id' ORDER BY 1`,
  );
  const tables = rows.map(({ table }) => table).filter((table) => !KEPT.includes(table));
  const conditions: (readonly [string, string, readonly unknown[]])[] = [
    ...tables.map((table) => [table, "client_id = $1", [client.id]] as const),
    ["client", "id = $1", [client.id]],
    ["batch_chunk", "batch_id = ANY ($1)", [ids.batches]],
    ["batch_row_result", "batch_id = ANY ($1)", [ids.batches]],
    ["token_use", "token_id = $1", [ids.token]],
    ["idempotent_reply", "actor_id = ANY ($1)", [ids.credentials]],
    ["membership", "workspace_id = $1", [ids.workspace]],
    ["admin_credential", "id = ANY ($1)", [ids.credentials]],
  ];
  const counts: Record<string, number> = {};
  for (const [table, condition, values] of conditions) {
    const { rows: found } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${condition}`,
      [...values],
    );
    counts[`${table} by ${condition}`] = found[0]?.count ?? -1;
  }
  return counts;
}

type OwnIds = {
  readonly batches: readonly string[];
  readonly token: string;
  readonly credentials: readonly string[];
  readonly workspace: string;
};

/** A client with some rows in every table. */
async function makeFullClient(): Promise<{ client: Client; ids: OwnIds }> {
  const { prisma } = installation();
  const client = await makeClient(prisma, { now: NOW });
  const clientId = client.id;
  await makeMember(prisma, { role: "editor", client });
  await makeMember(prisma, { role: "productAdmin", client });
  const workspace = await prisma.workspace.findFirstOrThrow({ where: { clientId }, select: { id: true } });
  const [token, ...credentials] = [randomUUID(), randomUUID(), randomUUID()];
  await pool.query(
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
     SELECT $1, 'tp:crm-' || n, '{"tier":["gold",1]}', 8, $2, $2, 1 FROM generate_series(1, 5) AS n`,
    [clientId, NOW],
  );
  const file = "batch=thirdPartyId,tier\ncrm-1,gold\n";
  const batches = [
    await submitBatch(pool, clientId, file, { now: NOW }),
    await submitBatch(pool, clientId, file, { now: NOW }),
  ];
  await pool.query(
    `INSERT INTO batch_row_result (batch_id, line, outcome, code, profile_id, detail)
     SELECT $1, n, 'failed', 'missing-id', '', '' FROM generate_series(2, 6) AS n`,
    [batches[0]],
  );
  await pool.query(
    "INSERT INTO attribute_name (client_id, name, first_seen_at) SELECT $1, 'a' || n, $2 FROM generate_series(1, 5) AS n",
    [clientId, NOW],
  );
  await pool.query("INSERT INTO quota_window (client_id, kind, window_start, calls) VALUES ($1, 'calls', $2, 1)", [
    clientId,
    NOW,
  ]);
  await pool.query(
    "INSERT INTO call_minute (client_id, minute, surface, calls, failed) VALUES ($1, $2, 'fetch', 1, 0)",
    [clientId, NOW],
  );
  await pool.query(
    `INSERT INTO unauthenticated_call (client_id, hour, surface, reason, address, agent, calls, last_at)
     VALUES ($1, $2, 'fetch', 'missing', '', '', 1, $2)`,
    [clientId, NOW],
  );
  await prisma.privacyJob.create({
    data: {
      id: randomUUID(),
      clientId,
      action: "access",
      status: "Complete",
      identities: [],
      requestedBy: "test",
      createdAt: NOW,
    },
  });
  const secretHash = Buffer.from("hash");
  await prisma.profileToken.create({
    data: {
      id: token,
      clientId,
      publicId: token,
      secretHash,
      createdAt: NOW,
      createdBy: "test",
      expiresAt: NOW,
      workspaceId: workspace.id,
    },
  });
  await prisma.notice.create({ data: { id: randomUUID(), clientId, tokenId: token, daysBefore: 7, createdAt: NOW } });
  await pool.query(
    "INSERT INTO token_use (token_id, day, surface, address, agent, calls, last_used_at) VALUES ($1, $2::timestamptz::date, 'fetch', '', '', 1, $2)",
    [token, NOW],
  );
  await prisma.property.create({
    data: {
      id: BigInt(Math.floor(Math.random() * 1e12)),
      clientId,
      name: "Shop",
      channel: "web",
      token: randomUUID(),
      createdAt: NOW,
      modifiedAt: NOW,
    },
  });
  for (const [id, place] of [
    [credentials[0] ?? "", { clientId, role: "productAdmin" }],
    [credentials[1] ?? "", { workspaceId: workspace.id, role: "editor" }],
  ] as const) {
    await prisma.adminCredential.create({
      data: { id, publicId: id, secretHash, name: "Sync", createdAt: NOW, ...place },
    });
    await prisma.idempotentReply.create({ data: { actorId: id, key: "k", requestHash: secretHash, createdAt: NOW } });
  }
  return { client, ids: { batches, token, credentials, workspace: workspace.id } };
}

async function askForDeletion({ id }: Client): Promise<void> {
  const { clientAdministration } = installation().stores;
  await clientAdministration.setEnabled(by, id, false, TEST_ORIGIN, NOW);
  expect(await clientAdministration.requestDeletion(by, id, TEST_ORIGIN, NOW)).toMatchObject({ ok: true });
}

/** Runs steps until none is left to take, as one worker does; returns the clients that are gone. */
async function removeAll(deletion = createClientDeletion(pool, STEPS)): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let isMore = true; isMore; ) {
    const step = await deletion.step(LATER);
    if (step.deletedId !== null) gone.push(step.deletedId);
    isMore = step.isMore;
  }
  return gone;
}

test("a deletion leaves no row of the client in any table but the audit log, and none of a neighbour's is touched", async () => {
  const { stores } = installation();
  const [gone, neighbour] = [await makeFullClient(), await makeFullClient()];
  const full = await readOwned(gone.client, gone.ids);
  // A new table with a client's id gets rows here, or this test would say nothing about it.
  expect(Object.entries(full).filter(([, count]) => count === 0)).toEqual([]);
  const before = await readOwned(neighbour.client, neighbour.ids);
  await askForDeletion(gone.client);
  expect(await removeAll()).toEqual([gone.client.id]);
  const left = await readOwned(gone.client, gone.ids);
  expect(Object.entries(left).filter(([, count]) => count !== 0)).toEqual([]);
  expect(await readOwned(neighbour.client, neighbour.ids)).toEqual(before);
  expect(await stores.clients.findByCode(gone.client.code)).toBeNull();
});

test("the events of a deleted client stay under its id, and the installation's log leads to them", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { now: NOW });
  await askForDeletion(client);
  await removeAll();
  const own = (await stores.audit.list(client.id, 10)).map(({ action }) => action);
  expect(own).toEqual(["client.deleted", "client.deletionRequested", "client.disabled", "client.created"]);
  const { events } = await stores.audit.search(null, { target: client.id }, { limit: 10, after: null });
  expect(events.map(({ action, detail }) => [action, detail])).toEqual([
    ["client.deleted", { code: client.code, name: client.name }],
    ["client.deletionRequested", { code: client.code, name: client.name }],
  ]);
});

test("the code of a deleted client is free for another one, with another id", async () => {
  const { prisma, stores } = installation();
  const { id, code } = await makeClient(prisma, { now: NOW });
  const create = () =>
    stores.clientAdministration.create(by, { code, name: "Anew", imsOrgId: null }, TEST_ORIGIN, LATER);
  await askForDeletion({ id, code } as Client);
  expect(await create()).toEqual({ ok: false, refusal: "code-taken" });
  await removeAll();
  const made = await create();
  expect(made).toMatchObject({ ok: true, value: { code, state: "enabled" } });
  expect(made.ok && made.value.id).not.toBe(id);
});

test("a deletion goes on with what is left when its worker was killed after any step", async () => {
  const { client, ids } = await makeFullClient();
  await askForDeletion(client);
  // A new worker for each step knows nothing of the steps before.
  const gone: string[] = [];
  let steps = 0;
  for (let isMore = true; isMore; steps++) {
    const step = await createClientDeletion(pool, STEPS).step(LATER);
    if (step.deletedId !== null) gone.push(step.deletedId);
    isMore = step.isMore;
  }
  expect([gone, steps > 15]).toEqual([[client.id], true]);
  expect(Object.values(await readOwned(client, ids)).every((count) => count === 0)).toBe(true);
});

test("several workers delete a client together, once", async () => {
  const { client, ids } = await makeFullClient();
  await askForDeletion(client);
  const worker = async () => {
    const deletion = createClientDeletion(pool, STEPS);
    const gone: string[] = [];
    while ((await installation().stores.clientAdministration.find(client.id)) !== null) {
      gone.push(...(await removeAll(deletion)));
    }
    return gone;
  };
  expect((await Promise.all([worker(), worker(), worker()])).flat()).toEqual([client.id]);
  expect(Object.values(await readOwned(client, ids)).every((count) => count === 0)).toBe(true);
});

test("nothing is removed before calls that were let in have come to their end", async () => {
  const { client, ids } = await makeFullClient();
  await askForDeletion(client);
  const before = await readOwned(client, ids);
  const early = new Date(LATER.getTime() - 1);
  expect(await createClientDeletion(pool).step(early)).toEqual({ isMore: false, deletedId: null });
  expect(await readOwned(client, ids)).toEqual(before);
  expect(await removeAll()).toEqual([client.id]);
});

test("what is written during a deletion is removed as well, before the client's row", async () => {
  const { client, ids } = await makeFullClient();
  await askForDeletion(client);
  const deletion = createClientDeletion(pool, STEPS);
  const profilesLeft = async () =>
    (await pool.query("SELECT 1 FROM profile WHERE client_id = $1", [client.id])).rowCount ?? 0;
  while ((await profilesLeft()) > 0) await deletion.step(LATER);
  await pool.query(
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
     VALUES ($1, 'ec:first', '{}', 0, $2, $2, 1)`,
    [client.id, NOW],
  );
  expect(await removeAll(deletion)).toEqual([client.id]);
  expect(Object.values(await readOwned(client, ids)).every((count) => count === 0)).toBe(true);
});

test("an upload under way is waited for, keeps no other client waiting, and is not accepted after the client is gone", async () => {
  const { prisma } = installation();
  const [client, other] = [await makeClient(prisma, { now: NOW }), await makeClient(prisma, { now: NOW })];
  const header = { idKind: "tntId" as const, columns: ["tier"] };
  const receive = () =>
    createBatchStore(pool).receive({
      id: BatchId.parse(randomUUID()),
      clientId: client.id,
      apiVersion: 2,
      header,
      warnings: [],
      now: NOW,
    });
  const upload = await receive();
  await askForDeletion(client);
  await askForDeletion(other);
  expect(await removeAll()).toEqual([other.id]);
  expect(await removeAll()).toEqual([]);
  await upload.discard();
  expect(await removeAll()).toEqual([client.id]);
  const late = await receive();
  await expect(late.accept({ rows: 0, bytes: 0 }, LATER)).rejects.toThrow("is gone");
  await late.discard();
});

test("only a disabled client is deleted, never the last one, and there is no way back", async () => {
  const { prisma, stores } = installation();
  const { clientAdministration } = stores;
  const client = await makeClient(prisma, { now: NOW });
  await makeClient(prisma, { now: NOW });
  const request = () => clientAdministration.requestDeletion(by, client.id, TEST_ORIGIN, NOW);
  expect(await request()).toEqual({ ok: false, refusal: "not-disabled" });
  await clientAdministration.setEnabled(by, client.id, false, TEST_ORIGIN, NOW);
  expect(await request()).toMatchObject({ ok: true, value: { state: "deleting" } });
  expect(await request()).toMatchObject({ ok: true, value: { state: "deleting" } });
  const enabled = await clientAdministration.setEnabled(by, client.id, true, TEST_ORIGIN, NOW);
  expect(enabled).toEqual({ ok: false, refusal: "deleting" });
  const requested = (await stores.audit.list(client.id, 10)).filter(
    ({ action }) => action === "client.deletionRequested",
  );
  expect(requested).toHaveLength(1);
  const others = { id: { not: client.id }, deletingAt: null };
  const kept = await prisma.client.findMany({ where: others, select: { id: true } });
  const data = { disabledAt: NOW, deletingAt: NOW };
  await prisma.client.updateMany({ where: { id: { in: kept.slice(1).map(({ id }) => id) } }, data });
  const last = kept[0]?.id as Client["id"];
  await clientAdministration.setEnabled(by, last, false, TEST_ORIGIN, NOW);
  const refused = await clientAdministration.requestDeletion(by, last, TEST_ORIGIN, NOW);
  expect(refused).toEqual({ ok: false, refusal: "last-client" });
});
