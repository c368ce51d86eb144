// People's names, shown short.

/** Two letters for a circle: "Ruth Calloway" → "RC", "Plato" → "P". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[Symbol.iterator]().next().value ?? '';
  const last = words.length > 1 ? (words.at(-1)![Symbol.iterator]().next().value ?? '') : '';
  return (first + last).toLocaleUpperCase('en-US');
}
