// As whom the piece is looked at: somebody out of a list of people, with the one before and the one after.
import { call, type PersonRow } from '../api/client';
import { attempt } from '../frame/toasts.svelte';

class Recipient {
  person = $state.raw<PersonRow | null>(null);
  #search = '';
  #at = 0;
  #asked = false;

  /** Somebody to begin with: the first of those with a company, so that the merge tags have something to say. */
  async start(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const page = await attempt(() => people('', 0, 50));
    if (!page || this.person) return;
    const at = Math.max(0, page.rows.findIndex((row) => row.company && row.email));
    this.choose(page.rows[at] ?? null, '', at);
  }

  /** Looks as this person; `at` is their place among those whom `search` finds. */
  choose(person: PersonRow | null, search: string, at: number): void {
    this.person = person;
    this.#search = search;
    this.#at = at;
  }

  /** The next of the same list, or with -1 the one before. Stays at the ends. */
  async step(by: 1 | -1): Promise<void> {
    const at = this.#at + by;
    if (at < 0) return;
    const page = await attempt(() => people(this.#search, at, 1));
    if (page?.rows[0]) this.choose(page.rows[0], this.#search, at);
  }
}

/** People by name, whom the words find. */
export const people = (search: string, offset: number, limit: number) => call('people', { filter: 'all', search, order: 'name', offset, limit });

// One for the window: whoever was chosen stays when another piece is opened.
export const recipient = new Recipient();
