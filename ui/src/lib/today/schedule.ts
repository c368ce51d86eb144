// When a mailing goes, said in the zone in which the rep meant it.
import type { Schedule } from '../api/client';
import { clocksOf, ownZone, timeInWords, zoneName } from '../send/when';
import { nearDay, today } from '../words/dates';

/** A moment inside a sentence: "today at 9:30 AM", "Thursday at 9:30 AM", "December 1 at 9:30 AM". */
export function momentIn(moment: string, zone: string = ownZone(), now: string = today()): string {
  const { day, time } = clocksOf(moment, zone);
  const near = nearDay(day, now);
  return `${/^(Today|Tomorrow|Yesterday)$/.test(near) ? near.toLowerCase() : near} at ${timeInWords(time)}`;
}

/** When a mailing goes: "Thursday at 9:30 AM", and in another zone than the computer's "Thursday at 9:30 AM in Chicago, 4:30 PM here". */
export function scheduleInWords({ at, time_zone }: Schedule, now: string = today(), own: string = ownZone()): string {
  const said = momentIn(at, time_zone, now);
  const [there, here] = [clocksOf(at, time_zone), clocksOf(at, own)];
  if (there.day === here.day && there.time === here.time) return said;
  return `${said} in ${zoneName(time_zone)}, ${there.day === here.day ? timeInWords(here.time) : momentIn(at, own, now)} here`;
}

/** "in 12 minutes", "in less than a minute" */
export function soonInWords(at: string, now: number): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  if (minutes < 1) return 'in less than a minute';
  return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`;
}
