// Monthly drafts in words.
import type { MonthlyDraft, TemplateInfo } from '../api/client';
import { timeInWords } from '../send/when';

/** "1st", "22nd", "31st" */
export function ordinal(day: number): string {
  const tail = day % 100;
  const ending = tail > 10 && tail < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

/** The days one can choose; in a shorter month the last one is meant. */
export const DAYS = Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: index === 30 ? '31st, or the last day' : ordinal(index + 1) }));

/** "Every month on the 1st at 9:00 AM, from Monthly letter" */
export function monthlyLine(draft: MonthlyDraft, templates: readonly TemplateInfo[]): string {
  const from = templates.find(({ name }) => name === draft.template)?.title ?? draft.template;
  const day = draft.day > 28 ? `${ordinal(draft.day)}, or the last day of a shorter month,` : ordinal(draft.day);
  return `Every month on the ${day} at ${timeInWords(draft.time)}, from ${from}`;
}

/** Whether two names mean one time zone: a computer may call UTC `Etc/UTC`. */
export const sameZone = (one: string, other: string): boolean => canonical(one) === canonical(other);

const canonical = (zone: string): string => new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
