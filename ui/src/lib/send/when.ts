// When a mailing goes: days and times of day as a rep says them, in a stated time zone. Nothing here asks the desk.
import type { PlanDay, SendPlan } from '../api/client';
import { addDays, daysBetween, longDay, midSentence, nearDay, plainDay } from '../words/dates';
import { figures } from '../words/numbers';

/** A day and a time of day, such as `2026-11-26` and `09:30`, meant in some time zone. */
export interface Local {
  day: string;
  time: string;
}

/** The computer's own time zone by its IANA name. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every time zone that can be chosen, the computer's own first. */
export function zones(own: string = ownZone()): string[] {
  return [own, ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== own)];
}

/** "America/New_York" → "New York" */
export const zoneName = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** What the clocks of a time zone show at a moment. */
export function clocksOf(moment: string, zone: string): Local {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(new Date(moment));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` };
}

/** What the clocks of a time zone show now. */
export const clocksNow = (zone: string): Local => clocksOf(new Date().toISOString(), zone);

/** How far the clocks of a time zone are from UTC at a moment, in minutes. */
function offset(moment: Date, zone: string): number {
  const { day, time } = clocksOf(moment.toISOString(), zone);
  return Math.round((Date.parse(`${day}T${time}:00Z`) - Math.floor(moment.getTime() / 60_000) * 60_000) / 60_000);
}

/** `09:30` → "9:30 AM" */
export function timeInWords(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${((hour! + 11) % 12) + 1}:${String(minute!).padStart(2, '0')} ${hour! < 12 ? 'AM' : 'PM'}`;
}

/** "Thursday, 9:30 AM", "Today, 2:00 PM", "December 3, 9:30 AM" */
export const localInWords = ({ day, time }: Local, now: string): string => `${nearDay(day, now)}, ${timeInWords(time)}`;

/** The same inside a sentence: "today, 2:00 PM" */
export const localMidSentence = ({ day, time }: Local, now: string): string => `${midSentence(day, now)}, ${timeInWords(time)}`;

/** Reads "9:30", "9.30 am", "2pm", "14:05"; null when it is no time of day. */
export function readTime(text: string): string | null {
  const found = /^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?\s*$/i.exec(text);
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  const half = found[3]?.toLowerCase();
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (half === 'p' ? 12 : 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** When people read mail: the middle of the week, in the morning. */
const GOOD_DAYS: readonly number[] = [2, 3, 4];
const GOOD_TIME = '09:30';

/** A time to offer: the morning of the day it is due, else the next good morning that is at least an hour away. */
export function nextSlot(now: Local, due: string | null): Local {
  const ahead = (day: string): boolean => day > now.day || (day === now.day && now.time < '08:30');
  if (due && ahead(due) && daysBetween(now.day, due) < 60) return { day: due, time: GOOD_TIME };
  let day = now.day;
  for (;;) {
    const [year, month, date] = day.split('-').map(Number);
    if (ahead(day) && GOOD_DAYS.includes(new Date(year!, month! - 1, date!, 12).getDay())) return { day, time: GOOD_TIME };
    day = addDays(day, 1);
  }
}

/**
 * What there is to say about the clocks: a time that they skip or show twice, a change of them before that day, another zone than the computer's.
 * `begins` is the moment that the desk understood.
 */
export function aboutClocks(asked: Local, zone: string, begins: string, now: Date, own: string = ownZone()): string[] {
  const notes: string[] = [];
  const then = new Date(begins);
  const shown = clocksOf(begins, zone);
  const hour = 3_600_000;
  const later = clocksOf(new Date(then.getTime() + hour).toISOString(), zone);
  if (shown.day === asked.day && shown.time !== asked.time) {
    notes.push(`The clocks go forward then and never show ${timeInWords(asked.time)}: it goes at ${timeInWords(shown.time)}.`);
  } else if (later.day === shown.day && later.time === shown.time) {
    notes.push(`The clocks go back then and show ${timeInWords(asked.time)} twice: it goes the first time.`);
  } else {
    const turn = offset(then, zone) - offset(now, zone);
    if (turn !== 0) notes.push(`The clocks go ${turn > 0 ? 'forward' : 'back'} before that. It goes at ${timeInWords(shown.time)} as they show it then.`);
  }
  if (zone !== own) {
    const here = clocksOf(begins, own);
    if (here.day !== shown.day || here.time !== shown.time) notes.push(`That is ${here.day === shown.day ? '' : `${plainDay(here.day)}, `}${timeInWords(here.time)} where you are.`);
  }
  return notes;
}

/** "9:30 to 10:35 AM": from the first to the last, within a day. */
export function span({ from, to }: Pick<PlanDay, 'from' | 'to'>, zone: string): string {
  const [first, last] = [timeInWords(clocksOf(from, zone).time), timeInWords(clocksOf(to, zone).time)];
  if (first === last) return `at ${first}`;
  const same = first.slice(-2) === last.slice(-2);
  return `${same ? first.slice(0, -3) : first} to ${last}`;
}

/** "500 today from 9:30 AM", "121 tomorrow from 9:30 AM": how a mailing spreads over days. */
export function spread({ days, time_zone: zone }: SendPlan, today: string): string[] {
  return days.map(({ day, count, from }) => {
    const on = daysBetween(today, day) < 2 ? nearDay(day, today).toLowerCase() : `on ${longDay(day)}`;
    return `${figures(count)} ${on} from ${timeInWords(clocksOf(from, zone).time)}`;
  });
}

/** How late the first may leave without a word about it, in milliseconds. */
const AT_ONCE = 60_000;

/** Whether a mailing takes more than one day, or cannot begin when it is to because the mailbox may send no more then. */
export const takesDays = ({ days, begins }: SendPlan): boolean => days.length > 1 || (days[0] !== undefined && Date.parse(days[0].from) - Date.parse(begins) > AT_ONCE);
