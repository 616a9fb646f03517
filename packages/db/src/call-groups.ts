import { setImmediate as nextTurn } from "node:timers/promises";
import { Overloaded } from "@silhouette/core/profile";
import { tryAlone } from "./try-alone.ts";

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

/** Stands in the place of an outcome: why one item of a group has none, while others have theirs. */
export class Failed {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

export type CallGroupsOptions<Item, Outcome> = {
  /** Serves a group and returns, in order, what became of each item. A write is durable when it resolves. */
  readonly serve: (items: readonly Item[]) => Promise<readonly (Outcome | Failed)[]>;
  /** Groups under way at once. With one, items are served in the order of their arrival. */
  readonly groupsMax: number;
  /** Items of one group; `GROUP_ITEMS_MAX` unless they are served one by one. */
  readonly groupItemsMax?: number;
  /** Calls that may wait, whatever the estimate says: it bounds the memory. */
  readonly waitingMax: number;
  /** Milliseconds that a call may have to wait by the estimate; others are refused with `Overloaded` at once. */
  readonly waitMillisMax: number;
  /**
   * Whether a group that failed as a whole may have failed for one of its items, so that each is worth a try by itself.
   * Nothing of such a group has been done.
   */
  readonly mayBeOneItem: (error: unknown) => boolean;
  /** Milliseconds that only go forward. */
  readonly clock?: { now(): number };
};

/** Items of one group: enough to fill a statement, few enough that the first of them does not wait long. */
const GROUP_ITEMS_MAX = 500;
/** Share of the newest group in the average time of one. A guess: a slow disk is noticed within a few groups. */
const NEWEST_SHARE = 0.3;

/**
 * Joins calls that arrive while others are under way into one. A group is sent as soon as the one before it is done,
 * so a lone call never waits for company, and groups grow with the load by themselves. Nobody is answered before the
 * group is done.
 *
 * When groups take longer than calls can wait, callers are refused while the queue is still short: a call that would
 * be answered too late only takes the place of one that would not.
 */
export class CallGroups<Item, Outcome> {
  readonly #options: CallGroupsOptions<Item, Outcome>;
  readonly #groupItemsMax: number;
  readonly #clock: { now(): number };
  #waiting: Waiting<Item, Outcome>[] = [];
  /** When each group under way was begun. */
  readonly #begun = new Set<{ readonly at: number }>();
  #isScheduled = false;
  #groupMillis = 0;

  constructor(options: CallGroupsOptions<Item, Outcome>) {
    this.#options = options;
    this.#groupItemsMax = options.groupItemsMax ?? GROUP_ITEMS_MAX;
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
    const groups = this.#begun.size + Math.floor(this.#waiting.length / this.#groupItemsMax) + 1;
    return (groups * groupMillis) / this.#options.groupsMax;
  }

  get #mayBegin(): boolean {
    return this.#waiting.length > 0 && this.#begun.size < this.#options.groupsMax;
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#mayBegin) return;
    this.#isScheduled = true;
    // The calls that were read from sockets in this turn of the event loop join the same group.
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#mayBegin) void this.#sendNext();
    });
  }

  async #sendNext(): Promise<void> {
    const group = this.#waiting.splice(0, this.#groupItemsMax);
    const begun = { at: this.#clock.now() };
    this.#begun.add(begun);
    this.#schedule();
    const answer = await this.#serve(group);
    this.#begun.delete(begun);
    const millis = this.#clock.now() - begun.at;
    this.#groupMillis += (millis - this.#groupMillis) * NEWEST_SHARE;
    if (this.#mayBegin) {
      // The next group goes out before the callers of this one are answered, so that the store is at work meanwhile. The
      // driver writes to its socket in a later turn.
      void this.#sendNext();
      await nextTurn();
    }
    answer();
    this.#schedule();
  }

  /** Returns what gives each caller of the group its answer. */
  async #serve(group: readonly Waiting<Item, Outcome>[]): Promise<() => void> {
    try {
      const outcomes = await this.#options.serve(group.map(({ item }) => item));
      return () => {
        for (const [index, waiting] of group.entries()) settle(waiting, outcomes[index]);
      };
    } catch (error) {
      await this.#serveAlone(group, error);
      return () => {};
    }
  }

  /** Each of a failed group is answered as soon as it was tried, and none for longer than calls may wait. */
  #serveAlone(group: readonly Waiting<Item, Outcome>[], error: unknown): Promise<void> {
    const { serve, mayBeOneItem, waitMillisMax } = this.#options;
    const until = this.#clock.now() + waitMillisMax;
    return tryAlone(group, error, {
      mayBeOneItem,
      tryOne: async (waiting) => settle(waiting, (await serve([waiting.item]))[0]),
      fail: ({ reject }, cause) => reject(cause),
      hasTime: () => this.#clock.now() <= until,
    });
  }
}

function settle<Item, Outcome>(
  { resolve, reject }: Waiting<Item, Outcome>,
  outcome: Outcome | Failed | undefined,
): void {
  if (outcome instanceof Failed) reject(outcome.error);
  else if (outcome === undefined) reject(new Error("A group answered for fewer items than it was given"));
  else resolve(outcome);
}
