// How the piece looks to one person: asks the desk again with every change, one question at a time, the newest only.
import { ApiError, call, type Preview, type PreviewForm, type PreviewInput } from '../api/client';

/** The ways to look; a phone shows the e-mail, narrow. */
export type Look = 'email' | 'phone' | 'dark' | 'text' | 'pdf';

export const LOOKS: readonly { value: Look; label: string; form: PreviewForm; output: string }[] = [
  { value: 'email', label: 'Email', form: 'email', output: 'email' },
  { value: 'phone', label: 'Phone', form: 'email', output: 'email' },
  { value: 'dark', label: 'Dark', form: 'dark', output: 'email' },
  { value: 'text', label: 'Plain text', form: 'text', output: 'text' },
  { value: 'pdf', label: 'PDF', form: 'pdf', output: 'pdf' },
];

export const formOf = (look: Look): PreviewForm => LOOKS.find(({ value }) => value === look)!.form;

interface Seen {
  input: PreviewInput;
  preview: Preview;
}

export class Looks {
  /** The newest answer. It stays until the next one is there. */
  seen = $state.raw<Seen | null>(null);
  /** Why the newest question has no answer. */
  problem = $state.raw<ApiError | null>(null);
  /** The size of the e-mail, from the last time that it was asked for. */
  bytes = $state(0);

  #next: PreviewInput | null = null;
  #asking = false;

  ask(input: PreviewInput): void {
    this.#next = input;
    if (!this.#asking) void this.#run();
  }

  async #run(): Promise<void> {
    this.#asking = true;
    while (this.#next) {
      const input = this.#next;
      this.#next = null;
      try {
        const preview = await call('preview', input);
        this.seen = { input, preview };
        this.problem = null;
        if (preview.html_bytes > 0) this.bytes = preview.html_bytes;
      } catch (thrown) {
        this.problem = ApiError.from(thrown);
      }
    }
    this.#asking = false;
  }
}
