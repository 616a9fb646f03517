import { type CountProfiles, PROFILES_COUNTED_MAX } from "@silhouette/core/profile-count";
import type pg from "pg";
import { z } from "zod";

/** Links are rows too; an index on the primary key alone cannot tell them, so they count where nothing is read. */
const COUNT = `
  SELECT count(*)::int AS count FROM (SELECT 1 FROM profile WHERE client_id = $1 AND merged_into IS NULL LIMIT $2) AS counted`;

/** What the planner expects is what its statistics say of the client's share of the table. */
const ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT 1 FROM profile WHERE client_id = $1 AND merged_into IS NULL";

const Plan = z.tuple([z.object({ Plan: z.object({ "Plan Rows": z.number() }) })]);

/** Counts a client's profiles over the pool of the program that shows them. */
export function createProfileCounter(pool: pg.Pool, countedMax = PROFILES_COUNTED_MAX): CountProfiles {
  return async (clientId) => {
    const counted = await pool.query<{ count: number }>(COUNT, [clientId, countedMax + 1]);
    const count = counted.rows[0]?.count ?? 0;
    if (count <= countedMax) return { count, isExact: true };
    const explained = await pool.query<{ "QUERY PLAN": unknown }>(ESTIMATE, [clientId]);
    const [{ Plan: plan }] = Plan.parse(explained.rows[0]?.["QUERY PLAN"]);
    return { count: Math.max(plan["Plan Rows"], count), isExact: false };
  };
}
