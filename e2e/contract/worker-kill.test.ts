import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sampleFile, sampleRow } from "../../scripts/sample/sample-rows.mjs";
import { type Installation, startInstallation } from "../support/installation.ts";
import { countersOf, cut, statusPath, submit, valuesOf, waitForBatch } from "./calls.ts";
import { type Backdoor, createHttpTarget, openBackdoor } from "./http-target.ts";
import type { Reply, Target, TargetClient } from "./target.ts";

const ROWS = 500_000;
const COLUMNS = ["tier", "city", "interest", "visits", "last_visit"];

let installation: Installation;
let backdoor: Backdoor;
let target: Target;

/** One of its own: nobody else's worker is to be killed. */
beforeAll(async () => {
  installation = await startInstallation();
  backdoor = openBackdoor(installation.databaseUrl);
  target = createHttpTarget("edge", installation.edgeUrl, backdoor);
});
afterAll(async () => {
  await backdoor?.close();
  await installation?.stop();
});

test("a batch whose worker is killed twice ends complete: no row is lost, none is applied twice", async () => {
  const client = await target.createClient();
  const file = [...sampleFile({ rows: ROWS })].join("");

  const submitted = await submit(target, client, file);
  await waitForProgress(submitted, ROWS / 20);
  await killWorker();
  await waitForProgress(submitted, ROWS / 2);
  await killWorker();
  expect(countersOf(await waitForBatch(target, submitted))).toEqual([ROWS, ROWS, ROWS, 0, 0]);
  for (const index of [1, 2, ROWS / 2, ROWS - 1, ROWS]) {
    const [id = "", ...cells] = sampleRow(index, 1).split(",");
    expect(await valuesOf(target, client, `thirdPartyId/${id}`)).toEqual(valuesIn(cells));
  }
  const first = await digest(client);
  expect(first).toMatchObject({ profiles: ROWS, version_min: 1, version_max: 1 });

  const again = await submit(target, client, file);
  expect(countersOf(await waitForBatch(target, again))).toEqual([ROWS, ROWS, ROWS, 0, 0]);
  expect(await digest(client)).toEqual({ ...first, version_min: 2, version_max: 2 });
}, 600_000);

/** Waits until so many rows are applied, and sees that the batch is not at its end. */
async function waitForProgress(submitted: Reply, rowsMin: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const reply = await target.call(`${statusPath(submitted)}&showDetails=true`);
      expect(cut(reply.text, "status")).toBe("incomplete");
      const [size, consumed = 0, succeeded] = countersOf(reply);
      expect([size, succeeded]).toEqual([ROWS, consumed]);
      expect(consumed).toBeGreaterThanOrEqual(rowsMin);
      expect(consumed).toBeLessThan(ROWS);
    },
    { timeout: 300_000, interval: 20 },
  );
}

/** Ends the worker as a power cut would, and waits until the installation has started another. */
async function killWorker(): Promise<void> {
  const { worker } = installation.pids;
  if (worker === undefined) throw new Error("The installation has no worker");
  process.kill(worker, "SIGKILL");
  await vi.waitFor(() => expect(installation.pids.worker).not.toBe(worker), { timeout: 120_000 });
}

/** What the cells of a sample row ask for. */
const valuesIn = (cells: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    cells.flatMap((cell, index) => (cell === "" ? [] : [[COLUMNS[index] ?? "", decodeURIComponent(cell)]])),
  );

/** How many profiles a client has, how often each was written, and one hash over all of their values. */
async function digest({ code }: TargetClient): Promise<Record<string, unknown> | undefined> {
  const { rows } = await backdoor.pool.query(
    `SELECT count(*)::int AS profiles, min(version) AS version_min, max(version) AS version_max,
       md5(string_agg(key || (SELECT string_agg(name || '=' || (entry ->> 0), ',' ORDER BY name)
                              FROM jsonb_each(attributes) AS each (name, entry)), E'\\n' ORDER BY key)) AS contents
     FROM profile JOIN client ON client.id = profile.client_id WHERE client.code = $1`,
    [code],
  );
  return rows[0];
}
