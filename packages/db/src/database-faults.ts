import pg from "pg";

/** Postgres' code for a statement that took longer than `statement_timeout`. */
const QUERY_CANCELED = "57014";

/** Whether a statement was ended because it took longer than it may. */
export const isStalled = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && cause.code === QUERY_CANCELED;

/**
 * Postgres' classes of errors that no statement is to blame for: connections, want of disk or memory, a server that
 * stops; and a transaction that was ended because its program fell silent.
 */
const OUTAGE_CLASSES = /^(?:08|53|57|25P03)/;

/** The driver's own words when it has no connection, or loses one: it gives them no code. */
const WITHOUT_CONNECTION =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** Whether something failed because the database could not be used, whatever was asked of it. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof pg.DatabaseError) return !isStalled(cause) && OUTAGE_CLASSES.test(cause.code ?? "");
  // An address that several hosts answer for fails with the errors of all of them.
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(isOutage);
  return cause instanceof Error && ("syscall" in cause || WITHOUT_CONNECTION.test(cause.message));
}
