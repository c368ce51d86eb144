import { describe, expect, it } from 'vitest';
import type { SendPlan, WillGet } from '../api/client';
import { read } from './corrections';
import { oddness, threeToLookAt } from './looks';
import { rateInWords, ratesWith } from './pace';
import { aboutClocks, clocksOf, localInWords, nextSlot, readTime, span, spread, takesDays, timeInWords, zoneName, zones } from './when';

describe('a time of day', () => {
  it('is read as people write it', () => {
    for (const [text, time] of [['9:30', '09:30'], ['9:30 am', '09:30'], ['2pm', '14:00'], ['12 am', '00:00'], ['12:15 p.m.', '12:15'], ['14.05', '14:05'], ['0:00', '00:00'], [' 7 ', '07:00']] as const) expect(readTime(text), text).toBe(time);
  });

  it('is refused when it is none', () => {
    for (const text of ['', '25:00', '9:60', '13 pm', '0 am', 'noon', '9:3', '123:00']) expect(readTime(text), text).toBeNull();
  });

  it('is said as it is read', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const time = `${String(hour).padStart(2, '0')}:05`;
      expect(readTime(timeInWords(time))).toBe(time);
    }
    expect(localInWords({ day: '2026-11-26', time: '09:30' }, '2026-11-23')).toBe('Thursday, 9:30 AM');
  });
});

describe('the time that is offered', () => {
  it('is the morning of the day the piece is due', () => {
    expect(nextSlot({ day: '2026-11-23', time: '15:00' }, '2026-11-26')).toEqual({ day: '2026-11-26', time: '09:30' });
  });

  it('is a morning in the middle of the week, never one that is past or nearly so', () => {
    expect(nextSlot({ day: '2026-11-21', time: '22:00' }, null)).toEqual({ day: '2026-11-24', time: '09:30' });
    expect(nextSlot({ day: '2026-11-24', time: '08:00' }, null).day).toBe('2026-11-24');
    expect(nextSlot({ day: '2026-11-24', time: '09:00' }, '2026-11-24').day).toBe('2026-11-25');
    expect(nextSlot({ day: '2026-11-26', time: '12:00' }, '2026-11-01').day).toBe('2026-12-01');
  });
});

describe('what is said of the clocks', () => {
  const now = new Date('2026-10-20T12:00:00Z');

  it('is nothing when they do nothing', () => {
    expect(aboutClocks({ day: '2026-10-22', time: '09:30' }, 'America/New_York', '2026-10-22T13:30:00Z', now, 'America/New_York')).toEqual([]);
  });

  it('names a change before the day, in its direction', () => {
    expect(aboutClocks({ day: '2026-11-05', time: '09:30' }, 'America/New_York', '2026-11-05T14:30:00Z', now, 'America/New_York')[0]).toMatch(/^The clocks go back before that\. It goes at 9:30 AM/);
    expect(aboutClocks({ day: '2027-03-16', time: '09:30' }, 'America/New_York', '2027-03-16T13:30:00Z', new Date('2027-03-01T12:00:00Z'), 'America/New_York')[0]).toMatch(/^The clocks go forward/);
  });

  it('names an hour that they skip and one that they show twice', () => {
    expect(aboutClocks({ day: '2027-03-14', time: '02:30' }, 'America/Chicago', '2027-03-14T08:30:00Z', now, 'America/Chicago')).toEqual(['The clocks go forward then and never show 2:30 AM: it goes at 3:30 AM.']);
    expect(aboutClocks({ day: '2027-11-07', time: '01:30' }, 'America/Chicago', '2027-11-07T06:30:00Z', now, 'America/Chicago')).toEqual(['The clocks go back then and show 1:30 AM twice: it goes the first time.']);
  });

  it('says what another zone means here, with the day when it is another', () => {
    expect(aboutClocks({ day: '2026-10-22', time: '09:30' }, 'Europe/Berlin', '2026-10-22T07:30:00Z', now, 'America/New_York')).toEqual(['That is 3:30 AM where you are.']);
    expect(aboutClocks({ day: '2026-10-22', time: '09:30' }, 'Asia/Tokyo', '2026-10-22T00:30:00Z', now, 'America/New_York')[0]).toMatch(/^That is October 21(, \d+)?, 8:30 PM where you are\.$/);
  });

  it('is in the zone that was chosen', () => {
    expect(clocksOf('2026-11-26T08:30:00Z', 'Europe/Berlin')).toEqual({ day: '2026-11-26', time: '09:30' });
    expect(zoneName('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(zones('Europe/Berlin')[0]).toBe('Europe/Berlin');
    expect(new Set(zones('Europe/Berlin')).size).toBe(zones('Europe/Berlin').length);
  });
});

describe('a plan over days', () => {
  const plan = {
    time_zone: 'UTC',
    days: [
      { day: '2026-11-23', count: 500, from: '2026-11-23T09:30:00Z', to: '2026-11-23T11:10:00Z' },
      { day: '2026-11-24', count: 121, from: '2026-11-24T09:30:00Z', to: '2026-11-24T09:54:00Z' },
      { day: '2026-11-26', count: 1, from: '2026-11-26T09:30:00Z', to: '2026-11-26T09:30:00Z' },
    ],
  } as SendPlan;

  it('is said day by day', () => {
    expect(spread(plan, '2026-11-23')).toEqual(['500 today from 9:30 AM', '121 tomorrow from 9:30 AM', '1 on Thursday, November 26 from 9:30 AM']);
  });

  it('needs a word of the rep when it takes days, or must wait for the mailbox', () => {
    const one = { ...plan, begins: '2026-11-23T09:30:00Z', days: plan.days.slice(0, 1) };
    expect(takesDays(one)).toBe(false);
    expect(takesDays({ ...one, begins: '2026-11-22T09:30:00Z' })).toBe(true);
    expect(takesDays({ ...one, days: plan.days })).toBe(true);
    expect(takesDays({ ...one, days: [] })).toBe(false);
  });

  it('names the half of the day once when it is the same', () => {
    expect(span(plan.days[0]!, 'UTC')).toBe('9:30 to 11:10 AM');
    expect(span({ from: '2026-11-23T11:30:00Z', to: '2026-11-23T13:00:00Z' }, 'UTC')).toBe('11:30 AM to 1:00 PM');
    expect(span(plan.days[2]!, 'UTC')).toBe('at 9:30 AM');
  });
});

describe('the pace', () => {
  it('keeps a rate that is not among the usual ones, in its place, and ends without a limit', () => {
    expect(ratesWith(7).slice(5, 8)).toEqual([6, 7, 8]);
    expect(ratesWith(20).filter((rate) => rate === 20)).toHaveLength(1);
    expect(ratesWith(null).at(-1)).toBeNull();
    expect(rateInWords(null)).toBe('As fast as it goes');
  });
});

describe('a last look', () => {
  const person = (contact: number, name: string, company: string | null = 'Alder Foods'): WillGet => ({ contact, name, company, address: `p${contact}@example.com` });

  it('shows the first, the oddest and the last, in their order', () => {
    const people = [person(1, 'Ann Low'), person(2, 'Bo Ek'), person(3, 'Žofie Šťastná-Nováková', null), person(4, 'Cy Ray'), person(5, 'Di Fox')];
    expect(threeToLookAt(people).map(({ contact }) => contact)).toEqual([1, 3, 5]);
    expect(oddness(people[2]!)).toBeGreaterThan(oddness(people[1]!));
  });

  it('shows each of a few once', () => {
    expect(threeToLookAt([person(1, 'Ann Low'), person(2, 'Bo Ek')])).toHaveLength(2);
    expect(threeToLookAt([])).toEqual([]);
  });
});

describe('what corrects what', () => {
  it('is read back, and rubbish is nothing', () => {
    const known = { 'fix-it': { piece: 'first-frost', title: 'First frost' } };
    expect(read(JSON.stringify(known))).toEqual(known);
    for (const text of [null, '', '{', '[]', '7', 'null', '{"a":1}', '{"a":{"piece":1,"title":"x"}}']) expect(read(text)).toEqual({});
  });
});
