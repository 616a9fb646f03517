type Waiting = { readonly begin: () => void };

/** How much goes on at once, and how many wait for how long. */
export type PlacesOptions = {
  readonly places: number;
  /** Those that may wait at once: it bounds the memory. */
  readonly waitingMax: number;
  readonly waitMillisMax: number;
};

/** Places on this node for work of which only so much may go on at once. The rest stands in line, for a while. */
export class Places {
  readonly #options: PlacesOptions;
  #free: number;
  readonly #line: Waiting[] = [];

  constructor(options: PlacesOptions) {
    this.#options = options;
    this.#free = options.places;
  }

  /** Null when no place became free in time, or too many wait for one: the work was then not begun. */
  async run<Value>(work: () => Promise<Value>): Promise<Value | null> {
    if (!(await this.#take())) return null;
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#free += 1;
      else next.begin();
    }
  }

  #take(): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    if (this.#line.length >= this.#options.waitingMax) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        resolve(false);
      }, this.#options.waitMillisMax);
      const waiting = {
        begin: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      this.#line.push(waiting);
    });
  }
}
