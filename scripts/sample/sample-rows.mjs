/** Rows that a batch may have at most (contract section 5.3). */
export const SAMPLE_ROWS_MAX = 500_000;

/** The header after `batch=` and the id column. */
export const SAMPLE_COLUMNS = ["tier", "city", "interest", "visits", "last_visit"];

/** @type {Readonly<Record<import("./sample-rows.mjs").SampleIdColumn, string>>} */
const ID_PREFIXES = { thirdPartyId: "crm", pcId: "tnt" };

const TIERS = ["gold", "silver", "bronze", "basic"];

// biome-ignore format: a list to read along, not down
const CITIES = [
  "서울", "부산", "대구", "Malmö", "Göteborg", "Örebro", "São Paulo", "Brasília", "Belém", "東京", "大阪", "京都",
  "Lyon", "Orléans", "Sevilla", "A Coruña", "München", "İzmir", "Łódź", "دبي", "New York", "Washington, D.C.",
];

// biome-ignore format: a list to read along, not down
const INTERESTS = [
  "하이킹", "커피, 차", "스키", "segling", "löpning, cykling", "trädgård", "futebol", "música, dança", "culinária",
  "旅行", "写真", "猫, 犬", "ski 🎿", "coffee ☕", "books, films", "running 50% off", "R&D + maths", "jardín", "vélo",
];

const FIRST_DAY = Date.UTC(2025, 0, 1);
const DAY_MILLIS = 86_400_000;

/**
 * One data row without its line end, the same for the same index and seed: `crm-0000001,gold,S%C3%A3o%20Paulo,…`.
 * The tier is always there, so that every row makes a profile; other cells may be empty, and some rows are short.
 * At most 100 bytes, all of them ASCII.
 * @param {number} index
 * @param {number} seed
 * @param {import("./sample-rows.mjs").SampleIdColumn} [idColumn]
 */
export function sampleRow(index, seed, idColumn = "thirdPartyId") {
  const random = createRandom(seed, index);
  const id = `${ID_PREFIXES[idColumn]}-${String(index).padStart(7, "0")}`;
  const cells = [
    pick(TIERS, random),
    random() < 0.06 ? "" : pick(ENCODED_CITIES, random),
    random() < 0.1 ? "" : pick(ENCODED_INTERESTS, random),
    String(Math.floor(random() ** 3 * 500)),
    new Date(FIRST_DAY + Math.floor(random() * 430) * DAY_MILLIS).toISOString().slice(0, 10),
  ];
  const length = random() < 0.05 ? 1 + Math.floor(random() * 4) : cells.length;
  return [id, ...cells.slice(0, length)].join(",");
}

/**
 * A whole batch file in pieces of some tens of kilobytes, made as they are asked for.
 * @param {Parameters<typeof import("./sample-rows.mjs").sampleFile>[0]} options
 */
export function* sampleFile({ rows, seed = 1, start = 1, idColumn = "thirdPartyId" }) {
  let text = `batch=${[idColumn, ...SAMPLE_COLUMNS].join(",")}\n`;
  for (let index = start; index < start + rows; index++) {
    text += `${sampleRow(index, seed, idColumn)}\n`;
    if (text.length > 64 * 1024) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

const ENCODED_CITIES = CITIES.map(encodeURIComponent);
const ENCODED_INTERESTS = INTERESTS.map(encodeURIComponent);

/** @type {(values: readonly string[], random: () => number) => string | undefined} */
const pick = (values, random) => values[Math.floor(random() * values.length)];

/**
 * A generator of numbers from 0 to 1 (mulberry32, public domain) that starts anew for each row.
 * @param {number} seed
 * @param {number} index
 */
function createRandom(seed, index) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
