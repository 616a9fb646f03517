import type { ProfileKey } from "@silhouette/core/identity";
import type { ProfileChange } from "@silhouette/core/profile";
import { intArray, textArray } from "./binary-arrays.ts";

/** A row of a multi-row statement as its columns need it; `bytes` are those of names and values in UTF-8. */
type Row = { readonly write: { readonly key: ProfileKey }; readonly change: ProfileChange; readonly bytes: number };

/** Columns of a multi-row statement: its text does not depend on the number of rows. */
export type ProfileColumns = {
  readonly count: number;
  /** `text[]` */
  readonly keys: Buffer;
  /** `text[]` of JSON: the server parses it row by row and never builds an array of parsed objects. */
  readonly attributes: Buffer;
  /** `int4[]` */
  readonly bytes: Buffer;
  /** When the rows are written: it stands within the attributes. */
  readonly now: Date;
};

/** Encodes rows in the order in which they are given. */
export function toProfileColumns(rows: readonly Row[], now: Date): ProfileColumns {
  const epochMillis = String(now.getTime());
  return {
    count: rows.length,
    keys: textArray(rows.map(({ write }) => write.key)),
    attributes: textArray(rows.map(({ change }) => toAttributesJson(change, epochMillis))),
    bytes: intArray(rows.map(({ bytes }) => bytes)),
    now,
  };
}

/** A change as it is stored: `{"name":["value",epochMillis]}`, so that `stored || change` merges attribute by attribute. */
function toAttributesJson(change: ProfileChange, epochMillis: string): string {
  let json = "";
  for (const [name, value] of change) {
    json += `${json === "" ? "{" : ","}${JSON.stringify(name)}:[${JSON.stringify(value)},${epochMillis}]`;
  }
  return json === "" ? "{}" : `${json}}`;
}
