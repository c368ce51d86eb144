// How the piece looks to one person: asks the desk again with every change, one question at a time, the newest only.
import { ApiError, call, type Preview, type PreviewForm, type PreviewInput } from '../api/client';

/** The ways to look; a phone shows the e-mail, narrow. A piece that is not mailed shows its web page instead. */
export type Look = 'email' | 'phone' | 'dark' | 'page' | 'text' | 'pdf';

const LOOKS: readonly { value: Look; label: string; form: PreviewForm; output: string }[] = [
  { value: 'email', label: 'E-mail', form: 'email', output: 'email' },
  { value: 'phone', label: 'Phone', form: 'email', output: 'email' },
  { value: 'dark', label: 'Dark', form: 'dark', output: 'email' },
  { value: 'page', label: 'Web page', form: 'email', output: 'page' },
  { value: 'text', label: 'Plain text', form: 'text', output: 'text' },
  { value: 'pdf', label: 'PDF', form: 'pdf', output: 'pdf' },
];

/** The ways to look at what a template can make. */
export const looksOf = (outputs: readonly string[]) => LOOKS.filter(({ value, output }) => outputs.includes(output) && !(value === 'page' && outputs.includes('email')));

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

  /** Whether an answer is on its way. */
  asking = $state(false);

  #next: PreviewInput | null = null;

  ask(input: PreviewInput): void {
    this.#next = input;
    if (!this.asking) void this.#run();
  }

  async #run(): Promise<void> {
    this.asking = true;
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
    this.asking = false;
  }
}
