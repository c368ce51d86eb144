// Numbers and lists in sentences.

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** 1,234 */
export const figures = (value: number): string => value.toLocaleString('en-US');

/** Up to ten as a word, as one writes in a sentence. */
export const inWords = (value: number): string => WORDS[value] ?? figures(value);

/** `counted(2, 'person', 'people')` → "two people" */
export const counted = (value: number, one: string, many: string): string => `${inWords(value)} ${value === 1 ? one : many}`;

/** `amount(2, 'person', 'people')` → "2 people", for tables and buttons. */
export const amount = (value: number, one: string, many: string): string => `${figures(value)} ${value === 1 ? one : many}`;

/** "a, b and c" */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')}${parts.length > 2 ? ',' : ''} and ${parts.at(-1)}`;
}

/** The first letter large, to begin a sentence. */
export const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase('en-US') + text.slice(1);

/** 102,400 bytes → "100 KB" */
export function bytes(value: number): string {
  if (value < 1024) return `${value} bytes`;
  return value < 1024 * 1024 ? `${Math.round(value / 1024)} KB` : `${(value / 1024 / 1024).toFixed(1)} MB`;
}
