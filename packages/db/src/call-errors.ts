import { Overloaded } from "@silhouette/core/profile";
import pg from "pg";
import { isOutage, isStalled } from "./database-faults.ts";

/** Postgres' code for a lock that was waited for longer than may be. */
const LOCK_NOT_AVAILABLE = "55P03";

/** What the pool and the driver say when they have waited long enough; they give it no code. */
const WAITED_TOO_LONG = new Set(["timeout exceeded when trying to connect", "Query read timeout"]);

/** Whether a group of calls may have failed for one of them: not when the database was of no use to any, or too slow. */
export const mayBeOneItem = (error: unknown): boolean => !isOutage(error) && !isStalled(error);

/** The error as callers are to see it: what took too long may be tried again, and is no fault of the service. */
export const toCallError = (error: unknown): unknown =>
  isLate(error) ? new Overloaded("The profile store", 1, error) : error;

function isLate(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === LOCK_NOT_AVAILABLE || isStalled(error);
  return error instanceof Error && WAITED_TOO_LONG.has(error.message);
}
