import type { BatchListQuery, ListedBatch } from "@silhouette/core/batch-list";
import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";
import { BATCH_COLUMNS, type BatchRow, toBatch } from "./select-batch.ts";

/** A page by the index on client and time; batches of one moment stand in the order of their ids. */
const PAGE = `
  SELECT ${BATCH_COLUMNS}, progressed_at FROM batch
  WHERE client_id = $1 AND state <> 'receiving' AND ($2::text IS NULL OR state = $2)
    AND ($3::timestamptz IS NULL OR (submitted_at, id) < ($3, $4))
  ORDER BY submitted_at DESC, id DESC LIMIT $5`;

export async function listBatches(
  connection: Queryable,
  clientId: ClientId,
  { state, after, limit }: BatchListQuery,
): Promise<readonly ListedBatch[]> {
  const { rows } = await connection.query<BatchRow & { progressed_at: Date }>({
    name: "list-batches",
    text: PAGE,
    values: [clientId, state, after?.submittedAt ?? null, after?.id ?? "", limit],
  });
  return rows.map((row) => ({ ...toBatch(row), progressedAt: row.progressed_at }));
}
