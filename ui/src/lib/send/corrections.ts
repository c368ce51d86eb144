// A correction of a piece goes to those who got that piece. Which corrects which is remembered on this computer, so that a correction that is
// written tomorrow still opens with the right people.
import { call, type Mailing } from '../api/client';
import { desk } from '../frame/desk.svelte';
import { router } from '../frame/router.svelte';
import { toasts } from '../frame/toasts.svelte';
import { beginSession } from '../write/sessions';
import { whoGot } from './choose';

const KEY = 'byline.corrections';

export type Corrections = Record<string, { piece: string; title: string }>;

/** What was remembered; anything else than what was written there counts as nothing. */
export function read(text: string | null): Corrections {
  try {
    const known: unknown = JSON.parse(text ?? '{}');
    if (typeof known !== 'object' || known === null) return {};
    const whole = (value: unknown): value is { piece: string; title: string } => typeof value === 'object' && value !== null && 'piece' in value && typeof value.piece === 'string' && 'title' in value && typeof value.title === 'string';
    return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, { piece: string; title: string }] => whole(entry[1])));
  } catch {
    return {};
  }
}

/** Whom a piece is for from the start, when it corrects another. */
export function audienceOf(piece: string): { audience: string; called: string } | null {
  const corrected = read(localStorage.getItem(KEY))[piece];
  return corrected ? { audience: whoGot(corrected.piece), called: `Everyone who got “${corrected.title}”` } : null;
}

/** Begins a piece of the same kind that goes to whoever got the one that was mailed, and opens it. */
export async function writeCorrection({ piece, title, accepted }: Mailing): Promise<void> {
  const wrong = (await call('pieces', {})).find((summary) => summary.piece === piece);
  const text = await call('new_piece', { kind: wrong?.kind ?? 'newsletter', template: wrong?.template ?? 'plain-letter', title: `Correction: ${title}` });
  localStorage.setItem(KEY, JSON.stringify({ ...read(localStorage.getItem(KEY)), [text.piece]: { piece, title } }));
  beginSession(text);
  desk.changed();
  router.closeSheet();
  router.go('write', { piece: text.piece });
  toasts.done(`When you send it, the ${accepted === 1 ? 'one person' : `${accepted.toLocaleString('en-US')} people`} who got “${title}” ${accepted === 1 ? 'is' : 'are'} chosen.`);
}
