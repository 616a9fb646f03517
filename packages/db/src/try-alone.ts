/** How items are tried that have failed together. */
export type Alone<Item> = {
  /** Whether an error may be one item's own, so that the others are worth a try. */
  readonly mayBeOneItem: (error: unknown) => boolean;
  readonly tryOne: (item: Item) => Promise<void>;
  readonly fail: (item: Item, error: unknown) => void;
  /** Whether there is time for another item. */
  readonly hasTime: () => boolean;
};

/**
 * One bad item never fails its neighbours: each of those that failed together is tried by itself, in their order. With
 * the first error that is no item's own, and when the time is over, all that are left fail with the last error.
 */
export async function tryAlone<Item>(
  items: readonly Item[],
  togetherError: unknown,
  { mayBeOneItem, tryOne, fail, hasTime }: Alone<Item>,
): Promise<void> {
  let error = togetherError;
  let isHopeless = items.length === 1;
  for (const item of items) {
    isHopeless ||= !mayBeOneItem(error) || !hasTime();
    if (isHopeless) {
      fail(item, error);
      continue;
    }
    try {
      await tryOne(item);
    } catch (cause) {
      error = cause;
      fail(item, cause);
    }
  }
}
