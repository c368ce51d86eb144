// What the ledger says: marks and their names, the groups of columns, the gap. Nothing here asks the desk.
import type { Answer, AudienceSum, ContactId, Gap, Kind, LedgerRow, Mark, MarkKind, MatrixPiece } from '../api/client';
import { failureInWords, REASONS } from '../send/words';
import { clockTime, dayOf, plainDay, shortDay, today } from '../words/dates';
import { amount, figures, listed, sentence } from '../words/numbers';

/** The name of each mark, and how Byline knows. */
export const MARKS: Record<MarkKind, { name: string; knows: string }> = {
  received: { name: 'Received', knows: 'Their mail server said:' },
  replied: { name: 'Replied', knows: 'They wrote:' },
  handed: { name: 'Handed over', knows: 'You gave it to them:' },
  bounced: { name: 'Bounced', knows: 'It came back:' },
  unknown: { name: 'Not known', knows: 'The line dropped before an answer:' },
  waiting: { name: 'On its way', knows: 'It waits to go out:' },
  skipped: { name: 'Left out', knows: 'They were chosen, but:' },
};
export const NOT_SENT = 'Not sent';

/** The marks that the legend always explains; the others when they are there. */
export const COMMON: readonly MarkKind[] = ['received', 'replied', 'handed', 'bounced'];

/** "Replied, October 24, 9:31 AM" */
export function markInWords(mark: Mark | null, now: string = today()): string {
  return mark ? `${MARKS[mark.kind].name}, ${plainDay(dayOf(mark.at), now)}, ${clockTime(mark.at)}` : NOT_SENT;
}

/** The evidence of a mark; a reason of the desk's is said in words. */
export const evidence = ({ evidence: text }: Mark): string => (text in REASONS ? REASONS[text as keyof typeof REASONS].why : text);

/** How Byline knows, before the words that show it: whether it came back for good stands there, too. */
export function knows({ kind, failure }: Mark): string {
  if (kind !== 'bounced' || !failure) return MARKS[kind].knows;
  return `${failureInWords({ failure })} They said:`;
}

const BESIDES: Partial<Record<Answer, string>> = {
  auto_replied: 'A machine answered, so it arrived.',
  opted_out: 'They asked to stop. Nothing goes to them any more.',
  complained: 'They called it unwanted. Nothing goes to them any more.',
};

/** What came back besides that which the mark itself shows. */
export const besides = ({ answers }: Mark): string[] => answers.flatMap((answer) => BESIDES[answer] ?? []);

/** A column that is shown, with its place among a row's marks. */
export interface ColumnOf {
  piece: MatrixPiece;
  at: number;
  /** Whether it is the first of its kind: a line stands before it. */
  begins: boolean;
}

/** The columns of pieces that went to somebody, and how many there are of each kind. */
export function columnsOf(pieces: readonly MatrixPiece[]): { columns: ColumnOf[]; groups: { kind: Kind; count: number }[] } {
  const columns: ColumnOf[] = [];
  const groups: { kind: Kind; count: number }[] = [];
  for (const [at, piece] of pieces.entries()) {
    if (piece.first === null) continue;
    const last = groups.at(-1);
    const begins = last?.kind !== piece.kind;
    if (begins) groups.push({ kind: piece.kind, count: 1 });
    else last.count += 1;
    columns.push({ piece, at, begins });
  }
  return { columns, groups };
}

/** Under the title of a column: the month of an issue, the day on which anything else first went to somebody. */
export function columnDay({ kind, first }: MatrixPiece, now: string = today()): string {
  if (!first) return '';
  if (kind !== 'newsletter') return shortDay(first, now);
  const [year, month] = first.split('-').map(Number);
  const name = new Date(year!, month! - 1, 1).toLocaleDateString('en-US', { month: 'long' });
  return first.slice(0, 4) === now.slice(0, 4) ? name : `${name.slice(0, 3)} ${year}`;
}

/** "74 people missed the October issue." and who of them can have it. */
export function gapInWords(gap: Gap): { title: string; text: string } {
  const month = columnDay({ kind: 'newsletter', first: gap.sent } as MatrixPiece, gap.sent);
  const able = gap.can_have_it === 0 ? 'None of them can have it now.' : `${figures(gap.can_have_it)} can have it now${gap.joined_after > 0 ? `, ${figures(gap.joined_after)} of them joined after it went out` : ''}.`;
  const unable = [
    ...(gap.bounced > 0 ? [`${figures(gap.bounced)} bounced`] : []),
    ...(gap.no_address > 0 ? [`${figures(gap.no_address)} ${gap.no_address === 1 ? 'has' : 'have'} no e-mail address`] : []),
  ];
  return {
    title: `${amount(gap.missed, 'person', 'people')} missed the ${month} issue.`,
    text: [able, ...(unable.length > 0 ? [`${sentence(listed(unable))}.`] : [])].join(' '),
  };
}

/** Somebody who missed an issue, and why. */
export interface Missed {
  contact: ContactId;
  name: string;
  company: string | null;
  why: string;
  /** Whether it can go to them now. */
  able: boolean;
  /** Whether it went to them and came back. */
  returned: boolean;
}

const RETURNED: readonly string[] = ['bounced', 'refused'];

/** Everybody the gap counts: from the sum over those who have not received it, and from what became of it for each. */
export function missedOf(sum: AudienceSum, rows: readonly LedgerRow[]): Missed[] {
  const about = new Map(rows.map((row) => [row.contact, row]));
  const returned = (contact: ContactId): boolean => RETURNED.includes(about.get(contact)?.why ?? '');
  const could = sum.people.map(({ contact, name, company }): Missed => ({
    contact, name, company, able: !returned(contact), returned: returned(contact),
    why: returned(contact) ? 'It came back the last time.' : 'It was not sent to them.',
  }));
  const cannot = sum.left_out
    .filter(({ reason }) => reason === 'no-address' || reason === 'bounced-before' || reason === 'duplicate-address')
    .flatMap(({ reason, people }) => people.map(({ contact, name }): Missed => ({ contact, name, company: about.get(contact)?.company ?? null, able: false, returned: false, why: REASONS[reason].why })));
  return [...could.filter(({ able }) => able), ...could.filter(({ able }) => !able), ...cannot];
}
