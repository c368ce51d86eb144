// How far a piece is, in one line under its title.
import type { Kind, PieceState, PieceSummary } from '../api/client';
import { daysBetween, nearDay, plainDay } from '../words/dates';
import { figures } from '../words/numbers';

export const STATES: Record<PieceState, string> = { draft: 'Draft', sent: 'Sent', shared: 'Shared' };

export const GROUPS: readonly { kind: Kind; label: string }[] = [
  { kind: 'newsletter', label: 'Issues' },
  { kind: 'article', label: 'Articles' },
  { kind: 'collateral', label: 'Collateral' },
];

/** "due Thursday", "due today", "2 days overdue". */
export function dueLine(due: string, now: string): string {
  const days = daysBetween(now, due);
  if (days < 0) return `${-days} ${days === -1 ? 'day' : 'days'} overdue`;
  const near = nearDay(due, now);
  return `due ${days < 2 ? near.toLowerCase() : near}`;
}

/** "Draft, due Thursday" · "Sent October 7 to 311" · "Shared with 48" · "Case study, given to 31". */
export function stateLine(piece: PieceSummary, now: string, template?: string): string {
  const words = line(piece, now);
  // A one-pager is known by what it is; an issue is not.
  if (piece.kind !== 'collateral' || !template) return words;
  return `${template}, ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function line(piece: PieceSummary, now: string): string {
  if (piece.state === 'draft') return piece.due ? `Draft, ${dueLine(piece.due, now)}` : 'Draft';
  const people = figures(piece.recipients);
  if (piece.state === 'sent') return piece.first ? `Sent ${plainDay(piece.first, now)} to ${people}` : `Sent to ${people}`;
  return piece.kind === 'collateral' ? `Given to ${people}` : `Shared with ${people}`;
}
