// What every screen knows of the open desk: whose it is, what the sidebar counts, and that something changed.
import { call, type DeskState, type Pulse, type Sidebar } from '../api/client';
import { toasts } from './toasts.svelte';

/** How often the desk is asked whether something changed by itself, in milliseconds. */
const EVERY = 2000;

class Desk {
  #state = $state.raw<DeskState | null>(null);
  #sidebar = $state.raw<Sidebar | null>(null);
  #version = $state(0);
  #settling = $state(false);
  #cameIn = $state(0);
  /** The number of the last change that the screens know of; null before the first. */
  #seen: number | null = null;
  #listening = false;

  /** Null until the desk has answered. */
  get state(): DeskState | null {
    return this.#state;
  }
  get sidebar(): Sidebar | null {
    return this.#sidebar;
  }
  /** How many messages wait that are no replies. */
  get cameIn(): number {
    return this.#cameIn;
  }
  /** Grows with each change to a record; read it in an `$effect` that loads, and it loads again. */
  get version(): number {
    return this.#version;
  }

  /** Whether the desk is being set up: the first step makes it, the others still follow. */
  get settling(): boolean {
    return this.#settling;
  }

  /** Asks which desk is open; rejects when nothing answers. */
  async start(): Promise<void> {
    const state = await call('state', {});
    this.#settling = !state.open;
    this.adopt(state);
  }

  /** Setting up is over. */
  settled(): void {
    this.#settling = false;
    this.changed();
  }

  /** Takes over the state that a command gave back. */
  adopt(state: DeskState): void {
    this.#state = state;
    if (!state.open) return;
    // The screens that open now ask after this question, so the first pulse tells them nothing new.
    void this.#mark();
    this.#loadAgain();
    this.#listen();
  }

  /** Says that a record changed: screens load again, the sidebar counts again. */
  changed(): void {
    // The number first, then the loading: whatever changes in between shows with the next pulse.
    void this.#mark().then(() => this.#loadAgain());
  }

  #loadAgain(): void {
    this.#version += 1;
    void this.#count();
  }

  /** Remembers how far the desk is; says whether that is new. */
  async #mark(): Promise<boolean> {
    let pulse: Pulse;
    try {
      pulse = await call('pulse', {});
    } catch {
      // Asked again in a moment; whatever the rep does meanwhile says by itself what is wrong.
      return false;
    }
    const isNew = this.#seen !== pulse.version;
    this.#seen = pulse.version;
    return isNew;
  }

  /** Asks again and again, while the window is seen, whether the desk changed by itself or by another program. */
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    let asking = false;
    const ask = async (): Promise<void> => {
      if (asking || document.hidden || !this.#state?.open) return;
      asking = true;
      if (await this.#mark()) this.#loadAgain();
      asking = false;
    };
    setInterval(() => void ask(), EVERY);
    document.addEventListener('visibilitychange', () => void ask());
  }

  async #count(): Promise<void> {
    const asked = this.#version;
    try {
      const [sidebar, cameIn] = await Promise.all([call('sidebar', {}), call('came_in', {})]);
      if (asked !== this.#version) return;
      this.#sidebar = sidebar;
      this.#cameIn = cameIn.length;
    } catch (thrown) {
      toasts.failed(thrown);
    }
  }
}

export const desk = new Desk();
