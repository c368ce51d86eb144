import { describe, expect, it } from 'vitest';
import type { BounceReason, IncomingMail, Mailing, Today } from '../api/client';
import { BOUNCE_REASONS } from '../words/bounces';
import { asks, inOrder, told } from './incoming';
import { mailingWords, shownMailings, timeWentBy, turnOf } from './mailings';
import { scheduleInWords, soonInWords } from './schedule';

const mail = (change: Partial<IncomingMail>): IncomingMail => ({
  incoming: 1, kind: 'other', from: 'Glenn Ostrander', subject: 'Re: The leak', text: '', at: '2026-11-21T10:00:00Z', recipients: [], returns: null,
  contact: 7, name: 'Glenn Ostrander', delivery: null, mailing: null, piece: null, matched_by: null, may_opt_out: null, handled: false, ...change,
});
const bounce = (reason: BounceReason, hard: boolean): IncomingMail =>
  mail({ kind: 'bounce', name: 'Ines Duarte', recipients: [{ address: 'ines@example.com', hard, status: null, reason, words: '550' }] });

describe('what came in', () => {
  it('says why mail came back and what follows from it', () => {
    expect(told(bounce('no_such_user', true))).toMatchObject({ what: 'Mail to Ines Duarte came back: nobody has that address.', so: 'ines@example.com is not mailed again.' });
    expect(told(bounce('mailbox_full', false)).so).toMatch(/again with the next piece/);
    // Each reason ends a sentence that begins "Mail to … came back:".
    for (const words of Object.values(BOUNCE_REASONS)) expect(words).toMatch(/^[a-z].*[a-z]$/);
  });

  it('asks where Byline is not sure, in their own words', () => {
    const unsure = mail({ kind: 'reply', text: 'Should I unsubscribe my colleague?', may_opt_out: 'should i unsubscribe my colleague?' });
    expect(asks(unsure)).toBe(true);
    expect(told(unsure)).toMatchObject({ weight: 'asks', quote: 'Should I unsubscribe my colleague?', so: 'Should Glenn get no more mail?' });
    // Of a long letter only the words that matter.
    expect(told({ ...unsure, text: `${'A long story. '.repeat(40)}${unsure.text}` }).quote).toBe('should i unsubscribe my colleague?');
  });

  it('puts questions first, then what is for good', () => {
    const mails = [mail({ incoming: 1, kind: 'opt_out' }), { ...bounce('mailbox_full', false), incoming: 2 }, { ...bounce('no_such_user', true), incoming: 3 }, mail({ incoming: 4, kind: 'complaint' }), mail({ incoming: 5, kind: 'reply', may_opt_out: 'stop' })];
    expect(inOrder(mails).map(({ incoming }) => incoming)).toEqual([5, 4, 3, 2, 1]);
  });

  it('never drops what it cannot match', () => {
    expect(told(mail({ kind: 'other', name: null, from: 'postmaster@example.org', subject: '' })).what).toBe('postmaster@example.org wrote a message without a subject.');
    expect(told(mail({ kind: 'bounce', name: null, subject: 'Returned mail' })).what).toBe('A mail came back: “Returned mail”.');
    expect(told(mail({ kind: 'auto_reply', returns: '2026-12-07' })).so).toMatch(/^Back on December 7/);
  });
});

const NOW = Date.parse('2026-11-21T12:00:00Z');
const mailing = (change: Partial<Mailing>): Mailing => ({ mailing: 1, title: 'The leak', state: 'scheduled', held: null, resume_at: null, schedule: { at: '2026-11-21T12:12:00Z', time_zone: 'UTC' }, created_at: '2026-11-20T00:00:00Z', total: 30, skipped: 5, accepted: 0, deferred: 0, unknown: 0, waiting: 25, ...change }) as Mailing;

describe('mailings', () => {
  it('are as urgent as they are', () => {
    expect(turnOf(mailing({}), [], NOW)).toBe('soon');
    expect(turnOf(mailing({}), [1], NOW)).toBe('missed');
    expect(turnOf(mailing({ schedule: { at: '2026-11-21T13:00:01Z', time_zone: 'UTC' } }), [], NOW)).toBe('scheduled');
    expect(turnOf(mailing({ state: 'paused', held: 'The password is wrong.' }), [], NOW)).toBe('held');
    // Who goes on by itself asks for nothing.
    expect(turnOf(mailing({ state: 'paused', held: 'The limit is reached.', resume_at: '2026-11-22T08:00:00Z' }), [], NOW)).toBe('resting');
    expect(turnOf(mailing({ state: 'paused' }), [], NOW)).toBe('paused');
  });

  it('come in that order, and one that simply goes out is told beside its issue', () => {
    const today = { on: '2026-11-21', missed: [3], next_issue: { mailing: 4 }, mailings: [mailing({ mailing: 1 }), mailing({ mailing: 2, state: 'paused', held: 'x' }), mailing({ mailing: 3 }), mailing({ mailing: 4, state: 'sending' })] } as unknown as Today;
    expect(shownMailings(today, NOW).map(({ mailing, turn }) => [mailing.mailing, turn])).toEqual([[3, 'missed'], [2, 'held'], [1, 'soon']]);
  });

  it('say when they go, that the computer must be awake, and that nothing went out', () => {
    expect(mailingWords(mailing({}), 'soon', NOW).lead).toMatch(/in 12 minutes$/);
    expect(mailingWords(mailing({}), 'soon', NOW).text).toBe('To 25 people. This computer must be awake.');
    expect(mailingWords(mailing({}), 'missed', NOW).text).toMatch(/Nothing went out: 25 people/);
  });

  it('are looked at again when the clock alone changed something', () => {
    const today = { on: '2026-11-21', missed: [], mailings: [mailing({})] } as unknown as Today;
    expect(timeWentBy(today, '2026-11-21', NOW)).toBe(false);
    expect(timeWentBy(today, '2026-11-21', NOW + 13 * 60_000)).toBe(true);
    expect(timeWentBy(today, '2026-11-22', NOW)).toBe(true);
    // What is known to be missed is not asked for again and again.
    expect(timeWentBy({ ...today, missed: [1] }, '2026-11-21', NOW + 13 * 60_000)).toBe(false);
  });
});

it('says a time in the zone in which it was meant, and here', () => {
  const at = '2026-11-26T15:30:00Z';
  expect(scheduleInWords({ at, time_zone: 'America/Chicago' }, '2026-11-21', 'America/Chicago')).toBe('Thursday at 9:30 AM');
  expect(scheduleInWords({ at, time_zone: 'America/Chicago' }, '2026-11-21', 'Europe/Berlin')).toBe('Thursday at 9:30 AM in Chicago, 4:30 PM here');
  expect(scheduleInWords({ at, time_zone: 'America/Chicago' }, '2026-11-21', 'Asia/Tokyo')).toBe('Thursday at 9:30 AM in Chicago, Friday at 12:30 AM here');
  // Two names of one zone need no second time.
  expect(scheduleInWords({ at, time_zone: 'Etc/UTC' }, '2026-11-21', 'UTC')).toBe('Thursday at 3:30 PM');
  expect([soonInWords(at, Date.parse(at) - 20_000), soonInWords(at, Date.parse(at) - 60_000), soonInWords(at, Date.parse(at) - 720_000)]).toEqual(['in less than a minute', 'in a minute', 'in 12 minutes']);
});
