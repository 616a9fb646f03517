import pg from "pg";
import { expect, test } from "vitest";
import { isOutage, isStalled } from "./database-faults.ts";

const refused = (code: string) => Object.assign(new pg.DatabaseError("x", 1, "error"), { code });
const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code, syscall: "connect" });

test.each([
  ["a full disk", refused("53100")],
  ["no memory", refused("53200")],
  ["too many connections", refused("53300")],
  ["a broken connection", refused("08006")],
  ["a server that stops", refused("57P01")],
  ["a server that starts", refused("57P03")],
  ["a refused connection", system("ECONNREFUSED")],
  ["a reset connection", system("ECONNRESET")],
  ["a host with several addresses, none of which answers", new AggregateError([system("ECONNREFUSED")])],
  ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
  ["a connection that ends", new Error("Connection terminated unexpectedly")],
])("%s is an outage, which says nothing about what was asked", (_, cause) => {
  expect([isOutage(cause), isStalled(cause)]).toEqual([true, false]);
});

test.each([
  ["a statement that took too long", refused("57014"), true],
  ["a value that Postgres refuses", refused("22021"), false],
  ["a deadlock", refused("40P01"), false],
  ["a chunk that cannot be read", Object.assign(new Error("invalid distance"), { code: "Z_DATA_ERROR" }), false],
  ["a chunk that is missing", new Error("Chunks of batch 1 are missing"), false],
  ["an error without any cause", new AggregateError([]), false],
  ["no error at all", "ended", false],
])("%s is no outage", (_, cause, stalled) => {
  expect([isOutage(cause), isStalled(cause)]).toEqual([false, stalled]);
});
