import { CALLS_APPLICATION, type Queryable } from "../pool.ts";

/** Milliseconds that a call is remembered. With ten calls in a second, two looks of three meet one. */
const MEMORY = "100 ms";

/**
 * `state` and `state_change` are null for a role that may not see them: then nobody is seen, and batches are as fast as
 * they can be.
 */
const HAS_CALLERS = `
  SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database()
      AND (state = 'active' OR state_change > clock_timestamp() - interval '${MEMORY}')
  ) AS "hasCallers"`;

/** Whether calls are being served on any node, or were a moment ago. */
export async function hasCallers(connection: Queryable): Promise<boolean> {
  const { rows } = await connection.query<{ hasCallers: boolean }>({
    name: "has-callers",
    text: HAS_CALLERS,
    values: [CALLS_APPLICATION],
  });
  return rows[0]?.hasCallers ?? false;
}
