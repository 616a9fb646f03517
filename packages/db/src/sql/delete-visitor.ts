import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** A row of a visitor as a deletion needs it: where it leads, and whether it is the same as before. */
export type VisitorRow = {
  readonly key: ProfileKey;
  readonly merged_into: ProfileKey | null;
  readonly tnt_id: string | null;
  readonly version: number;
};

const BY_KEYS = `
  SELECT key, merged_into, tnt_id, version FROM profile WHERE client_id = $1 AND key = ANY($2::text[])
  ORDER BY key COLLATE "C"`;

export async function selectVisitorRows(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
  { lock }: { lock: boolean } = { lock: false },
): Promise<readonly VisitorRow[]> {
  const { rows } = await connection.query<VisitorRow>(lock ? `${BY_KEYS} FOR UPDATE` : BY_KEYS, [clientId, keys]);
  return rows;
}

/**
 * The links to given keys among the next rows of a client, from the end of its keys to their beginning: a device
 * (`pc:`) comes after the person (`tp:`) that it links to and before the ECID (`ec:`) that links to it. There is no
 * index on links and there is to be none, because it would make every update of a profile dearer.
 */
const linksInPage = (condition: string) => `
  WITH page AS MATERIALIZED (
    SELECT key, merged_into FROM profile WHERE client_id = $1 ${condition} ORDER BY key DESC LIMIT $2
  )
  SELECT (SELECT min(key) FROM page) AS last,
    ARRAY (SELECT key FROM page WHERE merged_into = ANY($3::text[])) AS links`;

/** Two statements, because a condition that may be absent keeps the planner from starting at the key. */
const LINKS_IN_FIRST_PAGE = linksInPage("");
const LINKS_IN_NEXT_PAGE = linksInPage("AND key < $4");

/** `last` is null behind the last page. */
export async function selectLinksInPage(
  connection: Queryable,
  clientId: ClientId,
  page: { before: ProfileKey | null; limit: number; to: readonly ProfileKey[] },
): Promise<{ last: ProfileKey | null; links: readonly ProfileKey[] }> {
  const { rows } = await connection.query<{ last: ProfileKey | null; links: ProfileKey[] }>({
    ...(page.before === null
      ? { name: "select-links-in-first-page", text: LINKS_IN_FIRST_PAGE }
      : { name: "select-links-in-next-page", text: LINKS_IN_NEXT_PAGE }),
    values: [clientId, page.limit, page.to, ...(page.before === null ? [] : [page.before])],
  });
  return rows[0] ?? { last: null, links: [] };
}

const DELETE_PROFILES = "DELETE FROM profile WHERE client_id = $1 AND key = ANY($2::text[])";

export async function deleteProfiles(
  connection: Queryable,
  clientId: ClientId,
  keys: readonly ProfileKey[],
): Promise<number> {
  const { rowCount } = await connection.query(DELETE_PROFILES, [clientId, keys]);
  return rowCount ?? 0;
}

/** Keeps batches of the client from being accepted until the transaction ends. */
export async function holdBatches(connection: Queryable, clientId: ClientId): Promise<void> {
  await connection.query("SELECT 1 FROM client WHERE id = $1 FOR UPDATE", [clientId]);
}

const ACCEPTED_BATCHES = `
  SELECT id, state IN ('queued', 'stuck') AS "isPending" FROM batch
  WHERE client_id = $1 AND state <> 'receiving' ORDER BY submitted_at, id`;

export async function selectAcceptedBatches(
  connection: Queryable,
  clientId: ClientId,
): Promise<readonly { id: string; isPending: boolean }[]> {
  const { rows } = await connection.query<{ id: string; isPending: boolean }>(ACCEPTED_BATCHES, [clientId]);
  return rows;
}

const LOCK_PENDING_BATCH = `
  SELECT header, chunks_done, chunk_count FROM batch WHERE id = $1 AND state IN ('queued', 'stuck') FOR UPDATE`;

/** Waits for the chunk that is being applied and keeps the next one back; null when the batch is done. */
export async function lockPendingBatch(
  connection: Queryable,
  id: string,
): Promise<{ header: unknown; chunksDone: number; chunkCount: number } | null> {
  const { rows } = await connection.query<{ header: unknown; chunks_done: number; chunk_count: number }>(
    LOCK_PENDING_BATCH,
    [id],
  );
  const [row] = rows;
  return row === undefined ? null : { header: row.header, chunksDone: row.chunks_done, chunkCount: row.chunk_count };
}

export async function replaceChunk(connection: Queryable, batchId: string, position: number, body: Buffer) {
  await connection.query("UPDATE batch_chunk SET body = $3 WHERE batch_id = $1 AND position = $2", [
    batchId,
    position,
    body,
  ]);
}

/** Tells workers that chunks of the batch are no longer what they may have read. */
export async function raiseRevision(connection: Queryable, batchId: string): Promise<void> {
  await connection.query("UPDATE batch SET revision = revision + 1 WHERE id = $1", [batchId]);
}

/** The id of a row as it was sent may carry the location suffix that its profile's key does not have (U-05). */
const DELETE_ROW_RESULTS = `
  DELETE FROM batch_row_result AS r USING batch AS b
  WHERE r.batch_id = $1 AND b.id = r.batch_id AND (
    (b.header ->> 'idKind' = 'tntId' AND regexp_replace(r.profile_id, '\\.\\d+_\\d+$', '') = ANY($2::text[])) OR
    (b.header ->> 'idKind' = 'thirdPartyId' AND r.profile_id = ANY($3::text[])))`;

/** Removes a visitor from the row report of one batch. */
export async function deleteRowResults(
  connection: Queryable,
  batchId: string,
  ids: { tntIds: readonly string[]; thirdPartyIds: readonly string[] },
): Promise<number> {
  const { rowCount } = await connection.query(DELETE_ROW_RESULTS, [batchId, ids.tntIds, ids.thirdPartyIds]);
  return rowCount ?? 0;
}
