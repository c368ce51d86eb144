import { describe, expect, it } from 'vitest';
import type { ImportReport, PersonRow } from '../api/client';
import { fitting, importLine, importSum, lastMark, permissionInWords, stepWhen } from './words';

const report = (part: Partial<ImportReport>): ImportReport => ({
  import: null, rows: 0, added: 0, updated: 0, unchanged: 0, merged: 0, rejected: [], ignored_columns: [], ...part,
});
const rejected = (line: number): ImportReport['rejected'][number] => ({ file: 'a.csv', line, reason: 'The e-mail is empty.' });
const NOW = '2026-11-04';

describe('bringing in people', () => {
  it('shows a sum that adds up on the page', () => {
    const sum = importSum(report({ rows: 420, added: 380, updated: 20, unchanged: 9, merged: 8, rejected: [rejected(3), rejected(31), rejected(40)] }));
    expect(sum.rows - sum.less.reduce((total, line) => total + line.value, 0)).toBe(sum.people);
    expect(sum.parts.reduce((total, line) => total + line.value, 0)).toBe(sum.people);
  });

  it('says it in one line, leaving out what did not happen', () => {
    expect(importLine(report({ rows: 412, added: 380, updated: 20, unchanged: 9, rejected: [rejected(3), rejected(31), rejected(40)] })))
      .toBe('412 rows: 380 new, 20 updated, 9 unchanged, 3 cannot be read.');
    expect(importLine(report({ rows: 1, added: 1 }))).toBe('1 row: 1 new.');
    expect(importLine(report({}))).toBe('There is nobody in this file.');
  });
});

describe('a row of the list', () => {
  const row = (part: Partial<PersonRow>): PersonRow => ({ last_mark: 'received', last_at: '2026-10-07T12:00:00Z', ...part }) as PersonRow;

  it('never lets an unknown delivery look like one that arrived', () => {
    expect(lastMark(row({}), NOW)).toEqual({ text: 'Oct 7', tone: 'quiet' });
    expect(lastMark(row({ last_mark: 'unknown' }), NOW).text).not.toContain('Oct');
    expect(lastMark(row({ last_mark: 'bounced' }), NOW).tone).toBe('bad');
  });

  it('says when a step is due, and when it is over', () => {
    const step = { step: 1, contact: 1, action: 'visit', text: '', why: null, due: '2026-11-04', time: '14:00:00' } as const;
    expect(stepWhen(step, NOW)).toEqual({ text: 'today at 2:00', over: false });
    expect(stepWhen({ ...step, due: '2026-11-03' }, NOW)).toEqual({ text: '1 day over', over: true });
    expect(stepWhen({ ...step, due: '2026-11-07', time: null }, NOW)).toEqual({ text: 'Saturday', over: false });
  });

  it('says why the rep may write, also for a basis it does not know', () => {
    expect(permissionInWords({ basis: 'consent', since: '2026-09-04' }, NOW)).toBe('Said yes on September 4');
    expect(permissionInWords({ basis: 'contract', since: null }, NOW)).toBe('contract');
    expect(permissionInWords(null, NOW)).toBeNull();
  });
});

describe('the filter pills', () => {
  it('fit side by side, or leave room for the menu of the others', () => {
    expect(fitting([80, 80, 80], 240, 60)).toBe(3);
    expect(fitting([80, 80, 80], 230, 60)).toBe(2);
    expect(fitting([80, 80, 80], 210, 60)).toBe(1);
    expect(fitting([80, 80, 80], 50, 60)).toBe(0);
  });
});
