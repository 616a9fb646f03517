import type { MinuteCount, RefusalCount, TokenUseCount } from "@silhouette/core/call-count-rows";
import type { Queryable } from "../pool.ts";

// Counts are added up, so a row is locked and the statements keep one order of keys: two nodes that write at once wait
// for each other in a line, never in a circle. A statement holds no row twice, and no function but of what it is given.

const ADD_MINUTES = `
  INSERT INTO call_minute AS c (client_id, minute, surface, calls, failed)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::int[])
    AS u(client_id, minute, surface, calls, failed)
  ORDER BY client_id, minute, surface
  ON CONFLICT (client_id, minute, surface) DO UPDATE SET
    calls = c.calls + excluded.calls, failed = c.failed + excluded.failed`;

export async function addMinutes(connection: Queryable, rows: readonly MinuteCount[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(ADD_MINUTES, [
    rows.map((row) => row.clientId),
    rows.map((row) => new Date(row.minute)),
    rows.map((row) => row.surface),
    rows.map((row) => row.calls),
    rows.map((row) => row.failed),
  ]);
}

const ADD_REFUSALS = `
  INSERT INTO unauthenticated_call AS c (client_id, hour, surface, reason, address, agent, calls, last_at)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[])
    AS u(client_id, hour, surface, reason, address, agent, calls, last_at)
  ORDER BY client_id, hour, surface, reason, address, agent
  ON CONFLICT (client_id, hour, surface, reason, address, agent) DO UPDATE SET
    calls = c.calls + excluded.calls, last_at = GREATEST(c.last_at, excluded.last_at)`;

export async function addRefusals(connection: Queryable, rows: readonly RefusalCount[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(ADD_REFUSALS, [
    rows.map((row) => row.clientId),
    rows.map((row) => new Date(row.hour)),
    rows.map((row) => row.surface),
    rows.map((row) => row.reason),
    rows.map((row) => row.address),
    rows.map((row) => row.agent),
    rows.map((row) => row.calls),
    rows.map((row) => new Date(row.lastAt)),
  ]);
}

/** Hours of one day meet here, so what is the same but for the hour is added up before it is written. */
const ADD_USES = `
  INSERT INTO token_use AS t (token_id, day, surface, address, agent, calls, last_used_at)
  SELECT u.token_id, u.day, u.surface, u.address, u.agent, sum(u.calls)::int, max(u.last_used_at)
  FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[])
    AS u(token_id, day, surface, address, agent, calls, last_used_at)
  GROUP BY u.token_id, u.day, u.surface, u.address, u.agent
  ORDER BY u.token_id, u.day, u.surface, u.address, u.agent
  ON CONFLICT (token_id, day, surface, address, agent) DO UPDATE SET
    calls = t.calls + excluded.calls, last_used_at = GREATEST(t.last_used_at, excluded.last_used_at)`;

/**
 * Notes the last use of each token. A row that somebody else is changing is left alone: whoever replaces a token locks
 * several in an order of its own, and the uses themselves stand in `token_use`.
 */
const NOTE_LAST_USES = `
  WITH free AS (
    SELECT id FROM profile_token WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE profile_token AS t SET
    last_used_at = u.last_used_at, last_used_address = u.address, last_used_agent = u.agent, last_used_surface = u.surface
  FROM free, unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
    AS u(id, last_used_at, address, agent, surface)
  WHERE free.id = t.id AND u.id = t.id AND (t.last_used_at IS NULL OR t.last_used_at <= u.last_used_at)`;

export async function addTokenUses(connection: Queryable, rows: readonly TokenUseCount[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(ADD_USES, [
    rows.map((row) => row.tokenId),
    // As text: a time would become a day by the time zone of the session.
    rows.map((row) => new Date(row.hour).toISOString().slice(0, 10)),
    rows.map((row) => row.surface),
    rows.map((row) => row.address),
    rows.map((row) => row.agent),
    rows.map((row) => row.calls),
    rows.map((row) => new Date(row.lastAt)),
  ]);
  const latest = new Map<string, TokenUseCount>();
  for (const row of rows) {
    if (row.lastAt >= (latest.get(row.tokenId)?.lastAt ?? 0)) latest.set(row.tokenId, row);
  }
  const last = [...latest.values()];
  await connection.query(NOTE_LAST_USES, [
    last.map((row) => row.tokenId),
    last.map((row) => new Date(row.lastAt)),
    last.map((row) => row.address),
    last.map((row) => row.agent),
    last.map((row) => row.surface),
  ]);
}
