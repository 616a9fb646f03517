/** Lets at most a number of calls of one name be under way at once, on this node. */
export class ConcurrencyLimit {
  readonly #underWay = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Null when there are too many already: the work was then not begun. */
  async run<Value>(name: string, work: () => Promise<Value>): Promise<Value | null> {
    const others = this.#underWay.get(name) ?? 0;
    if (others >= this.#max) return null;
    this.#underWay.set(name, others + 1);
    try {
      return await work();
    } finally {
      const left = (this.#underWay.get(name) ?? 1) - 1;
      if (left > 0) this.#underWay.set(name, left);
      else this.#underWay.delete(name);
    }
  }
}
