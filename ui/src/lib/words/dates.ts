// Days and times in words. A day is `2026-11-04`, without a time zone; a moment is a full timestamp.

const DAY = 86_400_000;

/** A civil day as a local date at noon, so that no change of clocks can move it to another day. */
function local(day: string): Date {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date!, 12);
}

/** The civil day of a local date. */
function civil(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Today where the rep is. */
export function today(): string {
  return civil(new Date());
}

/** The day a moment fell on where the rep is. */
export function dayOf(moment: string): string {
  return civil(new Date(moment));
}

export function addDays(day: string, days: number): string {
  const date = local(day);
  date.setDate(date.getDate() + days);
  return civil(date);
}

/** The next Monday after a day. */
export function nextMonday(day: string): string {
  return addDays(day, ((8 - local(day).getDay()) % 7) || 7);
}

/** Whole days from one day to another; negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((local(to).getTime() - local(from).getTime()) / DAY);
}

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-US', options);
const long = format({ weekday: 'long', month: 'long', day: 'numeric' });
const monthDay = format({ month: 'long', day: 'numeric' });
const shortMonthDay = format({ month: 'short', day: 'numeric' });
const weekday = format({ weekday: 'long' });
const shortWeekday = format({ weekday: 'short' });
const withYear = format({ month: 'long', day: 'numeric', year: 'numeric' });
const clock = format({ hour: 'numeric', minute: '2-digit' });

/** "Tuesday, November 4" */
export const longDay = (day: string): string => long.format(local(day));

/** "November 4", with the year when it is not the year of `now`. */
export function plainDay(day: string, now: string = today()): string {
  return (day.slice(0, 4) === now.slice(0, 4) ? monthDay : withYear).format(local(day));
}

/** "Nov 4", with the year when it is not the year of `now`. */
export function shortDay(day: string, now: string = today()): string {
  const text = shortMonthDay.format(local(day));
  return day.slice(0, 4) === now.slice(0, 4) ? text : `${text}, ${day.slice(0, 4)}`;
}

/** "Mon" */
export const shortWeekdayOf = (day: string): string => shortWeekday.format(local(day));

/** `14:00:00` → "2:00". */
export function timeOfDay(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${(hour! + 11) % 12 + 1}:${String(minute!).padStart(2, '0')}`;
}

/** "2:41 PM" */
export const clockTime = (moment: string): string => clock.format(new Date(moment));

/** A day as seen from `now`: "Today", "Tomorrow", "Yesterday", "Thursday" within six days ahead, else "November 12". */
export function nearDay(day: string, now: string = today()): string {
  const days = daysBetween(now, day);
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  if (days === -1) return 'Yesterday';
  return days > 1 && days < 7 ? weekday.format(local(day)) : plainDay(day, now);
}

/** A day inside a sentence: "today", "Thursday", "November 12". */
export function midSentence(day: string, now: string = today()): string {
  return Math.abs(daysBetween(now, day)) < 2 ? nearDay(day, now).toLowerCase() : nearDay(day, now);
}

/** A day after a verb: "today", but "on Thursday". */
export const onDay = (day: string, now: string = today()): string => (Math.abs(daysBetween(now, day)) < 2 ? midSentence(day, now) : `on ${midSentence(day, now)}`);

/** When something is due: "2 days over", "Today, 2:00", "Thursday". */
export function dueInWords(day: string, time: string | null, now: string = today()): { text: string; over: boolean } {
  const late = daysBetween(day, now);
  if (late > 0) return { text: `${late} ${late === 1 ? 'day' : 'days'} over`, over: true };
  return { text: time ? `${nearDay(day, now)}, ${timeOfDay(time)}` : nearDay(day, now), over: false };
}

/** "in 2 days", "today", "3 days ago" */
export function distance(day: string, now: string = today()): string {
  const days = daysBetween(now, day);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
