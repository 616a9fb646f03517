import type { ProfileKey } from "@silhouette/core/identity";
import type { AttributeOrigin, ProfileChange } from "@silhouette/core/profile";
import { ORIGIN_CODES } from "../stored-attributes.ts";
import { intArray, textArray } from "./binary-arrays.ts";

/** A row of a multi-row statement: the JSON of its attributes, and the UTF-8 bytes of their names and values. */
export type ProfileRow = { readonly key: ProfileKey; readonly attributes: string; readonly bytes: number };

/** Columns of a multi-row statement: its text does not depend on the number of rows. */
export type ProfileColumns = {
  readonly count: number;
  /** `text[]` */
  readonly keys: Buffer;
  /** `text[]` of JSON: the server parses it row by row and never builds an array of parsed objects. */
  readonly attributes: Buffer;
  /** `int4[]` */
  readonly bytes: Buffer;
};

/** Encodes rows in the order in which they are given. */
export const toProfileColumns = (rows: readonly ProfileRow[]): ProfileColumns => ({
  count: rows.length,
  keys: textArray(rows.map(({ key }) => key)),
  attributes: textArray(rows.map(({ attributes }) => attributes)),
  bytes: intArray(rows.map(({ bytes }) => bytes)),
});

/** What stands behind every value of a change: when it was written, and how. */
export const toStamp = (now: Date, origin: AttributeOrigin): string => `${now.getTime()},"${ORIGIN_CODES[origin]}"`;

/** A change as it is stored: `{"name":["value",epochMillis,"origin"]}`, so that `stored || change` merges attribute by attribute. */
export function toAttributesJson(change: ProfileChange, stamp: string): string {
  let json = "";
  for (const [name, value] of change) {
    json += `${json === "" ? "{" : ","}${JSON.stringify(name)}:[${JSON.stringify(value)},${stamp}]`;
  }
  return json === "" ? "{}" : `${json}}`;
}
