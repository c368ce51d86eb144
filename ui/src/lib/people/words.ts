// What the People screen says about a person, a step, a file. Nothing here asks the desk.
import type { ImportReport, NextStep, Permission, PersonRow, Stage, SuppressionReason } from '../api/client';
import { dayOf, daysBetween, nearDay, plainDay, shortDay, timeOfDay, today } from '../words/dates';
import { amount, figures } from '../words/numbers';

const OPEN: readonly Stage[] = ['lead', 'working', 'qualified', 'opportunity'];

/** Whether somebody may still buy, so that a next step is missing when there is none. */
export const isOpenLead = (stage: Stage): boolean => OPEN.includes(stage);

export const STOPPED: Record<SuppressionReason, string> = {
  'opted-out': 'Asked to stop',
  complained: 'Complained about mail',
  'hard-bounce': 'The address does not work',
  'soft-bounces': 'Came back three times in a row',
  'by-hand': 'You stopped it',
};

type Tone = 'quiet' | 'accent' | 'bad' | 'warn';

/** What became of the last piece somebody got, in a word or two; a plain delivery needs only its day. */
export function lastMark({ last_mark: mark, last_at: at }: PersonRow, now: string = today()): { text: string; tone: Tone } {
  const day = at ? shortDay(dayOf(at), now) : '';
  switch (mark) {
    case 'replied':
      return { text: 'replied', tone: 'accent' };
    case 'handed':
      return { text: 'handed over', tone: 'quiet' };
    case 'bounced':
      return { text: 'bounced', tone: 'bad' };
    case 'unknown':
      return { text: 'not known if it arrived', tone: 'warn' };
    case 'waiting':
      return { text: 'on its way', tone: 'quiet' };
    case 'skipped':
      return { text: 'left out', tone: 'quiet' };
    default:
      return { text: day, tone: 'quiet' };
  }
}

/** "Next step, today at 2:00", "Next step, 2 days over" */
export function stepWhen({ due, time }: NextStep, now: string = today()): { text: string; over: boolean } {
  const late = daysBetween(due, now);
  if (late > 0) return { text: `${late} ${late === 1 ? 'day' : 'days'} over`, over: true };
  const day = nearDay(due, now);
  const word = ['Today', 'Tomorrow'].includes(day) ? day.toLowerCase() : day;
  return { text: time ? `${word} at ${timeOfDay(time)}` : word, over: false };
}

/** Why the rep may write to somebody: "Said yes on September 4". */
export function permissionInWords(permission: Permission | null, now: string = today()): string | null {
  if (!permission) return null;
  const since = permission.since ? plainDay(permission.since, now) : null;
  switch (permission.basis) {
    case 'consent':
      return since ? `Said yes on ${since}` : 'Said yes';
    case 'customer':
      return since ? `As a customer, since ${since}` : 'As a customer';
    case 'legitimate-interest':
      return since ? `It is about their work, since ${since}` : 'It is about their work';
    default:
      return since ? `${permission.basis}, since ${since}` : permission.basis;
  }
}

/** One line of a sum that can be checked on the page. */
export interface SumLine {
  label: string;
  value: number;
}

/** How the rows of a file come to people: rows − joined − unreadable = people; new + updated + unchanged = people. */
export function importSum(report: ImportReport): { rows: number; less: SumLine[]; people: number; parts: SumLine[] } {
  const less = [
    { label: 'the same person twice, joined', value: report.merged },
    { label: 'cannot be read', value: report.rejected.length },
  ].filter(({ value }) => value > 0);
  const parts = [
    { label: 'new', value: report.added },
    { label: 'updated', value: report.updated },
    { label: 'unchanged', value: report.unchanged },
  ].filter(({ value }) => value > 0);
  return { rows: report.rows, less, people: report.added + report.updated + report.unchanged, parts };
}

/** "412 rows: 380 new, 20 updated, 9 unchanged, 3 cannot be read" */
export function importLine(report: ImportReport): string {
  const { rows, less, parts } = importSum(report);
  const said = [...parts, ...less.toReversed()].map(({ label, value }) => `${figures(value)} ${label}`);
  return said.length > 0 ? `${amount(rows, 'row', 'rows')}: ${said.join(', ')}.` : 'There is nobody in this file.';
}

/** How many of the pills fit side by side into `room` pixels, keeping `more` pixels for the menu of the others. */
export function fitting(widths: readonly number[], room: number, more: number): number {
  let used = 0;
  for (const [index, width] of widths.entries()) {
    const last = index === widths.length - 1;
    if (used + width + (last ? 0 : more) > room) {
      // The one that did not fit may have been the last: then the menu needs its room too.
      return index;
    }
    used += width;
  }
  return widths.length;
}
