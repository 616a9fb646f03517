import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** One that has to wait for an upload keeps no other one waiting. */
const NEXT_CLIENT = `
  SELECT id FROM client AS c WHERE deleting_at IS NOT NULL AND disabled_at <= $1
  ORDER BY EXISTS (SELECT 1 FROM batch AS b WHERE b.client_id = c.id AND b.state = 'receiving'), deleting_at, id
  LIMIT 1 FOR NO KEY UPDATE OF c SKIP LOCKED`;

/**
 * Takes the client whose deletion was asked for first, for this transaction: of several workers one is at it, and a
 * batch that is being accepted is not kept waiting. Null when there is none, or another worker is at the only one.
 */
export async function lockDeletedClient(connection: Queryable, disabledBefore: Date): Promise<ClientId | null> {
  const { rows } = await connection.query<{ id: ClientId }>(NEXT_CLIENT, [disabledBefore]);
  return rows[0]?.id ?? null;
}

/**
 * Uploads under way are left to themselves: they end as batches or are cleared away, and none must lose its row while
 * its chunks arrive. A worker that is still at a batch is waited for.
 */
const NEXT_BATCH = "SELECT id FROM batch WHERE client_id = $1 AND state <> 'receiving' LIMIT 1 FOR UPDATE";

export async function lockBatchOf(connection: Queryable, clientId: ClientId): Promise<string | null> {
  const { rows } = await connection.query<{ id: string }>(NEXT_BATCH, [clientId]);
  return rows[0]?.id ?? null;
}

const DELETE_CHUNKS = `
  DELETE FROM batch_chunk WHERE batch_id = $1
    AND position IN (SELECT position FROM batch_chunk WHERE batch_id = $1 ORDER BY position LIMIT $2)`;

/** Removes some of a batch's chunks; returns their number. */
export async function deleteChunks(connection: Queryable, batchId: string, limit: number): Promise<number> {
  const { rowCount } = await connection.query(DELETE_CHUNKS, [batchId, limit]);
  return rowCount ?? 0;
}

export async function deleteBatchRow(connection: Queryable, batchId: string): Promise<void> {
  await connection.query("DELETE FROM batch WHERE id = $1", [batchId]);
}

/** From a key on, so that a step does not read past what the steps before have left behind in the index. */
const DELETE_PROFILES = `
  WITH gone AS (
    DELETE FROM profile WHERE client_id = $1 AND key = ANY (ARRAY (
      SELECT key FROM profile WHERE client_id = $1 AND key > $2 ORDER BY key LIMIT $3))
    RETURNING key
  )
  SELECT max(key) AS last FROM gone`;

/** Removes some profiles and links after a key (`""`: from the first on). `last` is the key to go on after: null when none was left. */
export async function deleteProfilesAfter(
  connection: Queryable,
  clientId: ClientId,
  after: string,
  limit: number,
): Promise<{ readonly last: string | null }> {
  const { rows } = await connection.query<{ last: string | null }>(DELETE_PROFILES, [clientId, after, limit]);
  return rows[0] ?? { last: null };
}

/** Rows of a table that has the client's id, by its primary key. */
const owned = (table: string, key: string) => `
  DELETE FROM ${table} WHERE client_id = $1 AND (${key}) IN (SELECT ${key} FROM ${table} WHERE client_id = $1 LIMIT $2)`;

/**
 * What else a client owns, in this order: what is found by way of another table goes before that one. The client's row
 * takes its settings with it. Its audit events stay.
 */
export const OWNED_ROWS: readonly string[] = [
  owned("attribute_name", "client_id, name"),
  owned("quota_window", "client_id, kind, window_start"),
  owned("call_minute", "client_id, minute, surface"),
  owned("unauthenticated_call", "client_id, hour, surface, reason, address, agent"),
  owned("privacy_job", "id"),
  owned("notice", "id"),
  `DELETE FROM token_use WHERE (token_id, day, surface, address, agent) IN (
     SELECT u.token_id, u.day, u.surface, u.address, u.agent
     FROM token_use AS u JOIN profile_token AS t ON t.id = u.token_id WHERE t.client_id = $1 LIMIT $2)`,
  owned("profile_token", "id"),
  owned("property", "id"),
  // A credential and a role of a workspace may name the workspace alone.
  `DELETE FROM idempotent_reply WHERE (actor_id, key) IN (
     SELECT r.actor_id, r.key FROM idempotent_reply AS r JOIN admin_credential AS c ON c.id = r.actor_id
     WHERE c.client_id = $1 OR c.workspace_id IN (SELECT id FROM workspace WHERE client_id = $1) LIMIT $2)`,
  ...["admin_credential", "membership"].map(
    (table) => `
      DELETE FROM ${table} WHERE id IN (
        SELECT id FROM ${table}
        WHERE client_id = $1 OR workspace_id IN (SELECT id FROM workspace WHERE client_id = $1) LIMIT $2)`,
  ),
  owned("workspace", "id"),
];

/** Removes some of the rows that a statement of `OWNED_ROWS` is about; returns their number. */
export async function deleteOwned(
  connection: Queryable,
  statement: string,
  clientId: ClientId,
  limit: number,
): Promise<number> {
  const { rowCount } = await connection.query(statement, [clientId, limit]);
  return rowCount ?? 0;
}

const LEFTOVERS = `
  SELECT EXISTS (SELECT 1 FROM batch WHERE client_id = $1) AS "hasBatches",
    EXISTS (SELECT 1 FROM profile WHERE client_id = $1) AS "hasProfiles"`;

/** What writers have left behind after it was looked for, or are about to: an upload under way is a batch. */
export async function findLeftovers(
  connection: Queryable,
  clientId: ClientId,
): Promise<{ readonly hasBatches: boolean; readonly hasProfiles: boolean }> {
  const { rows } = await connection.query<{ hasBatches: boolean; hasProfiles: boolean }>(LEFTOVERS, [clientId]);
  return rows[0] ?? { hasBatches: true, hasProfiles: true };
}

/** From here on no batch of it is accepted and no row that refers to it is added, until the transaction ends. */
export async function lockClientRow(connection: Queryable, clientId: ClientId): Promise<void> {
  await connection.query("SELECT 1 FROM client WHERE id = $1 FOR UPDATE", [clientId]);
}

/** Removes the row, and with it the client's settings. */
export async function deleteClientRow(
  connection: Queryable,
  clientId: ClientId,
): Promise<{ readonly code: string; readonly name: string } | null> {
  const { rows } = await connection.query<{ code: string; name: string }>(
    "DELETE FROM client WHERE id = $1 RETURNING code, name",
    [clientId],
  );
  return rows[0] ?? null;
}
