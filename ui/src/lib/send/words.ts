// What Send and Sending say: reasons, findings, counts. Nothing here asks the desk.
import type { Answer, AudienceSum, BounceReason, Delivery, DeliveryState, Finding, FindingCode, Level, Mailing, Progress, SkipReason, Via } from '../api/client';
import { clockTime, dayOf, daysBetween, midSentence, nearDay, today } from '../words/dates';
import { amount, figures } from '../words/numbers';
import { clocksOf, localMidSentence, type Local } from './when';

/** Why somebody is left out, as a line of the sum and in the list of those left out. */
export const REASONS: Record<SkipReason, { line: string; why: string }> = {
  'no-address': { line: 'no e-mail address', why: 'No e-mail address is known.' },
  suppressed: { line: 'mail is stopped', why: 'They asked to stop, or you stopped it.' },
  'bounced-before': { line: 'bounced before', why: 'Their address did not work the last time.' },
  'duplicate-address': { line: 'same address twice', why: 'Somebody else with this address gets it.' },
  'missing-value': { line: 'something is blank', why: 'A field that the text names is blank.' },
  'held-back': { line: 'held back by you', why: 'You hold them back this time.' },
  'on-its-way': { line: 'on its way, or not known', why: 'Another mailing brings it to them, or it is not known whether it did.' },
  replied: { line: 'wrote back before', why: 'They wrote back before it was their turn: you answer them in person.' },
  stopped: { line: 'stopped by you', why: 'You stopped the mailing before it was their turn.' },
};

/** How many are left out in all. */
export const leftOut = (sum: AudienceSum): number => sum.left_out.reduce((total, { count }) => total + count, 0);

/** The first sentence of a finding says what was found; the rest says what to do. */
export function saying(message: string): { what: string; fix: string } {
  const end = /[.?!](?=\s+\p{Lu})/gu;
  for (const stop of message.matchAll(end)) {
    const what = message.slice(0, stop.index);
    // "Dr. Ruth Calloway has no company" is one sentence: a real one has more words before its end.
    if (what.trim().split(/\s+/).length < 3) continue;
    return { what: stop[0] === '.' ? what : what + stop[0], fix: message.slice(stop.index + 1).trim() };
  }
  return { what: message.replace(/\.$/, ''), fix: '' };
}

/** Findings that can come once for each person, picture or link, with how the heap of them is called. */
const HEAPS: Partial<Record<FindingCode, (count: number) => string>> = {
  'missing-value': (count) => `${figures(count)} blanks would show`,
  'missing-picture': (count) => `${figures(count)} pictures are missing`,
  'no-picture-text': (count) => `${figures(count)} pictures have no description`,
  'bad-link': (count) => `${figures(count)} links lead nowhere`,
  'unknown-field': (count) => `${figures(count)} merge tags are not known`,
  'html-removed': (count) => `${figures(count)} bits of HTML are left out`,
};

/** One thing to look at before sending: a finding, or a heap of the same kind. */
export interface Concern {
  level: Exclude<Level, 'pass'>;
  code: FindingCode;
  what: string;
  fix: string;
  /** More than one: each as it was found. */
  findings: Finding[];
}

/** Codes that speak of the rep's mailbox, which files in the outbox do not use. */
const OF_THE_MAILBOX: readonly FindingCode[] = ['over-limit', 'no-mailbox', 'no-test'];

/** Findings as they are shown: what blocks, then warnings, each kind once, and what is in order. What the rep has `waived` is not among them. */
export function concerns(findings: readonly Finding[], via: Via, waived: readonly FindingCode[] = []): { open: Concern[]; passed: Finding[] } {
  const meant = findings.filter(({ code, level }) => (via === 'smtp' || !OF_THE_MAILBOX.includes(code)) && !(level !== 'pass' && waived.includes(code)));
  const open: Concern[] = [];
  for (const level of ['block', 'warn'] as const) {
    const mine = meant.filter((finding) => finding.level === level);
    for (const code of new Set(mine.map((finding) => finding.code))) {
      const same = mine.filter((finding) => finding.code === code);
      const heap = same.length > 1 ? HEAPS[code] : undefined;
      if (heap) open.push({ level, code, what: heap(same.length), fix: '', findings: same });
      else for (const finding of same) open.push({ level, code, ...saying(finding.message), findings: [finding] });
    }
  }
  return { open, passed: meant.filter(({ level }) => level === 'pass') };
}

export const blocks = (open: readonly Concern[]): number => open.filter(({ level }) => level === 'block').length;

/** What the button does, and what it did. */
export function sendLabel(via: Via, people: number, at: Local | null, now: string): string {
  if (via === 'outbox') return people === 0 ? 'Write files' : `Write ${amount(people, 'file', 'files')}`;
  if (!at) return people === 0 ? 'Send' : `Send to ${figures(people)}`;
  const near = midSentence(at.day, now);
  const day = Math.abs(daysBetween(now, at.day)) < 2 ? near : `for ${near}`;
  return people === 0 ? 'Schedule' : `Schedule ${figures(people)} ${day}`;
}

/** "Thursday, 9:30 AM", "today, 2:00 PM": when a mailing goes, in the zone in which it was said, inside a sentence. */
export function goesAt(mailing: Mailing, now: string = today()): string {
  if (!mailing.schedule) return '';
  return localMidSentence(clocksOf(mailing.schedule.at, mailing.schedule.time_zone), now);
}

/** "tomorrow at 9:31 AM", "at 4:20 PM": a moment after a verb. */
export function momentInWords(moment: string, now: string = today()): string {
  const day = dayOf(moment);
  if (day === now) return `at ${clockTime(moment)}`;
  return `${daysBetween(now, day) === 1 ? 'tomorrow' : `on ${nearDay(day, now)}`} at ${clockTime(moment)}`;
}

/** What a rep worries about most, first. */
const WORRIES: readonly FindingCode[] = ['missing-value', 'no-opt-out', 'no-postal-address', 'too-large'];

/** What is in order, in a line: that which matters most. */
export function passedLine(passed: readonly Finding[]): string {
  const rank = ({ code }: Finding): number => (WORRIES.includes(code) ? WORRIES.indexOf(code) : WORRIES.length);
  return passed.toSorted((one, other) => rank(one) - rank(other)).slice(0, WORRIES.length).map(({ message }) => message).join(' ');
}

export interface Count {
  state: 'accepted' | 'deferred' | 'refused' | 'unknown' | 'waiting';
  label: string;
  value: number;
  says: string;
}

/** The counts of a mailing; they add up to everybody it is for. A file is seldom refused: there only what is not zero is told. */
export function counts({ mailing, handled, to_send }: Progress, nextTry: string | null = null): Count[] {
  const files = mailing.via === 'outbox';
  const all: Count[] = [
    { state: 'accepted', label: files ? 'Written' : 'Accepted', value: mailing.accepted, says: files ? 'The file is in the outbox.' : 'Their mail server said yes.' },
    { state: 'deferred', label: 'Deferred', value: mailing.deferred, says: mailing.deferred > 0 ? (nextTry ? `Busy just now. Next try ${momentInWords(nextTry)}.` : 'Busy just now. Byline tries again.') : 'Nobody was busy.' },
    { state: 'refused', label: 'Refused', value: mailing.refused, says: mailing.refused > 0 ? 'Their mail server said no.' : 'Nobody said no.' },
    { state: 'unknown', label: 'Unknown', value: mailing.unknown, says: mailing.unknown > 0 ? 'The line dropped. It may have arrived.' : 'Every answer is known.' },
    { state: 'waiting', label: 'Still to go', value: mailing.waiting, says: mailing.waiting > 0 ? `${figures(handled)} handled + ${figures(mailing.waiting)} makes ${figures(to_send)}.` : 'Nobody is left.' },
  ];
  return files ? all.filter(({ state, value }) => state === 'accepted' || state === 'waiting' || value > 0) : all;
}

/** "About 35 minutes left" */
export function timeLeft(seconds: number | null): string | null {
  if (seconds === null || seconds <= 0) return null;
  if (seconds < 90) return 'About a minute left';
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `About ${minutes} minutes left`;
  return minutes < 36 * 60 ? `About ${Math.round(minutes / 60)} hours left` : `About ${Math.round(minutes / 60 / 24)} days left`;
}

/** "5 a minute. About 35 minutes left, done near 10:35 AM." */
export function paceLine(perMinute: number | null, { seconds_left, done_at }: Progress, now: string = today()): string {
  const left = timeLeft(seconds_left);
  if (!left) return '';
  const soon = (seconds_left ?? 0) < 90;
  const near = done_at && !soon ? `, done ${dayOf(done_at) === now ? `near ${clockTime(done_at)}` : `${momentInWords(done_at, now).replace(' at ', ' near ')}`}` : '';
  return `${perMinute ? `${figures(perMinute)} a minute. ` : ''}${left}${near}.`;
}

/** Whether it was stopped before anything of it left. */
export const takenBack = ({ state, skipped, total }: Mailing): boolean => state === 'done' && total > 0 && skipped === total;

/** Where a mailing stands, as the title of its sheet. */
export function sendingTitle({ mailing, to_send, running, missed, take_back_seconds }: Progress): string {
  const files = mailing.via === 'outbox';
  const people = amount(to_send, 'person', 'people');
  if (mailing.state === 'scheduled') return missed ? `It was to go ${momentInWords(mailing.schedule?.at ?? mailing.created_at)}` : take_back_seconds === null ? `Goes ${goesAt(mailing)}` : `Going to ${people}`;
  if (mailing.state === 'done') {
    if (takenBack(mailing)) return 'Taken back';
    if (files) return `${amount(mailing.accepted, 'file is', 'files are')} written`;
    return mailing.accepted === to_send ? `Sent to ${people}` : `${figures(mailing.accepted)} of ${people} have it`;
  }
  if (mailing.held && !mailing.resume_at) return `Stopped with ${figures(mailing.waiting)} to go`;
  if (mailing.state === 'paused' || !running) return `Paused with ${figures(mailing.waiting)} to go`;
  return files ? `Writing ${amount(to_send, 'file', 'files')}` : `Sending to ${people}`;
}

export const STATES: Record<DeliveryState, string> = {
  queued: 'Waiting',
  claimed: 'Next',
  sending: 'Leaving now',
  accepted: 'Accepted',
  deferred: 'Deferred',
  refused: 'Refused',
  unknown: 'Unknown',
  bounced: 'Bounced',
  skipped: 'Left out',
};

/** What comes back after a mailing, as it is counted and listed. */
export type Afterwards = 'bounced' | Answer;

export const AFTERWARDS: Record<Afterwards, { label: string; title: string }> = {
  bounced: { label: 'Came back', title: 'Came back' },
  replied: { label: 'Wrote back', title: 'Wrote back' },
  auto_replied: { label: 'Automatic replies', title: 'Answered by a machine' },
  opted_out: { label: 'Asked to stop', title: 'Asked to stop' },
  complained: { label: 'Called it unwanted', title: 'Called it unwanted' },
};

/** Whether a delivery belongs into the list of what came back in that way. */
export function cameBack({ state, answers }: Delivery, as: Afterwards): boolean {
  if (as === 'bounced') return state === 'bounced';
  // A complaint counts as asking to stop.
  return as === 'opted_out' ? answers.includes('opted_out') || answers.includes('complained') : answers.includes(as);
}

const BOUNCES: Record<Exclude<BounceReason, 'other'>, string> = {
  no_such_user: 'Nobody has that address',
  no_such_domain: 'Their domain takes no mail',
  moved: 'They left or moved',
  mailbox_full: 'Their mailbox is full',
  too_big: 'It was too large for them',
  policy: 'Their server’s rules refuse it',
  spam: 'Their server took it for spam',
  greylisted: 'Their server puts off new senders',
  rate_limited: 'Too many in too short a time',
  network: 'Their server could not be reached',
  expired: 'It was tried for too long',
};

/** Why a delivery failed, in words: "Their mailbox is full. This may pass." */
export function failureInWords({ failure }: Pick<Delivery, 'failure'>): string | null {
  if (!failure) return null;
  const lasts = failure.hard ? 'It will not work again.' : 'This may pass.';
  return failure.reason === 'other' ? lasts : `${BOUNCES[failure.reason]}. ${lasts}`;
}
