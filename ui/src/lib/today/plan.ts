// What Today says and in which order, decided from what the desk knows. No component, so that it can be tested.
import type { DreamClient, FollowUp, Mailing, NextIssue, Prospecting, Today } from '../api/client';
import { daysBetween, distance, midSentence, onDay, plainDay } from '../words/dates';
import { amount, counted, figures, listed, sentence } from '../words/numbers';
import { asks } from './incoming';

/** The line under the date: who and what waits, in one sentence. */
export function standfirst(today: Today): string {
  const now = today.on;
  const parts: string[] = [];
  if (today.missed.length > 0) parts.push(`${counted(today.missed.length, 'mailing', 'mailings')} that did not go`);
  const questions = today.came_in.filter(asks).length;
  if (questions > 0) parts.push(`${counted(questions, 'question', 'questions')} to answer`);
  if (today.follow_ups.length > 0) parts.push(`${counted(today.follow_ups.length, 'person', 'people')} to follow up`);
  if (today.hands_raised.length > 0) parts.push(`${counted(today.hands_raised.length, 'hand', 'hands')} raised`);
  // One that has its time, or is going out, is nothing to do any more.
  const due = today.next_issue?.mailing === null ? today.next_issue.due : null;
  const days = due ? daysBetween(now, due) : null;
  if (due && days !== null && days < 0) parts.push(`an issue that was due ${onDay(due, now)}`);
  else if (due && days !== null && days <= 7) parts.push(`an issue to send ${onDay(due, now)}`);
  if (parts.length > 0) return `${sentence(listed(parts))}.`;
  return due ? `Nobody waits for you. The next issue is due ${plainDay(due, now)}.` : 'Nobody waits for you.';
}

/** "2 overdue" and "3 today", as they stand beside the heading. */
export function dueCounts(followUps: readonly FollowUp[], now: string): { overdue: number; today: number } {
  const overdue = followUps.filter(({ step }) => step.due < now).length;
  return { overdue, today: followUps.length - overdue };
}

/** How many follow-ups to show at first: hands raised and what came in must not be pushed below the fold. */
export function roomForFollowUps(today: Today): number {
  const room = today.hands_raised.length > 0 || today.came_in.length > 0 || today.missed.length > 0 ? 5 : 8;
  // One more row takes no more room than the line that would offer it.
  return today.follow_ups.length === room + 1 ? room + 1 : room;
}

export type IssueStep = 'Written' | 'Checked' | 'Audience' | 'Sent';
export const ISSUE_STEPS: readonly IssueStep[] = ['Written', 'Checked', 'Audience', 'Sent'];

/** The step an issue is at: the first that is not done. */
export function issueStep(issue: NextIssue): IssueStep {
  if (!issue.written) return 'Written';
  if (issue.mailing !== null) return 'Sent';
  return issue.checked ? 'Audience' : 'Checked';
}

/** "Due Thursday", "on Thursday" for a sentence, and "in 2 days". */
export function issueDue(issue: NextIssue, now: string): { due: string; on: string; distance: string; late: boolean } | null {
  if (!issue.due) return null;
  const late = issue.due < now;
  return { due: `${late ? 'Was due' : 'Due'} ${midSentence(issue.due, now)}`, on: onDay(issue.due, now), distance: Math.abs(daysBetween(now, issue.due)) > 1 ? distance(issue.due, now) : '', late };
}

/** What a mailing that is not done has come to: "148 of 321 went out, 173 wait." */
export function mailingLine(mailing: Mailing): string {
  const toSend = mailing.total - mailing.skipped;
  const parts = [`${figures(mailing.accepted)} of ${amount(toSend, 'message', 'messages')} went out`];
  if (mailing.waiting > 0) parts.push(`${figures(mailing.waiting)} ${mailing.waiting === 1 ? 'waits' : 'wait'}`);
  if (mailing.deferred > 0) parts.push(`${figures(mailing.deferred)} will be tried again`);
  if (mailing.unknown > 0) parts.push(`${figures(mailing.unknown)} unknown`);
  return `${parts.join(', ')}.`;
}

/** "22 to go, about 6 a day": spread over the working days that are left, today among them. */
export function toGo(prospecting: Prospecting, now: string): string {
  const left = prospecting.target - prospecting.done;
  if (left <= 0) return 'All done';
  const [year, month, day] = now.split('-').map(Number);
  const weekday = new Date(year!, month! - 1, day!, 12).getDay();
  const days = weekday === 0 || weekday === 6 ? 0 : 6 - weekday;
  if (days < 2) return `${figures(left)} to go`;
  return `${figures(left)} to go, about ${figures(Math.ceil(left / days))} a day`;
}

export type Quiet = 'gone' | 'cooling' | 'warm' | 'untouched';

/** Over 60 days is gone quiet, 31 to 60 is cooling; who was never touched has nothing to go quiet. */
export function quiet({ days_since_touch: days }: DreamClient): Quiet {
  if (days === null) return 'untouched';
  if (days > 60) return 'gone';
  return days > 30 ? 'cooling' : 'warm';
}

/** "Three have gone quiet." */
export function goneQuiet(clients: readonly DreamClient[]): string {
  const gone = clients.filter((client) => quiet(client) === 'gone').length;
  return gone === 0 ? '' : `${sentence(counted(gone, 'has', 'have'))} gone quiet.`;
}

/** "Two wait for a first touch." */
export function untouched(clients: readonly DreamClient[]): string {
  const waiting = clients.filter((client) => quiet(client) === 'untouched').length;
  return waiting === 0 ? '' : `${sentence(counted(waiting, 'waits', 'wait'))} for a first touch.`;
}

/** Whose tile it is: an account is known by its company. */
export const tileName = (client: DreamClient): string => client.company ?? client.name;
