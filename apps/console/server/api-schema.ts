import "server-only";
import { z } from "zod";

/** A time in replies: ISO 8601 in UTC, with `Z`. */
export const Time = z.iso.datetime();

/** The reply of a list: the entries under their plural name, and where the next page begins. */
export const pageOf = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  z.object({
    ...({ [name]: z.array(item) } as Record<Name, z.ZodArray<Item>>),
    next: z.string().nullable().describe("`cursor` of the next page; null on the last one"),
  });
