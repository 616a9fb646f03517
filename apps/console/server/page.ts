import "server-only";
import { z } from "zod";

/** Entries of one page of a list: what is given without `limit`, and the most that can be asked for. */
const pageEntriesDefault = 100;
const pageEntriesMax = 1000;

/**
 * The parameters `limit` and `cursor` of a list. `place` says where a page begins: usually after the sort key and the id
 * of the last entry of the page before. Callers hand back `next` as they got it; anything else is refused.
 *
 * @example
 * const Place = z.object({ at: z.iso.datetime(), id: z.string() });
 * query: z.object({ ...pageQuery(Place), state: State.optional() })
 */
export const pageQuery = <Place extends z.ZodType>(place: Place) => ({
  limit: z.coerce.number().int().min(1).max(pageEntriesMax).default(pageEntriesDefault),
  /** Null on the first page. */
  cursor: cursorOf(place).nullable().default(null),
});

/**
 * Cuts a page out of what a store gave, which was asked for one entry more than `limit`: that one tells whether there is
 * a page after this. `next` is null on the last page.
 *
 * @example
 * const rows = await stores.things.list(client.id, { after: query.cursor, limit: query.limit + 1 });
 * const { items, next } = toPage(rows, query.limit, ({ at, id }) => ({ at, id }));
 */
export function toPage<Item>(
  found: readonly Item[],
  limit: number,
  toPlace: (last: Item) => unknown,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? formatCursor(toPlace(last)) : null };
}

/** For a list whose store says itself where the next page begins. */
export const formatCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place), "utf8").toString("base64url");

/** Opaque to callers, so that a list may change its order: base64url of the place as JSON. */
export const cursorOf = <Place extends z.ZodType>(place: Place) =>
  z
    .string()
    .max(1024)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
      } catch {
        context.addIssue({ code: "custom", message: "not a cursor" });
        return z.NEVER;
      }
    })
    .pipe(place);
