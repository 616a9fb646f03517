import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ensurePgbouncer } from "../../scripts/find-pgbouncer.mjs";
import { type Pooler, startPooler } from "../support/pgbouncer.ts";
import { type RunningProgram, startProgram } from "../support/programs.ts";
import { countersOf, SUBMITTED, submit, valuesOf, waitForBatch } from "./calls.ts";
import { createHttpTarget } from "./http-target.ts";
import type { Target } from "./target.ts";
import { backdoor } from "./targets.ts";

/** Forty chunks: enough for two workers to come at the same batch. */
const ROWS = 20_000;

const { databaseUrl } = inject("installation");

let pooler: Pooler | null = null;

/** Two edges and two workers beside those of the installation. */
async function startNodes(url: string): Promise<{ programs: RunningProgram[]; edges: [Target, Target] }> {
  const programs = await Promise.all(
    (["edge", "edge", "worker", "worker"] as const).map((name) => startProgram(name, url)),
  );
  const [first, second] = programs.map((program, at) => createHttpTarget(`edge ${at}`, program.url, backdoor));
  if (first === undefined || second === undefined) throw new Error("Two edges were started");
  return { programs, edges: [first, second] };
}

function describeNodes(name: string, findUrl: () => Promise<string | null>): void {
  describe(name, () => {
    let programs: RunningProgram[] = [];
    let edges: [Target, Target] | null = null;

    beforeAll(async () => {
      const url = await findUrl();
      if (url !== null) ({ programs, edges } = await startNodes(url));
      // PgBouncer may have to be installed first.
    }, 420_000);
    afterAll(async () => {
      await Promise.all(programs.map((program) => program.stop()));
    });

    test("a batch is applied once however many workers there are, and its counters are exact on every edge", async ({
      skip,
    }) => {
      if (edges === null) skip(NO_POOLER);
      const [one, other] = edges as [Target, Target];
      const client = await one.createClient();
      const file = (value: string) =>
        `batch=thirdPartyId,tier\n${Array.from({ length: ROWS }, (_, at) => `crm-${at},${value}`).join("\n")}\n`;
      const batches = [await submit(one, client, file("first")), await submit(other, client, file("second"))];
      for (const batch of batches) {
        for (const edge of [one, other]) {
          expect(countersOf(await waitForBatch(edge, batch))).toEqual([ROWS, ROWS, ROWS, 0, 0]);
        }
      }
      const { rows } = await backdoor.pool.query(
        `SELECT count(*)::int AS profiles, min(version) AS least, max(version) AS most
         FROM profile JOIN client ON client.id = profile.client_id WHERE client.code = $1`,
        [client.code],
      );
      expect(rows[0]).toEqual({ profiles: ROWS, least: 2, most: 2 });
      expect(await valuesOf(other, client, "thirdPartyId/crm-7")).toEqual({ tier: "second" });
    });

    test("what one edge has acknowledged is in the next answer of the other, and no update is lost", async ({
      skip,
    }) => {
      if (edges === null) skip(NO_POOLER);
      const [one, other] = edges as [Target, Target];
      const client = await one.createClient();
      await client.putProfile("tp:crm-1", { tier: "basic" });
      const update = (edge: Target, parameters: string) =>
        edge.call(`/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1&${parameters}`);
      for (let turn = 0; turn < 20; turn++) {
        const [writer, reader] = turn % 2 === 0 ? [one, other] : [other, one];
        expect((await update(writer, `profile.turn=${turn}`)).text).toBe(SUBMITTED);
        expect((await valuesOf(reader, client, "thirdPartyId/crm-1"))?.turn).toBe(String(turn));
      }
      const names = Array.from({ length: 60 }, (_, at) => `n${at}`);
      await Promise.all(names.map((name, at) => update(at % 2 === 0 ? one : other, `profile.${name}=1`)));
      const values = await valuesOf(one, client, "thirdPartyId/crm-1");
      expect(names.filter((name) => values?.[name] !== "1")).toEqual([]);
    });
  });
}

const NO_POOLER = "PgBouncer cannot be had here: install it, or set PGBOUNCER_PATH";

afterAll(() => pooler?.stop());

describeNodes("two edges and two workers on one database", async () => databaseUrl);

describeNodes("the same behind PgBouncer in transaction mode", async () => {
  const file = ensurePgbouncer(console.info);
  if (file === null) return null;
  pooler = await startPooler(file, databaseUrl);
  return pooler.url;
});
