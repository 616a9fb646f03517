/** The client that the benchmark's installation is made with. */
export const CLIENT_CODE = "bench";

/** The attributes of every row, after the column of the id. */
export const COLUMNS = ["tier", "city", "interest", "visits", "last_visit"];

const TIERS = ["gold", "silver", "bronze", "basic"];
const CITIES = ["서울", "부산", "Malmö", "Göteborg", "São Paulo", "Brasília", "東京", "Lyon", "Sevilla", "New York"];
const INTERESTS = [
  "하이킹",
  "스키",
  "segling",
  "trädgård",
  "futebol",
  "旅行",
  "vélo",
  "jardín",
  "books, films",
  "coffee",
];

/**
 * The thirdPartyId of a row.
 * @param {number} index
 */
export const idOf = (index) => `crm-${String(index).padStart(8, "0")}`;

/**
 * The values of a row's five attributes, none of them empty: the same for the same index and seed.
 * @param {number} index
 * @param {number} seed
 * @returns {string[]}
 */
export function valuesOf(index, seed) {
  const mixed = mix(index, seed);
  const pick = (/** @type {readonly string[]} */ values, /** @type {number} */ bits) =>
    values[(mixed >>> bits) % values.length] ?? "";
  const day = 1 + ((mixed >>> 7) % 28);
  const month = 1 + ((mixed >>> 13) % 12);
  return [
    pick(TIERS, 3),
    pick(CITIES, 9),
    pick(INTERESTS, 17),
    String(mixed % 500),
    `2026-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
  ];
}

/**
 * A batch file in pieces of some tens of kilobytes, made as they are asked for. Its rows of five attributes take less
 * than 100 bytes each, so that 500,000 stay under the limit of a batch (contract section 5.3).
 * @param {{ rows: number, seed?: number, start?: number, step?: number }} options `step` is the distance of the ids
 */
export function* batchFile({ rows, seed = 1, start = 0, step = 1 }) {
  let text = `batch=thirdPartyId,${COLUMNS.join(",")}\n`;
  for (let row = 0; row < rows; row++) {
    const index = start + row * step;
    text += `${idOf(index)},${valuesOf(index, seed).map(encode).join(",")}\n`;
    if (text.length > 64 * 1024) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

/**
 * A batch of rows with as many columns as asked for, all of them filled.
 * @param {{ rows: number, columns: number, start?: number }} options
 */
export function* wideBatchFile({ rows, columns, start = 0 }) {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  yield `batch=thirdPartyId,${names.join(",")}\n`;
  for (let index = start; index < start + rows; index++) {
    yield `${idOf(index)},${names.map((_, column) => String(mix(index, column) % 1000)).join(",")}\n`;
  }
}

/**
 * A batch of 300 columns with names of 100 characters and values of one: what is stored of it is sixty times as long.
 * @param {{ rows: number, start?: number, nameLength?: number }} options
 */
export function* longNamesFile({ rows, start = 0, nameLength = 100 }) {
  const names = Array.from({ length: 300 }, (_, column) => `c${column}`.padEnd(nameLength, "n"));
  yield `batch=thirdPartyId,${names.join(",")}\n`;
  for (let index = start; index < start + rows; index++) {
    yield `${idOf(index)},${names.map((_, column) => String(mix(index, column) % 10)).join(",")}\n`;
  }
}

/**
 * The same rows as the service stores them, in the text format of COPY: client, key, attributes, their bytes.
 * @param {{ rows: number, clientId: string, epochMillis: number, seed?: number, start?: number }} options
 */
export function* copyFile({ rows, clientId, epochMillis, seed = 1, start = 0 }) {
  let text = "";
  for (let index = start; index < start + rows; index++) {
    const { attributes, bytes } = storedAttributes(valuesOf(index, seed), epochMillis);
    text += `${clientId}\ttp:${idOf(index)}\t${attributes.replaceAll("\\", "\\\\")}\t${bytes}\n`;
    if (text.length > 64 * 1024) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

/**
 * Attributes as the profile table holds them: `{"name":["value",epochMillis]}`, and the UTF-8 bytes of all names and
 * values (docs/architecture.md, "The data").
 * @param {readonly string[]} values
 * @param {number} epochMillis
 */
export function storedAttributes(values, epochMillis) {
  const entries = COLUMNS.map((name, column) => [name, values[column] ?? ""]);
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
  const attributes = JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, [value, epochMillis]])));
  return { attributes, bytes };
}

const ENCODED = new Map([...TIERS, ...CITIES, ...INTERESTS].map((value) => [value, encodeURIComponent(value)]));

const encode = (/** @type {string} */ value) => ENCODED.get(value) ?? value;

/**
 * Thirty-two bits that look random (the finaliser of MurmurHash3, public domain).
 * @param {number} index
 * @param {number} seed
 */
function mix(index, seed) {
  let state = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
