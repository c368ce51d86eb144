// Finding by the beginnings of words, as the palette does: "mar ch" finds "Maria Chen".

const wordsOf = (text: string): string[] => text.toLocaleLowerCase('en-US').split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Whether every typed word begins some word of the text. */
export function matches(query: string, text: string): boolean {
  const words = wordsOf(text);
  return wordsOf(query).every((typed) => words.some((word) => word.startsWith(typed)));
}

/** What matches in its first text comes before what matches in its second, and that before the rest. */
export function ranked<T>(query: string, found: readonly T[], texts: (item: T) => readonly [string, string]): T[] {
  const rank = (item: T): number => {
    const [first, second] = texts(item);
    if (matches(query, first)) return 0;
    return matches(query, `${first} ${second}`) ? 1 : 2;
  };
  return found.toSorted((a, b) => rank(a) - rank(b));
}

export interface Part {
  text: string;
  hit: boolean;
}

/** The text cut where the typed words begin words of it, to set those parts off. */
export function marked(query: string, text: string): Part[] {
  const typed = wordsOf(query);
  const parts: Part[] = [];
  let rest = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const hit = typed.filter((part) => word.toLocaleLowerCase('en-US').startsWith(part)).sort((a, b) => b.length - a.length)[0];
    if (!hit) continue;
    if (index > rest) parts.push({ text: text.slice(rest, index), hit: false });
    parts.push({ text: text.slice(index, index + hit.length), hit: true });
    rest = index + hit.length;
  }
  if (rest < text.length) parts.push({ text: text.slice(rest), hit: false });
  return parts;
}
