// What every screen knows of the open desk: whose it is, what the sidebar counts, and that something changed.
import { call, type DeskState, type Sidebar } from '../api/client';
import { toasts } from './toasts.svelte';

class Desk {
  #state = $state.raw<DeskState | null>(null);
  #sidebar = $state.raw<Sidebar | null>(null);
  #version = $state(0);
  #settling = $state(false);

  /** Null until the desk has answered. */
  get state(): DeskState | null {
    return this.#state;
  }
  get sidebar(): Sidebar | null {
    return this.#sidebar;
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
    if (state.open) this.changed();
  }

  /** Says that a record changed: screens load again, the sidebar counts again. */
  changed(): void {
    this.#version += 1;
    void this.#count();
  }

  async #count(): Promise<void> {
    const asked = this.#version;
    try {
      const sidebar = await call('sidebar', {});
      if (asked === this.#version) this.#sidebar = sidebar;
    } catch (thrown) {
      toasts.failed(thrown);
    }
  }
}

export const desk = new Desk();
