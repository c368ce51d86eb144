import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, distance, dueInWords, longDay, nearDay, nextMonday, plainDay, shortDay, timeOfDay } from './dates';

const NOW = '2026-11-03'; // a Tuesday

describe('days', () => {
  it('counts across months, years and the change of clocks', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    // Clocks change on November 1, 2026 in the US and on October 25 in Europe: neither may cost a day.
    expect(daysBetween('2026-10-24', '2026-11-03')).toBe(10);
    expect(addDays('2026-10-24', 10)).toBe(NOW);
  });

  it('finds the Monday after, never the same day', () => {
    expect(nextMonday(NOW)).toBe('2026-11-09');
    expect(nextMonday('2026-11-02')).toBe('2026-11-09');
    expect(nextMonday('2026-11-08')).toBe('2026-11-09');
  });

  it('are told as one says them', () => {
    expect(longDay(NOW)).toBe('Tuesday, November 3');
    expect(nearDay(NOW, NOW)).toBe('Today');
    expect(nearDay('2026-11-05', NOW)).toBe('Thursday');
    // A week ahead, "Tuesday" would be taken for today.
    expect(nearDay('2026-11-10', NOW)).toBe('November 10');
    expect(plainDay('2027-01-02', NOW)).toBe('January 2, 2027');
    expect(shortDay('2025-09-09', NOW)).toBe('Sep 9, 2025');
    expect(distance('2026-11-01', NOW)).toBe('2 days ago');
  });
});

describe('what is due', () => {
  it('says how late it is, else when', () => {
    expect(dueInWords('2026-11-02', null, NOW)).toEqual({ text: '1 day over', over: true });
    expect(dueInWords('2026-11-01', '14:00:00', NOW)).toEqual({ text: '2 days over', over: true });
    expect(dueInWords(NOW, '14:00:00', NOW)).toEqual({ text: 'Today, 2:00', over: false });
  });

  it('has hours from 12 to 11', () => {
    expect(timeOfDay('00:30:00')).toBe('12:30');
    expect(timeOfDay('12:05')).toBe('12:05');
    expect(timeOfDay('23:00:00')).toBe('11:00');
  });
});
