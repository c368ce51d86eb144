import { describe, expect, it } from 'vitest';
import type { Finding, Mailing, Progress } from '../api/client';
import { anyOf, groupsIn, quoted, whoMissed, withoutThoseWhoHave, type Group } from './choose';
import { blocks, concerns, counts, leftOut, saying, sendLabel, sendingTitle, timeLeft } from './words';

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

  it('says nothing about the limit of a mailbox that is not used', () => {
    const over = [finding('warn', 'over-limit', 'Your mailbox may send 10 more messages today.')];
    expect(concerns(over, 'outbox').open).toHaveLength(0);
    expect(concerns(over, 'smtp').open).toHaveLength(1);
  });
});

describe('how a mailing is getting on', () => {
  const mailing = { mailing: 1, via: 'smtp', state: 'sending', held: null, accepted: 141, deferred: 4, refused: 2, unknown: 1, waiting: 173, total: 348, skipped: 27 } as Mailing;
  const progress: Progress = { mailing, to_send: 321, handled: 148, running: true, recent: [], seconds_left: 2100, folder: null };

  it('has five counts that add up to everybody', () => {
    const five = counts(progress);
    expect(five).toHaveLength(5);
    expect(five.reduce((sum, { value }) => sum + value, 0)).toBe(progress.to_send);
    const files = counts({ ...progress, mailing: { ...mailing, via: 'outbox', deferred: 0, refused: 0, unknown: 0, accepted: 148 } });
    expect(files.map(({ state }) => state)).toEqual(['accepted', 'waiting']);
    expect(files.reduce((sum, { value }) => sum + value, 0)).toBe(progress.to_send);
    expect(five.at(-1)!.says).toBe('148 handled + 173 makes 321.');
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

  it('says what the button does, and how long it takes', () => {
    expect(sendLabel('smtp', 321)).toBe('Send to 321');
    expect(sendLabel('outbox', 1)).toBe('Write 1 file');
    expect(timeLeft(2100)).toBe('About 35 minutes left');
    expect(timeLeft(30)).toBe('About a minute left');
    expect(timeLeft(null)).toBeNull();
  });
});
