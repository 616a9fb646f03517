import { promisify } from "node:util";
import { constants, deflateRaw, inflateRaw } from "node:zlib";
import { BatchHeader } from "@silhouette/core/batch-header";
import { removeRows } from "@silhouette/core/batch-removal";
import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import { selectChunks } from "./sql/batch-progress.ts";
import { wakeWorker } from "./sql/batch-upload.ts";
import {
  deleteProfiles,
  deleteRowResults,
  holdBatches,
  lockPendingBatch,
  raiseRevision,
  replaceChunk,
  selectAcceptedBatches,
  selectLinksInPage,
  selectVisitorRows,
  type VisitorRow,
} from "./sql/delete-visitor.ts";

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** Rows of the profile table that one statement looks through for links: about 3 ms. */
const LINKS_PAGE_ROWS = 10_000;
/** Looks for links without a lock; after so many that a visit has overtaken, the next one holds the visitor's rows. */
const UNLOCKED_ATTEMPTS = 3;
/** A link leads to a profile in two or three steps; more would be a circle. */
const LINK_STEPS_MAX = 10;

/** What a deletion has removed. `keys` are all the identities by which the visitor was known. */
export type Deletion = { readonly keys: ReadonlySet<ProfileKey>; readonly hasFound: boolean };

/**
 * Removes a visitor, whoever of its identities is named: the profile with every link to it, its rows in batches that
 * wait, its rows in reports. Safe to repeat. What is written after it has begun may be taken for a later write or be
 * removed with the rest; what was accepted before is gone when it ends (docs/decisions/0013-deleting-a-visitor.md).
 */
export async function deleteVisitor(pool: pg.Pool, clientId: ClientId, named: ProfileKey): Promise<Deletion> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryDelete(pool, clientId, named, attempt > UNLOCKED_ATTEMPTS);
    if (outcome !== "overtaken") return outcome;
  }
}

async function tryDelete(
  pool: pg.Pool,
  clientId: ClientId,
  named: ProfileKey,
  isLocking: boolean,
): Promise<Deletion | "overtaken"> {
  const visitor = await findVisitor(pool, clientId, named);
  const cleaned = new Map<string, number>();
  for (const { id, isPending } of await selectAcceptedBatches(pool, clientId)) {
    const count = isPending
      ? await inTransaction(pool, (connection) => clean(connection, clientId, id, visitor.keys))
      : 0;
    cleaned.set(id, count);
  }
  const committed = await inTransaction(pool, (connection) =>
    removeProfiles(connection, clientId, named, visitor, new Set(cleaned.keys()), isLocking),
  );
  if (committed === "overtaken") return "overtaken";
  const { keys, batchIds, removed } = committed;
  const ids = { tntIds: idsOf(keys, "pc:"), thirdPartyIds: idsOf(keys, "tp:") };
  let count = [...cleaned.values()].reduce((sum, rows) => sum + rows, removed);
  for (const id of batchIds) count += await deleteRowResults(pool, id, ids);
  return { keys, hasFound: count > 0 };
}

type Visitor = { readonly keys: ReadonlySet<ProfileKey>; readonly rows: readonly VisitorRow[] };

/** Every identity that reaches the same profile as the named one. */
async function findVisitor(connection: Queryable, clientId: ClientId, named: ProfileKey): Promise<Visitor> {
  // Rows are read before the links to them: a visit that adds a link meanwhile also writes the profile, and is noticed.
  const before: VisitorRow[] = [];
  const keys = new Set<ProfileKey>();
  for (let at: ProfileKey | null = named; at !== null && keys.size <= LINK_STEPS_MAX; ) {
    keys.add(at);
    const [row]: readonly VisitorRow[] = await selectVisitorRows(connection, clientId, [at]);
    if (row !== undefined) before.push(row);
    at = row?.merged_into ?? null;
  }
  const chain = [...keys];
  // A pass that finds a link may have come too early for a link to that one; in the third there is rarely anything.
  for (let pass = 0, found = -1; found !== keys.size && pass < LINK_STEPS_MAX; pass++) {
    found = keys.size;
    await collectLinks(connection, clientId, keys);
  }
  const known = new Set(chain);
  const found = [...keys].filter((key) => !known.has(key));
  const linked = reaching(chain, await selectVisitorRows(connection, clientId, found));
  const rows = [...before, ...linked];
  const own = new Set([...chain, ...linked.map(({ key }) => key)]);
  // The device of a person's first visit names the person as long as it is linked to nobody else.
  const devices = rows.flatMap(({ tnt_id }) => (tnt_id === null ? [] : [`pc:${tnt_id}` as const]));
  const strangers = new Set((await selectVisitorRows(connection, clientId, devices)).map(({ key }) => key));
  for (const device of devices) if (!strangers.has(device)) own.add(device);
  return { keys: own, rows };
}

/** The rows that still lead to one of the keys: a device may have moved on to another person since it was found. */
function reaching(keys: Iterable<ProfileKey>, rows: readonly VisitorRow[]): readonly VisitorRow[] {
  const reached = new Set(keys);
  const leads = ({ key, merged_into }: VisitorRow) =>
    !reached.has(key) && merged_into !== null && reached.has(merged_into);
  for (let more = rows.filter(leads); more.length > 0; more = rows.filter(leads)) {
    for (const { key } of more) reached.add(key);
  }
  return rows.filter(({ key }) => reached.has(key));
}

async function collectLinks(connection: Queryable, clientId: ClientId, keys: Set<ProfileKey>): Promise<void> {
  let before: ProfileKey | null = null;
  do {
    const page: Awaited<ReturnType<typeof selectLinksInPage>> = await selectLinksInPage(connection, clientId, {
      before,
      limit: LINKS_PAGE_ROWS,
      to: [...keys],
    });
    for (const link of page.links) keys.add(link);
    before = page.last;
  } while (before !== null);
}

/**
 * The deletion itself. Batches that were accepted since the first look are cleaned while no other can be; then the
 * profile goes with all of its links.
 */
async function removeProfiles(
  connection: Queryable,
  clientId: ClientId,
  named: ProfileKey,
  visitor: Visitor,
  cleaned: ReadonlySet<string>,
  isLocking: boolean,
): Promise<{ keys: ReadonlySet<ProfileKey>; batchIds: readonly string[]; removed: number } | "overtaken"> {
  await holdBatches(connection, clientId);
  const accepted = await selectAcceptedBatches(connection, clientId);
  let { keys, rows } = visitor;
  let waiting = 0;
  for (const { id, isPending } of accepted) {
    if (isPending && !cleaned.has(id)) waiting += await clean(connection, clientId, id, keys);
  }
  if (!isSame(rows, await selectVisitorRows(connection, clientId, [...keys], { lock: true }))) {
    if (!isLocking) return "overtaken";
    // Whatever leads to rows that are held stays as it is, so this look soon finds all that there is.
    do ({ keys, rows } = await findVisitor(connection, clientId, named));
    while (!isSame(rows, await selectVisitorRows(connection, clientId, [...keys], { lock: true })));
    for (const { id, isPending } of accepted) if (isPending) waiting += await clean(connection, clientId, id, keys);
  }
  const removed = await deleteProfiles(connection, clientId, [...keys]);
  return { keys, batchIds: accepted.map(({ id }) => id), removed: removed + waiting };
}

function isSame(before: readonly VisitorRow[], after: readonly VisitorRow[]): boolean {
  const versions = new Map(before.map((row) => [row.key, `${row.version} ${row.merged_into}`]));
  return (
    before.length === after.length &&
    after.every(({ key, version, merged_into }) => versions.get(key) === `${version} ${merged_into}`)
  );
}

/** Takes a visitor's rows out of one waiting batch, under its lock; returns their number. */
async function clean(
  connection: Queryable,
  clientId: ClientId,
  batchId: string,
  keys: ReadonlySet<ProfileKey>,
): Promise<number> {
  const batch = await lockPendingBatch(connection, batchId);
  if (batch === null) return 0;
  const header = BatchHeader.parse(batch.header);
  let removed = 0;
  for (let position = batch.chunksDone; position < batch.chunkCount; position++) {
    const [chunk] = await selectChunks(connection, batchId, { position, count: 1 });
    if (chunk === undefined) continue;
    const changed = removeRows(header, { bytes: await decompress(chunk.body), firstLine: chunk.firstLine }, keys);
    if (changed === null) continue;
    await replaceChunk(connection, batchId, position, await compress(changed.bytes, { level: constants.Z_BEST_SPEED }));
    removed += changed.removed;
  }
  if (removed > 0) await raiseRevision(connection, batchId);
  // A worker that found the batch locked has left it alone.
  await wakeWorker(connection, clientId);
  return removed;
}

const idsOf = (keys: ReadonlySet<ProfileKey>, space: string): readonly string[] =>
  [...keys].flatMap((key) => (key.startsWith(space) ? [key.slice(space.length)] : []));
