import { describe, expect, it } from 'vitest';
import type { AudienceSum, Gap, LedgerRow, Mark, MatrixPiece } from '../api/client';
import { besides, columnDay, columnsOf, evidence, gapInWords, knows, markInWords, missedOf } from './matrix';

const piece = (kind: MatrixPiece['kind'], first: string | null, name = 'p'): MatrixPiece => ({ piece: name, title: name, kind, first, received: 1 });
const mark = (kind: Mark['kind'], change: Partial<Mark> = {}): Mark => ({ kind, at: '', evidence: '', answers: [], failure: null, ...change });
const NOW = '2026-11-21';

describe('the columns', () => {
  it('keep their place among the marks when what never went out is not shown', () => {
    const { columns, groups } = columnsOf([piece('newsletter', '2026-07-25'), piece('newsletter', null), piece('article', null), piece('article', '2026-09-10'), piece('collateral', '2026-08-15')]);
    expect(columns.map(({ at }) => at)).toEqual([0, 3, 4]);
    expect(columns.map(({ begins }) => begins)).toEqual([true, true, true]);
    expect(groups.map(({ count }) => count).reduce((sum, count) => sum + count, 0)).toBe(columns.length);
  });

  it('name the month of an issue, with the year when it is another', () => {
    expect(columnDay(piece('newsletter', '2026-10-24'), NOW)).toBe('October');
    expect(columnDay(piece('newsletter', '2025-10-24'), NOW)).toBe('Oct 2025');
    expect(columnDay(piece('article', '2026-09-10'), NOW)).toBe('Sep 10');
  });
});

describe('a cell', () => {
  it('says in words what its shape says', () => {
    expect(markInWords(null)).toBe('Not sent');
    expect(markInWords(mark('bounced', { at: '2026-10-24T12:00:00' }), NOW)).toMatch(/^Bounced, October 24, /);
    expect(evidence(mark('skipped', { evidence: 'no-address' }))).toBe('No e-mail address is known.');
    expect(evidence(mark('received', { evidence: '250 OK' }))).toBe('250 OK');
  });

  it('says why it came back and whether that may pass, where that is known', () => {
    expect(knows(mark('bounced', { failure: { hard: true, reason: 'no_such_user' } }))).toBe('Nobody has that address. It will not work again. They said:');
    expect(knows(mark('bounced'))).toBe('It came back:');
    // A mark that is no bounce keeps its own words, whatever came back of an earlier copy.
    expect(knows(mark('replied', { failure: { hard: false, reason: 'mailbox_full' } }))).toBe('They wrote:');
  });

  it('tells what came back besides', () => {
    expect(besides(mark('received', { answers: ['auto_replied', 'opted_out'] }))).toHaveLength(2);
    expect(besides(mark('replied', { answers: ['replied'] }))).toEqual([]);
  });
});

describe('who missed the newest issue', () => {
  const gap: Gap = { piece: 'p', title: 'P', sent: '2026-10-24', missed: 74, can_have_it: 54, joined_after: 23, bounced: 13, no_address: 7 };

  it('is said as a sum that adds up', () => {
    expect(gap.can_have_it + gap.bounced + gap.no_address).toBe(gap.missed);
    expect(gapInWords(gap)).toEqual({
      title: '74 people missed the October issue.',
      text: '54 can have it now, 23 of them joined after it went out. 13 bounced and 7 have no e-mail address.',
    });
    expect(gapInWords({ ...gap, missed: 1, can_have_it: 1, joined_after: 0, bounced: 0, no_address: 0 })).toEqual({ title: '1 person missed the October issue.', text: '1 can have it now.' });
  });

  it('lists each of them once, and nobody whose mail is stopped', () => {
    const get = (contact: number): AudienceSum['people'][number] => ({ contact, name: `N${contact}`, company: null, address: 'a@example.com' });
    const sum: AudienceSum = {
      chosen: 5, will_get: 2, people: [get(2), get(1)],
      left_out: [
        { reason: 'suppressed', count: 1, people: [{ contact: 3, name: 'N3', reason: 'suppressed' }] },
        { reason: 'no-address', count: 2, people: [{ contact: 4, name: 'N4', reason: 'no-address' }, { contact: 5, name: 'N5', reason: 'no-address' }] },
      ],
    };
    const rows = [{ contact: 2, why: 'bounced', company: null }, { contact: 4, why: 'not-sent', company: 'Acme' }] as LedgerRow[];
    const missed = missedOf(sum, rows);
    expect(missed.map(({ contact }) => contact)).toEqual([1, 2, 4, 5]);
    expect(missed.map(({ able }) => able)).toEqual([true, false, false, false]);
    expect(missed.filter(({ returned }) => returned).map(({ contact }) => contact)).toEqual([2]);
    expect(missed[2]!.company).toBe('Acme');
  });
});
