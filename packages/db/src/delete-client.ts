import type { AuditEvent } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import {
  deleteBatchRow,
  deleteChunks,
  deleteClientRow,
  deleteOwned,
  deleteProfilesAfter,
  findLeftovers,
  lockBatchOf,
  lockClientRow,
  lockDeletedClient,
  OWNED_ROWS,
} from "./sql/delete-client.ts";
import { deleteRowResults } from "./sql/delete-old.ts";
import { insertAuditEvent } from "./sql/insert-audit-event.ts";

/**
 * Milliseconds between disabling a client and removing the first of its rows. Nodes let its calls in for a second more,
 * and a call that was let in writes within half a minute or not at all: what is counted of it is written by then, too.
 */
export const DELETION_GRACE_MILLIS = 60_000;
/** Rows that one step removes: 11 ms for as many small profiles, with everything in memory and two busy processors. */
const STEP_ROWS = 2_000;
/** Chunks that one step removes: each has up to 128 kB of rows, compressed. */
const STEP_CHUNKS = 100;

const WORKER: AuditEvent["actor"] = { kind: "system", id: "worker", name: "worker" };

export type DeletionStep = {
  /** Whether there may be more to remove at once. */
  readonly isMore: boolean;
  /** The client that is gone by this step. */
  readonly deletedId: ClientId | null;
};

/** How far the deletion of a client has come: profiles up to this key are gone. */
type Place = { readonly clientId: ClientId; readonly afterKey: string };

/**
 * Removes the clients whose deletion was asked for, one after the other, in short transactions: batches first, because
 * they write profiles, then profiles in the order of their key, then everything else, and the client's row last. The
 * place is kept in memory alone, as a way to pass over what is gone: a new worker, or another one, begins at the start
 * and finds less to do. The last step looks once more for what was written meanwhile.
 */
export function createClientDeletion(
  pool: pg.Pool,
  { stepRows = STEP_ROWS, stepChunks = STEP_CHUNKS }: { readonly stepRows?: number; readonly stepChunks?: number } = {},
): {
  /** Not to be called while a step is under way. */
  step(now: Date): Promise<DeletionStep>;
} {
  let place: Place | null = null;
  return {
    step: async (now) => {
      const before = place;
      // A transaction may be repeated, so only the one that was committed moves the place.
      const { place: reached, ...taken } = await inTransaction(pool, async (connection) => {
        const clientId = await lockDeletedClient(connection, new Date(now.getTime() - DELETION_GRACE_MILLIS));
        if (clientId === null) return { isMore: false, deletedId: null, place: null };
        const from = before?.clientId === clientId ? before : startOf(clientId);
        return takeStep(connection, from, { stepRows, stepChunks, now });
      });
      place = reached;
      return taken;
    },
  };
}

type Outcome = DeletionStep & { readonly place: Place | null };
type StepSize = { readonly stepRows: number; readonly stepChunks: number; readonly now: Date };

const goOnAt = (place: Place): Outcome => ({ isMore: true, deletedId: null, place });
const startOf = (clientId: ClientId): Place => ({ clientId, afterKey: "" });

async function takeStep(connection: Queryable, place: Place, size: StepSize): Promise<Outcome> {
  const { clientId, afterKey } = place;
  if (await deleteSomeOfBatch(connection, clientId, size)) return goOnAt(place);
  const { last } = await deleteProfilesAfter(connection, clientId, afterKey, size.stepRows);
  if (last !== null) return goOnAt({ clientId, afterKey: last });
  await lockClientRow(connection, clientId);
  for (const statement of OWNED_ROWS) {
    if ((await deleteOwned(connection, statement, clientId, size.stepRows)) > 0) return goOnAt(place);
  }
  return finish(connection, place, size.now);
}

/** False when the client has no batch left but uploads under way. */
async function deleteSomeOfBatch(connection: Queryable, clientId: ClientId, size: StepSize): Promise<boolean> {
  const batchId = await lockBatchOf(connection, clientId);
  if (batchId === null) return false;
  // The row goes last: as long as it is there, it is known that something is left to remove.
  const isMore =
    (await deleteRowResults(connection, batchId, size.stepRows)) === size.stepRows ||
    (await deleteChunks(connection, batchId, size.stepChunks)) === size.stepChunks;
  if (!isMore) await deleteBatchRow(connection, batchId);
  return true;
}

/**
 * Removes the client's row, unless something has come since it was looked for. An upload under way is waited for: it
 * ends within an hour.
 */
async function finish(connection: Queryable, place: Place, now: Date): Promise<Outcome> {
  const { clientId } = place;
  const { hasBatches, hasProfiles } = await findLeftovers(connection, clientId);
  if (hasBatches) return { isMore: false, deletedId: null, place };
  if (hasProfiles) return goOnAt(startOf(clientId));
  const client = await deleteClientRow(connection, clientId);
  const event: AuditEvent = {
    clientId,
    actor: WORKER,
    action: "client.deleted",
    target: clientId,
    detail: { ...client },
    origin: { address: "", requestId: "" },
  };
  await insertAuditEvent(connection, event, now);
  // The installation's log says under which id the client's own log is to be found.
  await insertAuditEvent(connection, { ...event, clientId: null }, now);
  return { isMore: true, deletedId: clientId, place: null };
}
