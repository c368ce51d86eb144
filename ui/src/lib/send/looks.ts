// Whose copies the rep looks at last: the first, the last, and the one most likely to look odd.
import type { WillGet } from '../api/client';

/** Letters outside of ASCII are where fonts and line breaks go wrong. */
const BEYOND_ASCII = /[^\x20-\x7e]/g;

/** How unusual somebody's values are: long, in other letters, all in capitals, or missing. */
export function oddness({ name, company, address }: WillGet): number {
  const words = `${name}${company ?? ''}`;
  const beyond = (words.match(BEYOND_ASCII) ?? []).length;
  const shouts = /\p{Lu}{4,}/u.test(name) ? 10 : 0;
  const lacks = (company ? 0 : 12) + (name.includes('@') || name === address ? 20 : 0);
  return Math.max(0, name.length - 12) + Math.max(0, (company?.length ?? 0) - 18) + beyond * 4 + shouts + lacks;
}

/** Up to three people, in the order in which it goes to them. */
export function threeToLookAt(people: readonly WillGet[]): WillGet[] {
  if (people.length <= 3) return [...people];
  const between = people.slice(1, -1);
  const oddest = between.reduce((one, other) => (oddness(other) > oddness(one) ? other : one));
  return [people[0]!, oddest, people.at(-1)!];
}
