import { describe, expect, it } from 'vitest';
import type { PieceSummary } from '../api/client';
import { stateLine } from './state-line';

const NOW = '2026-11-23'; // a Monday

function piece(parts: Partial<PieceSummary>): PieceSummary {
  return {
    piece: 'p', kind: 'newsletter', title: 'The price of dry air', template: 'one-idea', summary: null, number: '13', due: null,
    state: 'draft', recipients: 0, first: null, modified_at: '2026-11-23T09:12:00Z', path: '', problem: null, ...parts,
  };
}

describe('the line under a piece', () => {
  it.each([
    [{}, 'Draft'],
    [{ due: '2026-11-26' }, 'Draft, due Thursday'],
    [{ due: '2026-11-23' }, 'Draft, due today'],
    [{ due: '2026-12-20' }, 'Draft, due December 20'],
    [{ due: '2026-11-22' }, 'Draft, 1 day overdue'],
    [{ state: 'sent', recipients: 1311, first: '2026-10-07' }, 'Sent October 7 to 1,311'],
    [{ state: 'sent', recipients: 311, first: '2025-10-07' }, 'Sent October 7, 2025 to 311'],
    [{ kind: 'article', state: 'shared', recipients: 48 }, 'Shared with 48'],
    [{ kind: 'collateral', state: 'shared', recipients: 31 }, 'Given to 31'],
  ] satisfies [Partial<PieceSummary>, string][])('says %o as "%s"', (parts, words) => {
    expect(stateLine(piece(parts), NOW)).toBe(words);
  });

  it('names a one-pager by what it is', () => {
    expect(stateLine(piece({ kind: 'collateral', state: 'shared', recipients: 31 }), NOW, 'Case study')).toBe('Case study, given to 31');
    expect(stateLine(piece({ kind: 'collateral' }), NOW, 'Case study')).toBe('Case study, draft');
  });
});
