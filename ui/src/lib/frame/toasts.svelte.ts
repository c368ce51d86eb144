// One toast at a time, bottom right: what was done, with Undo; or what went wrong, until dismissed.
import { ApiError } from '../api/client';

export interface Toast {
  kind: 'done' | 'error';
  /** Set apart in a heavier weight, before the text. */
  lead: string;
  text: string;
  action?: { label: string; run: () => void | Promise<void> };
}

/** How long a toast stays that asks for nothing, in milliseconds. */
export const STAY = 6000;

class Toasts {
  #queue = $state.raw<Toast[]>([]);

  get current(): Toast | undefined {
    return this.#queue[0];
  }

  /** Says that something happened: `done('Logged a call with Glenn Ostrander.', { undo })`. */
  done(text: string, options: { lead?: string; undo?: (() => void | Promise<void>) | undefined; action?: Toast['action'] } = {}): void {
    const action = options.undo ? { label: 'Undo', run: options.undo } : options.action;
    this.#push({ kind: 'done', lead: options.lead ?? '', text, action });
  }

  /** Says what went wrong and what to do; stays until dismissed. */
  failed(thrown: unknown, action?: Toast['action']): void {
    const error = ApiError.from(thrown);
    this.#push({ kind: 'error', lead: error.message, text: error.hint, action });
  }

  dismiss(toast: Toast | undefined = this.current): void {
    this.#queue = this.#queue.filter((other) => other !== toast);
  }

  /** Runs the toast's action; a failure becomes the next toast. */
  async act(toast: Toast): Promise<void> {
    this.dismiss(toast);
    try {
      await toast.action?.run();
    } catch (thrown) {
      this.failed(thrown);
    }
  }

  // News replaces news, but never an error that has not been read; the same error is not said twice.
  #push(toast: Toast): void {
    const errors = this.#queue.filter((other) => other.kind === 'error' && !(other.lead === toast.lead && other.text === toast.text));
    this.#queue = [...errors, toast];
  }
}

export const toasts = new Toasts();

/** Runs a piece of work whose failure the rep must hear of; resolves to `undefined` when it failed. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    toasts.failed(thrown);
    return undefined;
  }
}
