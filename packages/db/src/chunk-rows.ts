import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileKey } from "@silhouette/core/identity";
import { changeBytes, type ProfileChange } from "@silhouette/core/profile";
import type { BatchPace } from "./batch-pace.ts";
import { intArray, textArray, utf8Array } from "./sql/binary-arrays.ts";
import { type ProfileColumns, toAttributesJson, toStamp } from "./sql/profile-rows.ts";
import { parseStoredAttributes } from "./stored-attributes.ts";

export type StatementLimits = Pick<BatchPace, "statementRowsMax" | "statementBytesMax">;

/** Rows as statements take them, one after the other. */
export type PlannedRows = {
  readonly statements: readonly ProfileColumns[];
  /** The key of each row, in the order of the statements, which is that of the primary key. */
  readonly keys: readonly ProfileKey[];
  /** Which writes each row stands for, by their places among the writes of the chunks. */
  readonly places: readonly (readonly number[])[];
  /** Writes to profiles for which they are too much taken together: to be tried one by one. */
  readonly oversized: readonly number[];
};

type Row = {
  readonly key: ProfileKey;
  /** Where its JSON stands in the text. */
  from: number;
  to: number;
  /** UTF-8 bytes of names and values. */
  bytes: number;
  readonly places: number[];
  /** What several rows of the profile ask for together; null while there is only one. */
  merged: Map<string, string> | null;
};

/** Bytes to begin with: a chunk has about 1 MB, and grows by a third when it becomes JSON. */
const TEXT_BYTES = 1536 * 1024;
/** UTF-8 bytes that one UTF-16 code unit can take. */
const UTF8_BYTES_MAX = 3;

/**
 * Collects what the rows of chunks write, each profile once. Of a row it keeps the bytes to be sent and no more: as
 * objects, or as texts in the making, thousands of small parts were copied by one garbage collection after the other,
 * which took a third of the worker's time.
 */
export class ChunkRows {
  readonly #rows = new Map<ProfileKey, Row>();
  readonly #stamp: string;
  #text = Buffer.allocUnsafe(TEXT_BYTES);
  #end = 0;
  #writes = 0;

  constructor(now: Date) {
    this.#stamp = toStamp(now, "batch");
  }

  add(key: ProfileKey, change: ProfileChange): void {
    const place = this.#writes++;
    const earlier = this.#rows.get(key);
    if (earlier === undefined) {
      const row = { key, from: 0, to: 0, bytes: 0, places: [place], merged: null };
      this.#rows.set(key, row);
      this.#write(row, change);
    } else {
      earlier.places.push(place);
      earlier.merged ??= this.#read(earlier);
      for (const [name, value] of change) earlier.merged.set(name, value);
    }
  }

  #write(row: Row, change: ProfileChange): void {
    row.from = this.#end;
    this.#append(toAttributesJson(change, this.#stamp));
    row.to = this.#end;
    row.bytes = changeBytes(change);
  }

  /** The change of a row that was written already: few rows repeat an id, so none is kept for them. */
  #read({ from, to }: Row): Map<string, string> {
    const attributes = parseStoredAttributes(JSON.parse(this.#text.toString("utf8", from, to)));
    return new Map([...attributes].map(([name, { value }]) => [name, value]));
  }

  #append(text: string): void {
    const endMax = this.#end + text.length * UTF8_BYTES_MAX;
    if (endMax > this.#text.length) {
      const larger = Buffer.allocUnsafe(endMax * 2);
      this.#text.copy(larger, 0, 0, this.#end);
      this.#text = larger;
    }
    this.#end += this.#text.write(text, this.#end);
  }

  /** Cuts the rows into statements. */
  finish(limits: StatementLimits): PlannedRows {
    const all = [...this.#rows.values()];
    for (const row of all) if (row.merged !== null) this.#write(row, row.merged);
    const rows = all.filter(({ bytes }) => bytes <= PROFILE_BYTES_MAX);
    const oversized = all.filter(({ bytes }) => bytes > PROFILE_BYTES_MAX).flatMap(({ places }) => places);
    // One order for all statements: two of them that lock the same rows never wait for each other in a circle.
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    const statements = cut(rows, limits).map((some) => this.#toColumns(some));
    return { statements, keys: rows.map(({ key }) => key), places: rows.map(({ places }) => places), oversized };
  }

  #toColumns(rows: readonly Row[]): ProfileColumns {
    return {
      count: rows.length,
      keys: textArray(rows.map(({ key }) => key)),
      attributes: utf8Array(rows.map(({ from, to }) => this.#text.subarray(from, to))),
      bytes: intArray(rows.map(({ bytes }) => bytes)),
    };
  }
}

function cut(
  rows: readonly Row[],
  { statementRowsMax, statementBytesMax }: StatementLimits,
): readonly (readonly Row[])[] {
  const parts: Row[][] = [];
  let part: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (part.length === 0) parts.push(part);
    part.push(row);
    bytes += row.to - row.from;
    if (part.length < statementRowsMax && bytes < statementBytesMax) continue;
    part = [];
    bytes = 0;
  }
  return parts;
}
