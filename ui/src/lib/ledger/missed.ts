// Who missed an issue, and sending it to those who can have it.
import { call, type Gap } from '../api/client';
import { router } from '../frame/router.svelte';
import { whoMissed } from '../send/choose';
import { missedOf, type Missed } from './matrix';

/** Everybody who missed a piece, those who can have it first. */
export async function missed(piece: string): Promise<Missed[]> {
  const [sum, rows] = await Promise.all([call('audience', { piece, audience: whoMissed(piece), held_back: [], via: null }), call('missed', { piece })]);
  return missedOf(sum, rows);
}

/** Opens Send with whoever missed it; those to whom it came back are held back, and can be let through there. */
export function sendToThem({ piece }: Pick<Gap, 'piece'>, people: readonly Missed[]): void {
  const held = people.filter(({ returned }) => returned).map(({ contact }) => contact);
  router.openSheet('send', { piece, audience: whoMissed(piece), called: 'Everyone who missed it', ...(held.length > 0 ? { held: held.join(',') } : {}) });
}
