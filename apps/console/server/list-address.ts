import "server-only";
import { z } from "zod";

/** Text that somebody looks for; what could not be stored cannot be found either. */
export const SearchText = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .refine((text) => !text.includes("\0") && text.isWellFormed());

/**
 * What an address of a list asks for, as far as it makes sense: a page is no form to correct, so what it says wrongly
 * is left out.
 */
export const lenient = <Value>(schema: z.ZodType<Value>) => schema.nullable().default(null).catch(null);

/** The address of a page of a list, with those of the parameters that are given. */
export function listAddress(path: string, parameters: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
