import { bloat } from "./bloat.mjs";
import { bulk } from "./bulk.mjs";
import { consolePage } from "./console.mjs";
import { fetchProfiles } from "./fetch.mjs";
import { growth } from "./growth.mjs";
import { latency } from "./latency.mjs";
import { memory } from "./memory.mjs";
import { nodes } from "./nodes.mjs";
import { pressure } from "./pressure.mjs";
import { token } from "./token.mjs";
import { update } from "./update.mjs";
import { upload } from "./upload.mjs";

/** Every row, in the order of the table. @type {readonly import("../row.mjs").Row[]} */
export const ROWS = [
  bulk,
  upload,
  memory,
  update,
  fetchProfiles,
  token,
  latency,
  pressure,
  consolePage,
  nodes,
  bloat,
  growth,
];
