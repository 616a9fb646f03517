import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const source = path.join(import.meta.dirname, "..");

/** What differs from call to call or from shard to shard: a distributed Postgres refuses it in an upsert. */
const CHANGING =
  /\b(?:now|(?:clock|statement|transaction)_timestamp|timeofday|random|gen_random_uuid|uuidv7|nextval)\s*\(|\b(?:current_(?:timestamp|date|time)|localtime(?:stamp)?)\b/i;

/** The clauses `ON CONFLICT … DO UPDATE …` of a file, each to the end of its text or to `RETURNING`. */
const upsertsIn = (text: string): readonly string[] =>
  [...text.matchAll(/ON CONFLICT[^`]*?DO UPDATE([^`]*?)(?:RETURNING|`)/gi)].map(([clause]) => clause);

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("generated"),
);

test("no upsert asks for the time or for chance: a row carries them (design of a distributed table)", () => {
  const upserts = files.flatMap((file) =>
    upsertsIn(readFileSync(path.join(source, file), "utf8")).map((clause) => ({ file, clause })),
  );
  expect(upserts.map(({ file }) => file)).toEqual(
    expect.arrayContaining(["sql/upsert-profiles.ts", "sql/visit-rows.ts", "sql/quota-windows.ts"]),
  );
  expect(upserts.filter(({ clause }) => CHANGING.test(clause))).toEqual([]);
});

test.each(["now()", "clock_timestamp ()", "CURRENT_TIMESTAMP", "localtime", "nextval('s')"])(
  "%s in an upsert would be found",
  (call) => {
    const text = `\`INSERT INTO t VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = ${call} RETURNING a\``;
    expect(upsertsIn(text).map((clause) => CHANGING.test(clause))).toEqual([true]);
  },
);

test("statements of the hot path change nothing for their session, so that a transaction pooler may stand in between", () => {
  const forbidden =
    /\bLISTEN\b|CREATE\s+TEMP|pg_(?:try_)?advisory_lock|\bSET\s+(?:SESSION|search_path|statement_timeout)/i;
  const hot = files.filter((file) => file.startsWith("sql/") || file === "pool.ts");
  expect(hot.filter((file) => forbidden.test(readFileSync(path.join(source, file), "utf8")))).toEqual([]);
});
