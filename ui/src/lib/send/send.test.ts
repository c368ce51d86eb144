import { describe, expect, it } from 'vitest';
import type { Delivery, Finding, Mailing, Progress } from '../api/client';
import { anyOf, groupsIn, quoted, whoMissed, withoutThoseWhoHave, type Group } from './choose';
import { blocks, cameBack, concerns, counts, failureInWords, leftOut, paceLine, saying, sendLabel, sendingTitle, takenBack, timeLeft } from './words';

const groups: readonly Group[] = [
  { name: 'Everyone', filter: 'all', count: 312 },
  { name: 'Prospects', filter: '(stage = lead or stage = working) and not tag("partner")', count: 152 },
  { name: 'Customers', filter: 'stage = customer', count: 86 },
  { name: 'Partners', filter: 'tag("partner")', count: 24 },
];

describe('whom a mailing is for', () => {
  it('joins groups so that none can change what another means', () => {
    expect(anyOf([])).toBeNull();
    expect(anyOf(['stage = customer'])).toBe('stage = customer');
    expect(anyOf(['stage = lead and decides = true', 'tag("partner")'])).toBe('(stage = lead and decides = true) or (tag("partner"))');
    expect(anyOf(['tag("partner")', 'all'])).toBe('all');
  });

  it('leaves out those who have it from all groups, not only from the last', () => {
    expect(withoutThoseWhoHave('a = b or c = d', 'p')).toBe('(a = b or c = d) and not received("p")');
    expect(withoutThoseWhoHave('all', 'p')).toBe('not received("p")');
    expect(whoMissed('2026-10-x')).toBe('not received("2026-10-x") and stage != lost');
  });

  it('cannot be broken out of by a name with quotes', () => {
    expect(quoted('a"b\\c')).toBe('"a\\"b\\\\c"');
  });

  it('finds the groups again in a filter it made, and in no other', () => {
    for (const names of [['Customers'], ['Prospects', 'Partners'], ['Customers', 'Prospects', 'Partners']]) {
      const filter = anyOf(names.map((name) => groups.find((group) => group.name === name)!.filter))!;
      expect(groupsIn(filter, groups)).toEqual(names);
    }
    expect(groupsIn('Customers', groups)).toEqual(['Customers']);
    expect(groupsIn('all', groups)).toEqual(['Everyone']);
    expect(groupsIn('stage != lost and stage != dormant', groups)).toBeNull();
    expect(groupsIn('(stage = customer) or city = "Dayton"', groups)).toBeNull();
    expect(groupsIn('(stage = customer) and (tag("partner"))', groups)).toBeNull();
  });
});

describe('what the checks say', () => {
  const finding = (level: Finding['level'], code: Finding['code'], message: string, contact?: number): Finding => ({ level, code, message, ...(contact ? { contact } : {}) });

  it('parts what was found from what to do', () => {
    expect(saying('The subject is empty. Write one.')).toEqual({ what: 'The subject is empty', fix: 'Write one.' });
    expect(saying('Dr. Ruth Calloway has no company. Fill it in.')).toEqual({ what: 'Dr. Ruth Calloway has no company', fix: 'Fill it in.' });
    expect(saying('Glenn and Maria wait for a step of yours. Talk first?')).toEqual({ what: 'Glenn and Maria wait for a step of yours', fix: 'Talk first?' });
    expect(saying('14 KB, so Gmail will not cut it off.')).toEqual({ what: '14 KB, so Gmail will not cut it off', fix: '' });
  });

  it('puts what blocks first and heaps up what comes once for each person', () => {
    const { open, passed } = concerns(
      [finding('warn', 'step-due', 'A waits.'), finding('block', 'missing-value', 'A has no city. Fill it in.', 1), finding('pass', 'no-subject', 'There is a subject.'), finding('block', 'missing-value', 'B has no city. Fill it in.', 2)],
      'smtp',
    );
    expect(open.map(({ code }) => code)).toEqual(['missing-value', 'step-due']);
    expect(open[0]!.findings).toHaveLength(2);
    expect(blocks(open)).toBe(1);
    expect(passed).toHaveLength(1);
  });

  it('drops what the rep has said they want, and only that', () => {
    const found = [finding('block', 'over-limit', 'It takes two days.'), finding('block', 'no-test', 'No test yet.'), finding('pass', 'no-subject', 'There is a subject.')];
    expect(concerns(found, 'smtp', ['over-limit']).open.map(({ code }) => code)).toEqual(['no-test']);
    expect(concerns(found, 'smtp', ['over-limit', 'no-test']).open).toHaveLength(0);
    expect(concerns(found, 'smtp', ['no-subject']).passed).toHaveLength(1);
  });

  it('says nothing about the limit of a mailbox that is not used', () => {
    const over = [finding('warn', 'over-limit', 'Your mailbox may send 10 more messages today.')];
    expect(concerns(over, 'outbox').open).toHaveLength(0);
    expect(concerns(over, 'smtp').open).toHaveLength(1);
  });
});

describe('how a mailing is getting on', () => {
  const mailing = { mailing: 1, via: 'smtp', state: 'sending', held: null, resume_at: null, schedule: null, accepted: 141, deferred: 4, refused: 2, unknown: 1, waiting: 173, total: 348, skipped: 27 } as Mailing;
  const progress: Progress = { mailing, to_send: 321, handled: 148, running: true, recent: [], seconds_left: 2100, folder: null, take_back_seconds: null, missed: false, done_at: null };

  it('has five counts that add up to everybody', () => {
    const five = counts(progress);
    expect(five).toHaveLength(5);
    expect(five.reduce((sum, { value }) => sum + value, 0)).toBe(progress.to_send);
    const files = counts({ ...progress, mailing: { ...mailing, via: 'outbox', deferred: 0, refused: 0, unknown: 0, accepted: 148 } });
    expect(files.map(({ state }) => state)).toEqual(['accepted', 'waiting']);
    expect(files.reduce((sum, { value }) => sum + value, 0)).toBe(progress.to_send);
    expect(five.at(-1)!.says).toBe('148 handled + 173 makes 321.');
    expect(counts({ ...progress, handled: 321, mailing: { ...mailing, accepted: 314, waiting: 0 } }).at(-1)!.says).toBe('Nobody is left.');
  });

  it('adds up who is left out', () => {
    expect(leftOut({ chosen: 10, will_get: 7, people: [], left_out: [{ reason: 'suppressed', count: 2, people: [] }, { reason: 'no-address', count: 1, people: [] }] })).toBe(3);
  });

  it('never calls a paused mailing sending, nor an unfinished one done', () => {
    expect(sendingTitle(progress)).toBe('Sending to 321 people');
    expect(sendingTitle({ ...progress, running: false })).toBe('Paused with 173 to go');
    expect(sendingTitle({ ...progress, mailing: { ...mailing, state: 'paused', held: 'The mailbox did not answer.' } })).toBe('Stopped with 173 to go');
    expect(sendingTitle({ ...progress, mailing: { ...mailing, state: 'done', accepted: 320 } })).toBe('320 of 321 people have it');
    expect(sendingTitle({ ...progress, mailing: { ...mailing, state: 'done', accepted: 321 } })).toBe('Sent to 321 people');
    expect(sendingTitle({ ...progress, mailing: { ...mailing, state: 'done', via: 'outbox', accepted: 1 } })).toBe('1 file is written');
  });

  it('says what waits, what was missed and what was taken back, and never calls that sent', () => {
    const waits = { ...mailing, state: 'scheduled', schedule: { at: '2099-11-26T14:30:00Z', time_zone: 'UTC' } } as Mailing;
    expect(sendingTitle({ ...progress, mailing: waits })).toBe('Goes November 26, 2099, 2:30 PM');
    expect(sendingTitle({ ...progress, mailing: waits, take_back_seconds: 8 })).toBe('Going to 321 people');
    expect(sendingTitle({ ...progress, mailing: waits, missed: true })).toMatch(/^It was to go /);
    const back = { ...mailing, state: 'done', accepted: 0, skipped: 348, total: 348 } as Mailing;
    expect(takenBack(back)).toBe(true);
    expect(sendingTitle({ ...progress, to_send: 0, mailing: back })).toBe('Taken back');
    expect(takenBack({ ...back, accepted: 1, skipped: 347 })).toBe(false);
    expect(takenBack({ ...back, total: 0, skipped: 0 })).toBe(false);
  });

  it('says the pace, what is left, and when it will be done', () => {
    const done_at = new Date(2026, 10, 23, 10, 35).toISOString();
    expect(paceLine(5, { ...progress, done_at }, '2026-11-23')).toBe('5 a minute. About 35 minutes left, done near 10:35 AM.');
    expect(paceLine(null, { ...progress, done_at, seconds_left: 40 }, '2026-11-23')).toBe('About a minute left.');
    expect(paceLine(5, { ...progress, done_at, seconds_left: 86_400 }, '2026-11-22')).toBe('5 a minute. About 24 hours left, done tomorrow near 10:35 AM.');
    expect(paceLine(5, { ...progress, seconds_left: null })).toBe('');
  });

  it('tells why it came back, and whether that may pass', () => {
    expect(failureInWords({ failure: { hard: true, reason: 'no_such_user' } })).toBe('Nobody has that address. It will not work again.');
    expect(failureInWords({ failure: { hard: false, reason: 'mailbox_full' } })).toBe('Their mailbox is full. This may pass.');
    expect(failureInWords({ failure: { hard: true, reason: 'other' } })).toBe('It will not work again.');
    expect(failureInWords({ failure: null })).toBeNull();
  });

  it('counts a complaint as asking to stop, as the desk does', () => {
    const delivery = (state: Delivery['state'], answers: Delivery['answers']): Delivery => ({ state, answers }) as Delivery;
    expect(cameBack(delivery('accepted', ['complained']), 'opted_out')).toBe(true);
    expect(cameBack(delivery('bounced', []), 'bounced')).toBe(true);
    expect(cameBack(delivery('accepted', ['auto_replied']), 'replied')).toBe(false);
  });

  it('says what the button does, and how long it takes', () => {
    const now = '2026-11-23';
    expect(sendLabel('smtp', 321, null, now)).toBe('Send to 321');
    expect(sendLabel('smtp', 321, { day: '2026-11-26', time: '09:30' }, now)).toBe('Schedule 321 for Thursday');
    expect(sendLabel('smtp', 321, { day: '2026-11-24', time: '09:30' }, now)).toBe('Schedule 321 tomorrow');
    expect(sendLabel('smtp', 0, { day: '2026-11-24', time: '09:30' }, now)).toBe('Schedule');
    expect(sendLabel('outbox', 1, null, now)).toBe('Write 1 file');
    expect(timeLeft(2100)).toBe('About 35 minutes left');
    expect(timeLeft(30)).toBe('About a minute left');
    expect(timeLeft(null)).toBeNull();
  });
});
