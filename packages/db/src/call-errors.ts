import { Overloaded } from "@silhouette/core/profile";
import pg from "pg";
import { UnreadableProfile } from "./stored-attributes.ts";

/** Postgres' codes for a lock, and for a statement, that took longer than they may. */
const TOOK_TOO_LONG = new Set(["55P03", "57014"]);

/** What the pool and the driver say when they have waited long enough; they give it no code. */
const WAITED_TOO_LONG = new Set(["timeout exceeded when trying to connect", "Query read timeout"]);

/**
 * Whether a group of calls may have failed for one of them: Postgres has refused it, perhaps for one of its rows, or one
 * row could not be read. Without a connection, or when the server stops, no row is to blame.
 */
export function mayBeOneItem(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return error instanceof UnreadableProfile || error instanceof RangeError;
  return !/^(?:08|53|57)/.test(error.code ?? "");
}

/** The error as callers are to see it: what took too long may be tried again, and is no fault of the service. */
export function toCallError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isLate =
    error instanceof pg.DatabaseError ? TOOK_TOO_LONG.has(error.code ?? "") : WAITED_TOO_LONG.has(error.message);
  return isLate ? new Overloaded("The profile store", 1, error) : error;
}
