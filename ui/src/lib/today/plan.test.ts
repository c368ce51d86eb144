import { describe, expect, it } from 'vitest';
import type { FollowUp, HandRaised, NextIssue, Today } from '../api/client';
import { dueCounts, goneQuiet, issueDue, issueStep, quiet, roomForFollowUps, standfirst, toGo, untouched } from './plan';

const NOW = '2026-11-03'; // a Tuesday

const followUp = (due: string): FollowUp => ({
  step: { step: 1, contact: 1, action: 'call', text: 'Call', why: null, due, time: null },
  name: 'Priya Raman', company: null, email: null, phone: null, dream: false,
});
const hand = { delivery: 1, contact: 1, name: 'Tom Beckett', company: null, piece: 'October', text: 'Yes', at: '2026-11-01T10:00:00Z' } satisfies HandRaised;
const issue = (change: Partial<NextIssue> = {}): NextIssue => ({ piece: 'p', title: 'T', newsletter: 'N', number: '14', due: '2026-11-05', written: true, checked: true, mailing: null, ...change });
const day = (change: Partial<Today> = {}): Today => ({
  on: NOW, follow_ups: [], open_leads: 0, leads_without_step: 0, without_step: [], hands_raised: [], dream_clients: [], prospecting: null, next_issue: null, mailings: [], missed: [], came_in: [], ...change,
});

describe('the line under the date', () => {
  it('says who and what waits', () => {
    const busy = day({ follow_ups: Array.from({ length: 5 }, () => followUp(NOW)), hands_raised: [hand, hand, hand, hand], next_issue: issue() });
    expect(standfirst(busy)).toBe('Five people to follow up, four hands raised, and an issue to send on Thursday.');
    expect(standfirst(day({ follow_ups: [followUp(NOW)] }))).toBe('One person to follow up.');
  });

  it('says so when nobody waits, and when an issue is late or far', () => {
    expect(standfirst(day())).toBe('Nobody waits for you.');
    expect(standfirst(day({ next_issue: issue({ due: '2026-12-01' }) }))).toBe('Nobody waits for you. The next issue is due December 1.');
    expect(standfirst(day({ next_issue: issue({ due: '2026-11-01' }) }))).toBe('An issue that was due on November 1.');
    expect(standfirst(day({ next_issue: issue({ due: NOW }) }))).toBe('An issue to send today.');
  });
});

it('never hides a single follow-up behind a button as high as itself', () => {
  const some = (count: number, hands: HandRaised[]): number => roomForFollowUps(day({ follow_ups: Array.from({ length: count }, () => followUp(NOW)), hands_raised: hands }));
  expect(some(6, [hand])).toBe(6);
  expect(some(12, [hand])).toBe(5);
  expect(some(12, [])).toBe(8);
});

it('counts what is overdue apart from what is due', () => {
  expect(dueCounts([followUp('2026-11-01'), followUp(NOW), followUp(NOW)], NOW)).toEqual({ overdue: 1, today: 2 });
});

it('knows the one thing to do for an issue', () => {
  expect(issueStep(issue({ written: false, checked: false }))).toBe('Written');
  expect(issueStep(issue({ checked: false }))).toBe('Checked');
  expect(issueStep(issue())).toBe('Audience');
  // While it goes out, nobody is asked to choose an audience again, whatever the checks say by now.
  expect(issueStep(issue({ mailing: 3, checked: false }))).toBe('Sent');
});

it('says when an issue is due', () => {
  expect(issueDue(issue(), NOW)).toEqual({ due: 'Due Thursday', on: 'on Thursday', distance: 'in 2 days', late: false });
  expect(issueDue(issue({ due: '2026-11-02' }), NOW)).toMatchObject({ due: 'Was due yesterday', late: true });
  expect(issueDue(issue({ due: null }), NOW)).toBeNull();
});

it('spreads what is left of the week over its working days', () => {
  const week = { done: 18, target: 40, lines: [] };
  expect(toGo(week, NOW)).toBe('22 to go, about 6 a day');
  expect(toGo(week, '2026-11-06')).toBe('22 to go');
  expect(toGo(week, '2026-11-07')).toBe('22 to go');
  expect(toGo({ ...week, done: 40 }, NOW)).toBe('All done');
});

it('tells a dream client gone quiet from one never touched', () => {
  const client = (days: number | null): Parameters<typeof quiet>[0] => ({ contact: 1, name: 'A', company: null, days_since_touch: days });
  expect([null, 61, 60, 31, 30, 0].map((days) => quiet(client(days)))).toEqual(['untouched', 'gone', 'cooling', 'cooling', 'warm', 'warm']);
  expect(goneQuiet([client(74), client(68), client(63), client(3), client(null)])).toBe('Three have gone quiet.');
  expect(goneQuiet([client(74)])).toBe('One has gone quiet.');
  expect(goneQuiet([client(3)])).toBe('');
  expect(untouched([client(null), client(null)])).toBe('Two wait for a first touch.');
  expect(untouched([client(74)])).toBe('');
});
