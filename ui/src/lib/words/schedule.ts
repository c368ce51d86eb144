// When a mailing goes, said in the zone in which the rep meant it.
import type { Schedule } from '../api/client';
import { nearDay, today } from './dates';

/** The computer's time zone, such as `America/Chicago`. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `America/New_York` → "New York" */
export const zoneName = (zone: string): string => zone.split('/').at(-1)!.replaceAll('_', ' ');

/** A moment as a day and a time of day in a zone, as date and time fields want them. */
export function inZone(moment: string, zone: string): { day: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(new Date(moment));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

const clockIn = (moment: string, zone: string): string => new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', minute: '2-digit' }).format(new Date(moment));

/** A moment inside a sentence: "today at 9:30 AM", "Thursday at 9:30 AM", "December 1 at 9:30 AM". */
export function momentIn(moment: string, zone: string = ownZone(), now: string = today()): string {
  const day = nearDay(inZone(moment, zone).day, now);
  return `${/^(Today|Tomorrow|Yesterday)$/.test(day) ? day.toLowerCase() : day} at ${clockIn(moment, zone)}`;
}

/** When a mailing goes: "Thursday at 9:30 AM", and in another zone than the computer's "Thursday at 9:30 AM in Chicago, 4:30 PM here". */
export function scheduleInWords({ at, time_zone }: Schedule, now: string = today(), own: string = ownZone()): string {
  const said = momentIn(at, time_zone, now);
  if (clockIn(at, own) === clockIn(at, time_zone) && inZone(at, own).day === inZone(at, time_zone).day) return said;
  const here = inZone(at, own).day === inZone(at, time_zone).day ? clockIn(at, own) : momentIn(at, own, now);
  return `${said} in ${zoneName(time_zone)}, ${here} here`;
}

/** "in 12 minutes", "in less than a minute" */
export function soonInWords(at: string, now: number): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  if (minutes < 1) return 'in less than a minute';
  return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`;
}
