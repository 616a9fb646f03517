import { decodePercent } from "@silhouette/core/percent";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";

/** Named values of a query, a form or a flat JSON object. Of a name that occurs twice the last one counts. */
export type Parameters = ReadonlyMap<string, string>;

/** The undecoded query of a URL, without its question mark. */
export function rawQuery(url: string): string {
  const from = url.indexOf("?");
  if (from === -1) return "";
  const to = url.indexOf("#", from);
  return url.slice(from + 1, to === -1 ? undefined : to);
}

/** Characters of the request target: path and query as sent. */
export function targetLength(url: string): number {
  const pathAt = url.indexOf("/", url.indexOf("://") + 3);
  return pathAt === -1 ? 1 : url.length - pathAt;
}

/**
 * Reads `name=value&…`, percent-encoded UTF-8 with `+` as a space, as cells of a batch are read (U-15).
 * Refuses bytes that are not UTF-8.
 */
export function parseForm(text: string): Result<Parameters, "bad-encoding"> {
  const parameters = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodePercent(equals === -1 ? pair : pair.slice(0, equals));
    const value = decodePercent(equals === -1 ? "" : pair.slice(equals + 1));
    if (!name.ok || !value.ok) return refuse("bad-encoding");
    parameters.set(name.value, value.value);
  }
  return succeed(parameters);
}

const FlatObject = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Reads a flat JSON object: numbers and booleans become text, `null` is an empty value (contract section 4). */
export function parseJson(text: string): Result<Parameters, "bad-json"> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse("bad-json");
  }
  const object = FlatObject.safeParse(parsed);
  if (!object.success) return refuse("bad-json");
  return succeed(
    new Map(Object.entries(object.data).map(([name, value]) => [name, value === null ? "" : String(value)])),
  );
}
