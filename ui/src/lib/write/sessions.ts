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

/** Saves whatever is unsaved; rejects with what stands in the way. */
export async function saveAll(): Promise<void> {
  for (const session of sessions.values()) await session.settle();
}

/** Forgets a piece that went to the trash. */
export function closeSession(session: Session): void {
  session.discarded();
  sessions.delete(session.piece);
}
