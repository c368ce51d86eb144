// What the rep is asked when they close the window while something is under way.
import type { Mailing } from '../api/client';
import { amount, figures } from '../words/numbers';
import { goesAt, momentInWords } from './words';

export interface Question {
  question: string;
  text: string;
  /** What closing with everything held is called, and keeping Byline at work without its window; null where that makes no sense. */
  pause: string;
  background: string | null;
}

const DAY = 86_400_000;

/** When a mailing goes on by itself; null when it waits for the rep. */
const next = ({ state, schedule, resume_at }: Mailing): string | null => (state === 'scheduled' ? (schedule?.at ?? null) : state === 'paused' ? resume_at : null);

/**
 * By what a rep who was asked about mailings that wait is not asked the same again. On the last day before one goes the
 * question is another one.
 */
export function waitingKey(mailings: readonly Mailing[], now: Date): string {
  return mailings
    .flatMap((mailing) => {
      const at = next(mailing);
      return at === null ? [] : [`${mailing.mailing}@${at}${Date.parse(at) - now.getTime() < DAY ? ' soon' : ''}`];
    })
    .toSorted()
    .join(' ');
}

/** What to ask; null when nothing is under way, or the rep was asked `before` about just this. */
export function closingQuestion(mailings: readonly Mailing[], now: Date, before: string): Question | null {
  const going = mailings.filter(({ state }) => state === 'sending');
  if (going.length > 0) {
    const people = going.reduce((sum, { total, skipped }) => sum + total - skipped, 0);
    const out = people - going.reduce((sum, { waiting }) => sum + waiting, 0);
    return {
      question: `${figures(out)} of ${figures(people)} are out.`,
      text: 'Pause and close, or keep going in the background? Nobody gets it twice either way.',
      pause: 'Pause and close',
      background: 'Keep going in the background',
    };
  }
  // One whose time went by goes nowhere by itself.
  const waiting = mailings.filter((mailing) => (next(mailing) ?? '') > now.toISOString());
  if (waiting.length === 0 || waitingKey(waiting, now) === before) return null;
  const first = waiting.toSorted((one, other) => next(one)!.localeCompare(next(other)!))[0]!;
  const when = first.state === 'scheduled' ? `is to go ${goesAt(first)}` : `goes on ${momentInWords(next(first)!)}`;
  return {
    question: waiting.length === 1 ? `One mailing ${when}.` : `${amount(waiting.length, 'mailing', 'mailings')} wait. The first ${when}.`,
    text: 'Byline must be open for that, and the computer awake. In the background it is out of your way.',
    pause: 'Close anyway',
    background: 'Keep Byline in the background',
  };
}
