// The pieces that are or were open, kept for as long as the window is: undo still works after a visit to another screen.
import { call, type PieceText } from '../api/client';
import { Session } from './session.svelte';

const sessions = new Map<string, Session>();

/** Opens a piece, with the history it had when it was last open. */
export async function openSession(piece: string): Promise<Session> {
  const kept = sessions.get(piece);
  if (kept) {
    await kept.refresh();
    return kept;
  }
  const session = new Session(await call('piece', { piece }));
  sessions.set(piece, session);
  return session;
}

/** Takes in a piece that has just been made. */
export function beginSession(text: PieceText): void {
  const session = new Session(text);
  session.fresh = true;
  sessions.set(text.piece, session);
}

/** Saves whatever is unsaved; then rejects with the first thing that stood in the way. */
export async function saveAll(): Promise<void> {
  const saved = await Promise.allSettled([...sessions.values()].map((session) => session.settle()));
  for (const one of saved) if (one.status === 'rejected') throw one.reason;
}

/** Forgets a piece that went to the trash. */
export function closeSession(session: Session): void {
  session.discarded();
  sessions.delete(session.piece);
}
