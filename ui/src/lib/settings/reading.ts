// What reading the mailbox came to, in words.
import type { SyncReport } from '../api/client';
import { clockTime, dayOf, nearDay, today } from '../words/dates';
import { amount, counted, listed, sentence } from '../words/numbers';

/** "8 new messages. Two replies and one bounce." */
export function readInWords(report: SyncReport): string {
  const parts: string[] = [];
  const say = (count: number, one: string, many: string): void => {
    if (count > 0) parts.push(counted(count, one, many));
  };
  say(report.replies, 'reply', 'replies');
  say(report.bounces, 'bounce', 'bounces');
  say(report.opt_outs, 'request to stop', 'requests to stop');
  say(report.complaints, 'complaint', 'complaints');
  say(report.auto_replies, 'automatic answer', 'automatic answers');
  say(report.delayed, 'notice of a delay', 'notices of a delay');
  say(report.unmatched, 'that fits no mailing', 'that fit no mailing');
  say(report.unreadable, 'that cannot be read', 'that cannot be read');
  if (report.read === 0) return 'Nothing new.';
  const read = amount(report.read, 'new message', 'new messages');
  return parts.length === 0 ? `${read}, none about your mailings.` : `${read}. ${sentence(listed(parts))}.`;
}

/** "today at 9:12 AM" */
export function readWhen(moment: string, now: string = today()): string {
  const day = nearDay(dayOf(moment), now);
  return `${day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : `on ${day}`} at ${clockTime(moment)}`;
}
