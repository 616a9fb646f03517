import { Overloaded } from "@silhouette/core/profile";

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

/** Items of one group: enough to fill a statement, few enough that the first of them does not wait long. */
const GROUP_ITEMS_MAX = 500;

/**
 * Joins calls that arrive while a commit is under way into the next one. A group is sent as soon as the one before it
 * has been answered, so a lone call never waits for company, and groups grow with the load by themselves. One group is
 * in flight at a time, so calls are applied in the order of their arrival. Nobody is answered before the commit.
 */
export class GroupCommit<Item, Outcome> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  readonly #itemsMax: number;
  #waiting: Waiting<Item, Outcome>[] = [];
  #isSending = false;

  /**
   * @param commit makes a group durable and returns an outcome for each item, in order.
   * @param itemsMax calls that may wait; further ones are refused with `Overloaded`.
   */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Outcome[]>, itemsMax: number) {
    this.#commit = commit;
    this.#itemsMax = itemsMax;
  }

  add(item: Item): Promise<Outcome> {
    if (this.#waiting.length >= this.#itemsMax) return Promise.reject(new Overloaded("The profile store", 1));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isSending) {
        this.#isSending = true;
        // The calls that were read from sockets in this turn of the event loop join the same group.
        setImmediate(() => void this.#sendAll());
      }
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, GROUP_ITEMS_MAX));
    this.#isSending = false;
  }

  async #send(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#commit(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error("A group answered for fewer items than it was given"));
        else resolve(outcome);
      });
    } catch (error) {
      await this.#sendAlone(group, error);
    }
  }

  /** One bad item never fails its neighbours: each of a failed group is tried by itself. */
  async #sendAlone(group: readonly Waiting<Item, Outcome>[], error: unknown): Promise<void> {
    if (group.length === 1) {
      group[0]?.reject(error);
      return;
    }
    for (const waiting of group) await this.#send([waiting]);
  }
}
