// Mailings that are not done, as they are told on Today: what asks for a word first, then what goes soon.
import type { Mailing, MailingId, Today } from '../api/client';
import { amount } from '../words/numbers';
import { momentIn, scheduleInWords, soonInWords } from './schedule';
import { mailingLine } from './plan';

/** Where a mailing stands, the most urgent first. */
export const TURNS = ['missed', 'held', 'soon', 'paused', 'resting', 'going', 'scheduled'] as const;
export type Turn = (typeof TURNS)[number];
/** All but those that only wait for their day. */
export type Pressing = Exclude<Turn, 'scheduled'>;

export interface Shown<T extends Turn = Turn> {
  mailing: Mailing;
  turn: T;
}

export const isPressing = (shown: Shown): shown is Shown<Pressing> => shown.turn !== 'scheduled';

/** How long before it goes a mailing is announced, in milliseconds. */
const NOTICE = 60 * 60_000;

export function turnOf(mailing: Mailing, missed: readonly MailingId[], now: number): Turn {
  if (missed.includes(mailing.mailing)) return 'missed';
  if (mailing.state === 'scheduled') return mailing.schedule && Date.parse(mailing.schedule.at) - now <= NOTICE ? 'soon' : 'scheduled';
  if (mailing.state === 'sending') return 'going';
  if (mailing.resume_at) return 'resting';
  return mailing.held ? 'held' : 'paused';
}

/** The mailings that Today shows by themselves; one of the next issue that simply goes out is told there. */
export function shownMailings(today: Today, now: number): Shown[] {
  return today.mailings
    .map((mailing) => ({ mailing, turn: turnOf(mailing, today.missed, now) }))
    .filter(({ mailing, turn }) => turn !== 'going' || mailing.mailing !== today.next_issue?.mailing)
    .toSorted((one, other) => TURNS.indexOf(one.turn) - TURNS.indexOf(other.turn) || when(one.mailing).localeCompare(when(other.mailing)));
}

const when = ({ schedule, created_at }: Mailing): string => schedule?.at ?? created_at;

/** Whether the clock alone has changed something: a time went by, or the day. */
export const timeWentBy = (today: Today, day: string, now: number): boolean =>
  today.on !== day || today.mailings.some(({ mailing, state, schedule }) => state === 'scheduled' && !today.missed.includes(mailing) && schedule !== null && Date.parse(schedule.at) <= now);

/** How many are still to get it. */
export const people = (mailing: Mailing): string => amount(mailing.waiting + mailing.deferred, 'person', 'people');

/** What is said of a mailing: `lead` continues its title. */
export function mailingWords(mailing: Mailing, turn: Turn, now: number): { lead: string; text: string } {
  const { schedule, held, resume_at } = mailing;
  switch (turn) {
    case 'missed':
      return { lead: `was to go ${schedule ? scheduleInWords(schedule) : 'earlier'}`, text: `This computer was asleep, or Byline was closed. Nothing went out: ${people(mailing)} still wait for it.` };
    case 'soon':
      return schedule
        ? { lead: `goes ${scheduleInWords(schedule)}, ${soonInWords(schedule.at, now)}`, text: `To ${people(mailing)}. This computer must be awake.` }
        : { lead: 'goes soon', text: `To ${people(mailing)}.` };
    case 'scheduled':
      return { lead: `goes ${schedule ? scheduleInWords(schedule) : 'later'}`, text: `To ${people(mailing)}. This computer must be awake then.` };
    case 'held':
      return { lead: 'is stopped', text: `${held ?? ''} ${mailingLine(mailing)}`.trim() };
    case 'paused':
      return { lead: 'is paused', text: mailingLine(mailing) };
    case 'resting':
      return { lead: `goes on ${resume_at ? momentIn(resume_at) : 'later'}, by itself`, text: `${held ?? ''} ${mailingLine(mailing)}`.trim() };
    case 'going':
      return { lead: 'is going out', text: mailingLine(mailing) };
  }
}
