// As whom the piece is looked at: somebody out of a list of people, with the one before and the one after.
import { call, type PersonRow } from '../api/client';
import { attempt } from '../frame/toasts.svelte';

/** How many people are looked through at once to find somebody's place among all. */
const PAGE = 500;

class Recipient {
  person = $state.raw<PersonRow | null>(null);
  /** Whether it is known who comes first: until then there is nobody to look as. */
  ready = $state(false);
  /** Their place among all people by name; null when they were found by searching. */
  #at: number | null = null;
  #asked = false;

  /** Somebody to begin with: the first of those with a company, so that the merge tags have something to say. */
  async start(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const page = await attempt(() => people('', 0, 50));
    this.ready = true;
    if (!page || this.person) return;
    const at = Math.max(0, page.rows.findIndex((row) => row.company && row.email));
    this.choose(page.rows[at] ?? null, at);
  }

  /** Looks as this person; `at` is their place among all people by name, if it is known. */
  choose(person: PersonRow | null, at: number | null): void {
    this.person = person;
    this.#at = at;
  }

  /** The next person by name, or with -1 the one before. Stays at the ends. */
  async step(by: 1 | -1): Promise<void> {
    const before = this.person;
    const next = await attempt(async () => {
      const at = (this.#at ?? (await place(before?.contact))) + by;
      return at < 0 ? undefined : { at, row: (await people('', at, 1)).rows[0] };
    });
    if (next?.row && this.person === before) this.choose(next.row, next.at);
  }
}

/** Somebody's place among all people by name; -1 when they are not there. */
async function place(contact: number | undefined): Promise<number> {
  if (contact === undefined) return -1;
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await people('', offset, PAGE);
    const at = rows.findIndex((row) => row.contact === contact);
    if (at >= 0) return offset + at;
    if (offset + PAGE >= total) return -1;
  }
}

/** People by name, whom the words find. */
export const people = (search: string, offset: number, limit: number) => call('people', { filter: 'all', search, order: 'name', offset, limit });

// One for the window: whoever was chosen stays when another piece is opened.
export const recipient = new Recipient();
