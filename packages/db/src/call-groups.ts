import { Overloaded } from "@silhouette/core/profile";

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

export type CallGroupsOptions<Item, Outcome> = {
  /** Serves a group and returns an outcome for each item, in order. A write is durable when it resolves. */
  readonly serve: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Groups under way at once. With one, items are served in the order of their arrival. */
  readonly groupsMax: number;
  /** Calls that may wait, whatever the estimate says: it bounds the memory. */
  readonly waitingMax: number;
  /** Milliseconds that a call may have to wait by the estimate; others are refused with `Overloaded` at once. */
  readonly waitMillisMax: number;
  /** Whether a failed group may have failed for one of its items, so that each is worth a try by itself. */
  readonly mayBeOneItem: (error: unknown) => boolean;
  /** Milliseconds that only go forward. */
  readonly clock?: { now(): number };
};

/** Items of one group: enough to fill a statement, few enough that the first of them does not wait long. */
const GROUP_ITEMS_MAX = 500;
/** Share of the newest group in the average time of one. A guess: a slow disk is noticed within a few groups. */
const NEWEST_SHARE = 0.3;

/**
 * Joins calls that arrive while others are under way into one. A group is sent as soon as the one before it has been
 * answered, so a lone call never waits for company, and groups grow with the load by themselves. Nobody is answered
 * before the group is.
 *
 * When groups take longer than calls can wait, callers are refused while the queue is still short: a call that would
 * be answered too late only takes the place of one that would not.
 */
export class CallGroups<Item, Outcome> {
  readonly #options: CallGroupsOptions<Item, Outcome>;
  readonly #clock: { now(): number };
  #waiting: Waiting<Item, Outcome>[] = [];
  /** When each group under way was begun. */
  readonly #begun = new Set<{ readonly at: number }>();
  #isScheduled = false;
  #groupMillis = 0;

  constructor(options: CallGroupsOptions<Item, Outcome>) {
    this.#options = options;
    this.#clock = options.clock ?? performance;
  }

  add(item: Item): Promise<Outcome> {
    const waitMillis = this.#estimateWait();
    if (this.#waiting.length >= this.#options.waitingMax || waitMillis > this.#options.waitMillisMax) {
      return Promise.reject(new Overloaded("The profile store", Math.max(1, Math.ceil(waitMillis / 1000))));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /**
   * Milliseconds until a call that comes now would be answered: the groups before its own, and its own. One that has
   * been under way for longer than usual says more than the average. Nothing under way: no wait, so that a store that
   * was slow is tried again.
   */
  #estimateWait(): number {
    const [oldest] = this.#begun;
    if (oldest === undefined) return 0;
    const groupMillis = Math.max(this.#groupMillis, this.#clock.now() - oldest.at);
    const groups = this.#begun.size + Math.floor(this.#waiting.length / GROUP_ITEMS_MAX) + 1;
    return (groups * groupMillis) / this.#options.groupsMax;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0 || this.#begun.size >= this.#options.groupsMax) return;
    this.#isScheduled = true;
    // The calls that were read from sockets in this turn of the event loop join the same group.
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#sendNext();
    });
  }

  async #sendNext(): Promise<void> {
    const group = this.#waiting.splice(0, GROUP_ITEMS_MAX);
    const begun = { at: this.#clock.now() };
    this.#begun.add(begun);
    this.#schedule();
    await this.#send(group);
    this.#begun.delete(begun);
    const millis = this.#clock.now() - begun.at;
    this.#groupMillis += (millis - this.#groupMillis) * NEWEST_SHARE;
    this.#schedule();
  }

  async #send(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.serve(group.map(({ item }) => item));
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
    if (group.length === 1 || !this.#options.mayBeOneItem(error)) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const waiting of group) await this.#send([waiting]);
  }
}
