// The one way to ask the desk anything. Screens import `call` and the types, and nothing of Tauri.
import type { Commands } from './generated/types';

export type * from './generated/types';
export type Input<K extends keyof Commands> = Commands[K]['input'];
export type Output<K extends keyof Commands> = Commands[K]['output'];

/** Carries a question to a desk and its answer back; rejects with an `ApiError`. */
export interface Transport {
  send(command: string, input: unknown): Promise<unknown>;
  /** Shows a file or folder of the desk in the system's file manager. */
  reveal(path: string): Promise<void>;
  /** Opens a page in the browser that the rep uses. */
  openPage(address: string): Promise<void>;
  /** Says how the window closes; gives where Byline is then. */
  closeWindow(how: Leaving): Promise<Whereabouts>;
  /** Calls `heard` whenever the window is asked to close; it stays open until `closeWindow` says how. */
  onClosing(heard: () => void): Promise<void>;
}

/** How the window closes: the page heard and will say more; what goes out is held first; Byline stays at work without it; not at all. */
export type Leaving = 'heard' | 'pause' | 'background' | 'stay';
export type Whereabouts = 'tray' | 'minimized' | 'here';

/** What went wrong (`message`), then what to do (`hint`), as the desk says it. */
export class ApiError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.hint = hint;
  }

  /** Any thrown value as an `ApiError`, so that nothing is shown as "[object Object]". */
  static from(thrown: unknown): ApiError {
    if (thrown instanceof ApiError) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
      const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? thrown.hint : '';
      return new ApiError(String(thrown.code), String(thrown.message), hint);
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new ApiError('unexpected', `Something went wrong: ${message}`, 'Try it once more. Your desk is as it was.');
  }
}

let transport: Promise<Transport> | undefined;

async function choose(): Promise<Transport> {
  const tauri = await import('./tauri');
  if (import.meta.env.DEV && !tauri.insideTauri()) return (await import('./dev')).devTransport;
  return tauri.tauriTransport;
}

/** Runs work on the transport; whatever it rejects with becomes an `ApiError`. */
async function over<T>(work: (transport: Transport) => Promise<T>): Promise<T> {
  try {
    transport ??= choose();
    return await work(await transport);
  } catch (thrown) {
    throw ApiError.from(thrown);
  }
}

/** The questions that have no answer yet. */
const asked = new Set<Promise<unknown>>();

/** Asks the desk; rejects with an `ApiError` only. */
export async function call<K extends keyof Commands>(command: K, input: Input<K>): Promise<Output<K>> {
  const question = over((transport) => transport.send(command, input));
  asked.add(question);
  try {
    return (await question) as Output<K>;
  } finally {
    asked.delete(question);
  }
}

/** Waits until the desk has answered everything that it was asked, whatever it said. */
export async function answered(): Promise<void> {
  await Promise.allSettled(asked);
}

/** Shows a file or folder of the desk, named by its whole path, in the system's file manager; rejects with an `ApiError` only. */
export function reveal(path: string): Promise<void> {
  return over((transport) => transport.reveal(path));
}

/** Opens a page in the rep's own browser, where they are signed in; rejects with an `ApiError` only. */
export function openOutside(address: string): Promise<void> {
  return over((transport) => transport.openPage(address));
}

/** Says how the window closes; rejects with an `ApiError` only. */
export function closeWindow(how: Leaving): Promise<Whereabouts> {
  return over((transport) => transport.closeWindow(how));
}

/** Calls `heard` whenever the window is asked to close. */
export function onClosing(heard: () => void): Promise<void> {
  return over((transport) => transport.onClosing(heard));
}
