// The words of the gallery that depend on the day or the desk.
import type { Kind, TemplateInfo } from '../api/client';

export const SHELVES: readonly { kind: Kind; label: string; about: string }[] = [
  { kind: 'newsletter', label: 'Newsletter', about: 'one list, once a month' },
  { kind: 'article', label: 'Article', about: 'for your website, a post or a PDF' },
  { kind: 'collateral', label: 'Collateral', about: 'one page to hand over, attach or print' },
];

const month = new Intl.DateTimeFormat('en-US', { month: 'long' });

/** A title to begin with, good enough to keep: "Plant Notes, November", "Case study". */
export function firstTitle(template: TemplateInfo, newsletter: string, day: Date): string {
  if (template.kind !== 'newsletter') return template.title;
  return newsletter ? `${newsletter}, ${month.format(day)}` : month.format(day);
}

/** "Ten templates, already in your name and colors." */
export function sentence(count: number): string {
  const words = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten', 'Eleven', 'Twelve'];
  return `${words[count] ?? count} ${count === 1 ? 'template' : 'templates'}, already in your name and colors. You only add the words.`;
}
