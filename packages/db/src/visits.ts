import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Visit, VisitResult } from "@silhouette/core/profile";
import { type IdentityRows, planVisit, referredKeys } from "@silhouette/core/visit";
import type pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import { insertPlaces, lockIdentities, selectIdentities, writeIdentities } from "./sql/visit-rows.ts";

/** Attempts at a visit whose identities are linked elsewhere while it is being prepared. */
const ATTEMPTS_MAX = 10;

/**
 * Applies a visit. All rows that it may depend on are locked before anything is decided, and everything is written in
 * one statement: no other write can slip in between, and no reader sees half of a merge.
 */
export async function applyVisit(pool: pg.Pool, visit: Visit, now: Date): Promise<VisitResult> {
  const named = Object.values(visit.identities).filter((key) => key !== null);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const known = await readAll(pool, visit.clientId, named);
    const keys = [...new Set([...named, ...known.keys(), ...referredKeys(known.values())])].sort();
    const result = await inTransaction(pool, (connection) => applyLocked(connection, visit, named, keys, now)).catch(
      (error: unknown) => {
        if (error instanceof VisitRefused) return { outcome: error.refusal, tntId: visit.newTntId };
        throw error;
      },
    );
    if (result !== "links-moved") return result;
  }
  throw new Error(`The links of a visit to client ${visit.clientId} kept moving`);
}

/** Follows links until no row refers to one that has not been read. */
async function readAll(pool: pg.Pool, clientId: ClientId, named: readonly ProfileKey[]): Promise<IdentityRows> {
  const rows = new Map(await selectIdentities(pool, clientId, named));
  const asked = new Set<ProfileKey>(named);
  for (;;) {
    const more = [...referredKeys(rows.values())].filter((key) => !asked.has(key));
    if (more.length === 0) return rows;
    for (const key of more) asked.add(key);
    for (const [key, row] of await selectIdentities(pool, clientId, more)) rows.set(key, row);
  }
}

async function applyLocked(
  connection: Queryable,
  visit: Visit,
  named: readonly ProfileKey[],
  keys: readonly ProfileKey[],
  now: Date,
): Promise<VisitResult | "links-moved"> {
  const { clientId, expiresAt } = visit;
  await insertPlaces(connection, clientId, named, now);
  const rows = await lockIdentities(connection, clientId, keys);
  if ([...referredKeys(rows.values())].some((key) => !keys.includes(key))) return "links-moved";
  const plan = planVisit(rows, visit, now);
  if (!plan.ok) throw new VisitRefused(plan.refusal);
  const { profile, links, tntId } = plan.value;
  const linkRows = links.map((link) => ({ ...link, attributes: new Map(), tntId: null, modifiedAt: now }));
  await writeIdentities(connection, clientId, [{ ...profile, mergedInto: null }, ...linkRows], {
    expiresAt,
    visitedAt: now,
  });
  return { outcome: "applied", tntId };
}

/** Takes back the places that were made for a visit which is then refused. */
class VisitRefused extends Error {
  readonly refusal: "too-large";
  constructor(refusal: "too-large") {
    super(`A visit was refused: ${refusal}`);
    this.refusal = refusal;
  }
}
