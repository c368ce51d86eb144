// Rows of a long list, fetched page by page as they come into view.
import { SvelteMap } from 'svelte/reactivity';

export interface Page<T> {
  rows: T[];
  /** How many rows there are in all. */
  total: number;
}
type Load<T> = (offset: number, limit: number) => Promise<Page<T>>;

export class Pages<T> {
  readonly #pages = new SvelteMap<number, T[]>();
  // What was asked for is nobody's business but ours: not reactive on purpose.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  readonly #size: number;
  readonly #failed: (thrown: unknown) => void;
  #load: Load<T>;
  #round = 0;
  /** The pages that were last in sight. */
  #sight: readonly number[] = [];
  #total = $state<number | null>(null);

  /** `load` fetches `limit` rows from `offset`; `failed` hears of a page that could not be had. */
  constructor(load: Load<T>, failed: (thrown: unknown) => void, size = 100) {
    this.#load = load;
    this.#failed = failed;
    this.#size = size;
  }

  /** How many rows there are; null until the first page has come. */
  get total(): number | null {
    return this.#total;
  }

  /** The row, or undefined while it is on its way. */
  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.#size))?.[index % this.#size];
  }

  /** Starts over with another question (a filter, a search, changed data). Old rows stay in sight until the new ones are there. */
  async restart(load: Load<T> = this.#load): Promise<void> {
    this.#load = load;
    const round = (this.#round += 1);
    this.#asked.clear();
    const pages = this.#sight.includes(0) ? this.#sight : [0, ...this.#sight];
    for (const page of pages) this.#asked.add(page);
    try {
      const answers = await Promise.all(pages.map((page) => load(page * this.#size, this.#size)));
      // A newer question was asked meanwhile: these answers are to the old one.
      if (round !== this.#round) return;
      for (const page of [...this.#pages.keys()]) if (!this.#asked.has(page)) this.#pages.delete(page);
      pages.forEach((page, index) => this.#pages.set(page, answers[index]!.rows));
      this.#total = answers[0]!.total;
    } catch (thrown) {
      if (round !== this.#round) return;
      for (const page of pages) this.#asked.delete(page);
      this.#failed(thrown);
    }
  }

  /** Sees to it that the rows from `first` up to but not including `end` are loaded or on their way. */
  need(first: number, end: number): void {
    const last = Math.min(end, this.#total ?? end) - 1;
    const from = Math.floor(first / this.#size);
    this.#sight = Array.from({ length: Math.max(0, Math.floor(last / this.#size) - from + 1) }, (_, offset) => from + offset);
    for (const page of this.#sight) void this.#fetch(page);
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const round = this.#round;
    try {
      const { rows, total } = await this.#load(page * this.#size, this.#size);
      if (round !== this.#round) return;
      this.#pages.set(page, rows);
      this.#total = total;
    } catch (thrown) {
      if (round !== this.#round) return;
      this.#asked.delete(page);
      this.#failed(thrown);
    }
  }
}
