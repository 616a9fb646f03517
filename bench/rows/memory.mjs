import { applyBatch } from "../batch.mjs";
import { checkCount } from "../checks.mjs";
import { batchFile, longNamesFile, wideBatchFile } from "../data.mjs";
import { loadConnections } from "../load.mjs";
import { watchMemory } from "../memory.mjs";

const LIMIT_MEGABYTES = 256;
const PROGRAMS = /** @type {const} */ (["edge", "worker"]);
/** Connections of the last measurement, against a tenth of them. */
const CONNECTIONS = 1000;

/**
 * Peak memory of each process while a batch is taken in and applied, against a batch a tenth its size; then for a
 * batch of few columns and of many, of short names and of long ones, and for few connections and many. One round each, because a peak is a maximum.
 * @type {import("../row.mjs").Row}
 */
export const memory = {
  name: "memory",
  secondsMax: 400,
  async run({ isQuick, log, note, start }) {
    const rows = isQuick ? 100_000 : 500_000;
    const installation = await start();
    const { edgeUrl, pids } = installation;
    /** @param {() => Promise<unknown>} work */
    const peakOf = async (work) => {
      const watching = watchMemory(pids);
      await work();
      return watching.stop();
    };
    /** @type {(file: Iterable<string>, of: number) => Promise<Readonly<Record<string, number>>>} */
    const peakOfBatch = (file, of) => {
      const body = Buffer.from([...file].join(""));
      return peakOf(() => applyBatch(edgeUrl, body, of));
    };
    const small = await peakOfBatch(batchFile({ rows: rows / 10 }), rows / 10);
    const large = await peakOfBatch(batchFile({ rows }), rows);
    await checkCount(installation, rows);
    log(`batch of ${rows}: ${describe(large)}`);

    const wideRows = rows / 50;
    const narrow = await peakOfBatch(wideBatchFile({ rows: wideRows, columns: 20 }), wideRows);
    const wide = await peakOfBatch(wideBatchFile({ rows: wideRows, columns: 200 }), wideRows);
    log(`200 columns: ${describe(wide)}`);

    const longRows = rows / 100;
    const shortNames = await peakOfBatch(longNamesFile({ rows: longRows, nameLength: 5 }), longRows);
    const longNames = await peakOfBatch(longNamesFile({ rows: longRows }), longRows);
    log(`names of 100 characters: ${describe(longNames)}`);

    const work = /** @type {const} */ ({ kind: "update", count: rows, seed: 3 });
    const seconds = isQuick ? 2 : 6;
    const load = (/** @type {number} */ connections) =>
      peakOf(() => loadConnections({ urls: [edgeUrl], connections, seconds, work }));
    const few = await load(CONNECTIONS / 10);
    const many = await load(CONNECTIONS);
    log(`${CONNECTIONS} connections: ${describe(many)}`);

    note(
      `memory during the batch, for information: ${describe({ console: large.console ?? 0, postgres: large.postgres ?? 0 })}, of Postgres the private memory of all its processes, beside 256 MB of shared buffers`,
    );
    /** @type {(title: string, ours: number | undefined, name: string, reference: number | undefined) => Omit<import("../measurement.mjs").Measurement, "row">} */
    const line = (title, ours, name, reference) => ({
      title,
      unit: "MB",
      ours: [ours ?? Number.NaN],
      reference: { name, values: [reference ?? Number.NaN] },
      target: { of: "value", atMost: LIMIT_MEGABYTES },
    });
    const count = rows.toLocaleString("en-US");
    return [
      ...PROGRAMS.map((name) =>
        line(`peak memory of the ${name}, batch of ${count}`, large[name], "a tenth of the rows", small[name]),
      ),
      ...PROGRAMS.map((name) =>
        line(`peak memory of the ${name}, 200 columns`, wide[name], "20 columns", narrow[name]),
      ),
      ...PROGRAMS.map((name) =>
        line(
          `peak memory of the ${name}, 300 columns, names of 100 characters`,
          longNames[name],
          "names of 5 characters",
          shortNames[name],
        ),
      ),
      line(
        `peak memory of the edge, ${CONNECTIONS} connections`,
        many.edge,
        `${CONNECTIONS / 10} connections`,
        few.edge,
      ),
    ];
  },
};

/** @param {Readonly<Record<string, number>>} peaks */
const describe = (peaks) =>
  Object.entries(peaks)
    .map(([name, megabytes]) => `${name} ${Math.round(megabytes)} MB`)
    .join(", ");
