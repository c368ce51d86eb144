// Whom a mailing is for, as a filter: groups that are ticked, a group of the rep's own, and without those who have it.

/** A group of people that can be ticked. */
export interface Group {
  name: string;
  filter: string;
  /** How many people are in it; null while that is not known. */
  count: number | null;
}

/** The group that has everyone; beside it no other has anything to add. */
export const EVERYONE = 'all';

/** A text as the filter language quotes it. */
export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** The people of any of these filters; null when there is none. */
export function anyOf(filters: readonly string[]): string | null {
  if (filters.length === 0) return null;
  if (filters.includes(EVERYONE)) return EVERYONE;
  return filters.length === 1 ? filters[0]! : filters.map((filter) => `(${filter})`).join(' or ');
}

const unless = (piece: string): string => `not ${whoGot(piece)}`;

/** The same people without those who have the piece already. */
export const withoutThoseWhoHave = (filter: string, piece: string): string => (filter === EVERYONE ? unless(piece) : `(${filter}) and ${unless(piece)}`);

/** Whoever has a piece. */
export const whoGot = (piece: string): string => `received(${quoted(piece)})`;

/** Whoever might have had an issue and has not: what "Send to them" chooses. */
export const whoMissed = (piece: string): string => `${unless(piece)} and stage != lost`;

/** The names of the groups that `anyOf` made this filter from; null when it was made in another way. */
export function groupsIn(filter: string, groups: readonly Group[]): string[] | null {
  const alone = groups.find((group) => group.filter === filter || group.name === filter);
  if (alone) return [alone.name];
  const names: string[] = [];
  let rest = filter;
  while (rest) {
    const next = groups.find((group) => rest.startsWith(`(${group.filter})`) && !names.includes(group.name));
    if (!next) return null;
    names.push(next.name);
    rest = rest.slice(next.filter.length + 2);
    if (rest && !rest.startsWith(' or ')) return null;
    rest = rest.slice(4);
  }
  return names.length > 0 ? names : null;
}
