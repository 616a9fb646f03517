import type { QuotaKind } from "@silhouette/core/quota";
import type { Queryable } from "../pool.ts";

/**
 * Counts one call while there is room. The row lock puts the calls of all nodes in a line, so the limit is exact; a
 * refused call writes nothing, and the rows of different clients do not wait for each other.
 */
const TAKE_CALL = `
  INSERT INTO quota_window AS w (client_id, kind, window_start, calls) VALUES ($1, $2, $3, 1)
  ON CONFLICT (client_id, kind, window_start) DO UPDATE SET calls = w.calls + 1 WHERE w.calls < $4
  RETURNING calls`;

/** False when the window is full. */
export async function takeCall(
  connection: Queryable,
  call: { clientId: string; kind: QuotaKind; windowStart: number; callsMax: number },
): Promise<boolean> {
  const { clientId, kind, windowStart, callsMax } = call;
  const values = [clientId, kind, new Date(windowStart), callsMax];
  const { rowCount } = await connection.query({ name: "take-call", text: TAKE_CALL, values });
  return rowCount === 1;
}

/** Calls of a client in one window. */
export type QuotaWindow = {
  readonly clientId: string;
  readonly kind: QuotaKind;
  readonly windowStart: number;
  readonly calls: number;
};

/** The order of the rows keeps two nodes from waiting for each other in a circle. */
const ADD_CALLS = `
  INSERT INTO quota_window AS w (client_id, kind, window_start, calls)
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[]) AS u(client_id, kind, window_start, calls)
  ORDER BY client_id, kind, window_start
  ON CONFLICT (client_id, kind, window_start) DO UPDATE SET calls = w.calls + excluded.calls`;

export async function addCalls(connection: Queryable, windows: readonly QuotaWindow[]): Promise<void> {
  if (windows.length === 0) return;
  await connection.query(ADD_CALLS, [
    windows.map((window) => window.clientId),
    windows.map((window) => window.kind),
    windows.map((window) => new Date(window.windowStart)),
    windows.map((window) => window.calls),
  ]);
}

const WINDOWS = `
  SELECT w.client_id AS "clientId", w.kind, w.window_start, w.calls FROM quota_window AS w
  JOIN unnest($1::text[], $2::text[]) AS u(client_id, kind) ON w.client_id = u.client_id AND w.kind = u.kind
  WHERE w.window_start >= $3`;

/** What all nodes have counted for the named clients and kinds, from a window on. */
export async function selectWindows(
  connection: Queryable,
  names: readonly { clientId: string; kind: QuotaKind }[],
  oldest: number,
): Promise<readonly QuotaWindow[]> {
  const { rows } = await connection.query<Omit<QuotaWindow, "windowStart"> & { window_start: Date }>(WINDOWS, [
    names.map(({ clientId }) => clientId),
    names.map(({ kind }) => kind),
    new Date(oldest),
  ]);
  return rows.map(({ window_start, ...row }) => ({ ...row, windowStart: window_start.getTime() }));
}
