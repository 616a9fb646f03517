import { randomUUID } from "node:crypto";
import type { BatchApiVersion } from "@silhouette/core/batch";
import { BatchIntake } from "@silhouette/core/batch-intake";
import { BatchId, ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { createBatchStore } from "../src/batches.ts";

/** A client that no other test shares, as far as profiles and batches need one. */
export async function insertClient(pool: pg.Pool, now: Date): Promise<ClientId> {
  const id = ClientId.parse(`cl_${randomUUID()}`);
  await pool.query("INSERT INTO client (id, code, name, created_at) VALUES ($1, $1, $1, $2)", [id, now]);
  await pool.query("INSERT INTO client_settings (client_id, updated_at) VALUES ($1, $2)", [id, now]);
  return id;
}

/** Submits a file the way the data plane does. */
export async function submitBatch(
  pool: pg.Pool,
  clientId: ClientId,
  file: string | Uint8Array,
  { apiVersion = 2, now }: { apiVersion?: BatchApiVersion; now: Date },
): Promise<BatchId> {
  const id = BatchId.parse(`batch-${randomUUID()}`);
  const intake = new BatchIntake();
  const chunks = [...intake.push(Buffer.from(file))];
  const finished = intake.finish();
  if (!finished.ok || intake.header === null) throw new Error("The test's file is no batch");
  const upload = await createBatchStore(pool).receive({ id, clientId, apiVersion, ...intake.header, now });
  await upload.append([...chunks, ...finished.value.chunks]);
  await upload.accept(finished.value.summary, now);
  return id;
}
