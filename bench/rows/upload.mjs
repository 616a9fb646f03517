import { submitBatch, toBuffer, waitForBatch } from "../batch.mjs";
import { checkCount } from "../checks.mjs";
import { batchFile } from "../data.mjs";
import { startFileServer } from "../reference-upload.mjs";
import { alternate } from "../row.mjs";

/** 31 MB of the 50 that a batch may have (contract section 5.3). */
const ROWS = 500_000;
const WARM_UP_ROWS = 20_000;

/**
 * How long a caller waits for the answer to a batch: its bytes are stored then. Each upload has the machine to itself,
 * because the next one begins when the last batch is complete.
 * @type {import("../row.mjs").Row}
 */
export const upload = {
  name: "upload",
  secondsMax: 300,
  async run({ rounds, isQuick, log, atEnd, start }) {
    const rows = isQuick ? ROWS / 5 : ROWS;
    const installation = await start();
    const { edgeUrl, pool } = installation;
    const server = await startFileServer(installation.dataDirectory);
    atEnd(server.stop);
    const body = toBuffer(batchFile({ rows }));
    await waitForBatch(await submitBatch(edgeUrl, toBuffer(batchFile({ rows: WARM_UP_ROWS }))));
    const { ours, references } = await alternate(
      rounds,
      async () => {
        await pool.query("CHECKPOINT");
        const began = performance.now();
        const statusUrl = await submitBatch(edgeUrl, body);
        const seconds = (performance.now() - began) / 1000;
        await waitForBatch(statusUrl);
        await checkCount(installation, rows);
        return toRate(body, seconds);
      },
      async () => {
        const began = performance.now();
        const reply = await fetch(server.url, { method: "POST", body: new Uint8Array(body) });
        await reply.arrayBuffer();
        if (!reply.ok) throw new Error(`The reference answered ${reply.status}`);
        return toRate(body, (performance.now() - began) / 1000);
      },
    );
    log(`${ours.map(Math.round)} MB/s, reference ${references.map(Math.round)} MB/s`);
    return [
      {
        title: `upload of a batch of ${Math.round(body.length / 1e6)} MB, to its answer`,
        unit: "MB/s",
        ours,
        reference: { name: "a file, written and synced", values: references },
      },
    ];
  },
};

/** @type {(body: Buffer, seconds: number) => number} megabytes in a second */
const toRate = (body, seconds) => body.length / 1e6 / seconds;
