import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import {
  deleteExpired,
  deleteLink,
  type LifeRow,
  lockLife,
  selectLives,
  selectNextRows,
} from "./sql/delete-expired.ts";
import { LINK_STEPS_MAX } from "./write-profiles.ts";

/**
 * Milliseconds that an expired row is left alone: an hour, so that the clocks of nodes and workers may differ. Nobody
 * sees an expired row; a write to one begins anew, as it does where there is none.
 */
const GRACE_MILLIS = 60 * 60 * 1000;
/** Rows that one step looks at: a read of a few milliseconds. A guess. */
const STEP_ROWS = 500;

export type PurgeStep = {
  readonly removed: number;
  /** True when the end of the table was reached: the next step begins a new pass. */
  readonly isPassDone: boolean;
};

/**
 * Removes expired profiles and the links to them, step by step in the order of the primary key, because no index tells
 * what is expired (docs/decisions/0011-purge-without-an-index.md). A pass keeps the moment it began with, so a link is
 * judged by the same measure as the profile behind it, and goes in the same pass: before it, except a link between two
 * devices, which may stand after it. The place is kept in memory alone; a new worker begins at the start. Several may
 * walk at once.
 */
export function createProfilePurge(
  pool: pg.Pool,
  stepRows = STEP_ROWS,
): {
  /** Not to be called while a step is under way. */
  step(now: Date): Promise<PurgeStep>;
} {
  const start = { clientId: "", key: "" };
  let after: { clientId: string; key: string } = start;
  let expiredBefore: Date | null = null;
  return {
    async step(now) {
      expiredBefore ??= new Date(now.getTime() - GRACE_MILLIS);
      const rows = await selectNextRows(pool, after, expiredBefore, stepRows);
      let removed = 0;
      for (const [clientId, own] of groupByClient(rows)) {
        removed += await removeDeadLinks(pool, clientId, own, expiredBefore);
        removed += await removeExpired(pool, clientId, own, expiredBefore);
      }
      const last = rows.at(-1);
      const isPassDone = last === undefined || rows.length < stepRows;
      after = isPassDone ? start : last;
      if (isPassDone) expiredBefore = null;
      return { removed, isPassDone };
    },
  };
}

function groupByClient(rows: readonly LifeRow[]): ReadonlyMap<ClientId, readonly LifeRow[]> {
  const groups = new Map<ClientId, LifeRow[]>();
  for (const row of rows) {
    const group = groups.get(row.clientId);
    if (group === undefined) groups.set(row.clientId, [row]);
    else group.push(row);
  }
  return groups;
}

async function removeExpired(
  pool: pg.Pool,
  clientId: ClientId,
  rows: readonly LifeRow[],
  expiredBefore: Date,
): Promise<number> {
  const keys = rows.filter((row) => row.target === null && row.isExpired).map(({ key }) => key);
  if (keys.length === 0) return 0;
  return inTransaction(pool, (connection) => deleteExpired(connection, clientId, keys, expiredBefore));
}

/** A link lives exactly as long as the profile it leads to; its own time says nothing. */
async function removeDeadLinks(
  pool: pg.Pool,
  clientId: ClientId,
  rows: readonly LifeRow[],
  expiredBefore: Date,
): Promise<number> {
  let removed = 0;
  for (const key of await findDeadLinks(pool, clientId, rows, expiredBefore)) {
    const isRemoved = await inTransaction(pool, (connection) => removeIfDead(connection, clientId, key, expiredBefore));
    if (isRemoved) removed += 1;
  }
  return removed;
}

/** Links that seem to lead to nothing that lives, read without a lock. */
async function findDeadLinks(
  pool: pg.Pool,
  clientId: ClientId,
  rows: readonly LifeRow[],
  expiredBefore: Date,
): Promise<readonly ProfileKey[]> {
  let left = rows.flatMap(({ key, target }) => (target === null ? [] : [{ key, target }]));
  const dead: ProfileKey[] = [];
  for (let step = 0; step < LINK_STEPS_MAX && left.length > 0; step++) {
    const keys = [...new Set(left.map(({ target }) => target))];
    const targets = await selectLives(pool, clientId, keys, expiredBefore);
    const byKey = new Map(targets.map((row) => [row.key, row]));
    const next: typeof left = [];
    for (const { key, target } of left) {
      const found = byKey.get(target);
      if (found?.target) next.push({ key, target: found.target });
      else if (found === undefined || found.isExpired) dead.push(key);
    }
    left = next;
  }
  return dead;
}

/**
 * Looks again under the locks of the link and of what it leads to: a visit or a write that renews the profile either
 * came before, and the link stays, or finds neither of the two alive.
 */
async function removeIfDead(
  connection: Queryable,
  clientId: ClientId,
  key: ProfileKey,
  expiredBefore: Date,
): Promise<boolean> {
  let row = await lockLife(connection, clientId, key, expiredBefore);
  if (row === null || row.target === null) return false;
  for (let step = 0; step < LINK_STEPS_MAX && row !== null && row.target !== null; step++) {
    row = await lockLife(connection, clientId, row.target, expiredBefore);
  }
  const isDead = row === null || (row.target === null && row.isExpired);
  if (isDead) await deleteLink(connection, clientId, key);
  return isDead;
}
