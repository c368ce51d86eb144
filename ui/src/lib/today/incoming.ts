// What came in, as it is told on Today: what happened, what follows from it, and what waits for an answer.
import type { IncomingMail } from '../api/client';
import { BOUNCE_REASONS } from '../words/bounces';
import { plainDay } from '../words/dates';
import { amount } from '../words/numbers';

/** How much it weighs: a question, a complaint, an address that never works, one that may, and the rest. */
export type Weight = 'asks' | 'alarm' | 'bad' | 'warn' | 'plain';

export interface Told {
  weight: Weight;
  /** What happened, with the person's name first where one is known. */
  what: string;
  /** Their own words. */
  quote?: string;
  /** What follows from it. */
  so: string;
}

/** Whom it is about, to show. */
export const whoOf = (mail: IncomingMail): string => mail.name ?? (mail.kind === 'bounce' || mail.kind === 'delayed' ? mail.recipients[0]?.address : undefined) ?? mail.from;

/** As one calls them: "Glenn Ostrander" → "Glenn"; an address stays whole. */
export function calledOf(mail: IncomingMail): string {
  const who = whoOf(mail);
  return who.includes('@') ? who : who.split(/\s+/)[0]!;
}

/** Whether it waits for the rep to say whether somebody asked to stop. */
export const asks = (mail: IncomingMail): boolean => mail.may_opt_out !== null;

/** The longest text that is quoted whole. */
const QUOTED = 220;

function bounced(mail: IncomingMail): Told {
  const first = mail.recipients[0];
  if (!first) return { weight: 'warn', what: `A mail came back: “${mail.subject}”.`, so: 'The notice does not say whose it was.' };
  const hard = mail.recipients.some((recipient) => recipient.hard);
  const who = mail.recipients.length > 1 && !mail.name ? amount(mail.recipients.length, 'person', 'people') : whoOf(mail);
  const so = hard ? `${first.address} is not mailed again.` : 'It goes to them again with the next piece. After three in a row, it stops.';
  return { weight: hard ? 'bad' : 'warn', what: `Mail to ${who} came back: ${BOUNCE_REASONS[first.reason]}.`, so };
}

export function told(mail: IncomingMail): Told {
  const who = whoOf(mail);
  if (mail.may_opt_out !== null) {
    const whole = mail.text.trim();
    const quote = whole.length <= QUOTED && whole.toLowerCase().includes(mail.may_opt_out.toLowerCase()) ? whole : mail.may_opt_out;
    return { weight: 'asks', what: `${who} wrote:`, quote, so: `Should ${calledOf(mail)} get no more mail?` };
  }
  const about = mail.subject ? `“${mail.subject}”` : 'a message without a subject';
  const quote = mail.text.trim() ? { quote: mail.text.trim() } : {};
  switch (mail.kind) {
    case 'bounce':
      return bounced(mail);
    case 'delayed':
      return { weight: 'plain', what: `Mail to ${who} is late: ${mail.recipients[0] ? BOUNCE_REASONS[mail.recipients[0].reason] : 'their server is still trying'}.`, so: 'Nothing to do yet.' };
    case 'complaint':
      return { weight: 'alarm', what: `${who} reported your mail as unwanted.`, so: `${calledOf(mail)} is not mailed again.` };
    case 'opt_out':
      return { weight: 'plain', what: `${who} asked to stop.`, so: `${calledOf(mail)} is not mailed again.` };
    case 'auto_reply':
      return { weight: 'plain', what: `${who} answers by machine: ${about}.`, so: mail.returns ? `Back on ${plainDay(mail.returns)}.` : 'It belongs to nothing that you sent.' };
    case 'reply':
      return { weight: 'plain', what: `${who} wrote:`, ...quote, so: 'It answers nothing that Byline sent.' };
    case 'other':
      return { weight: 'plain', what: `${who} wrote ${about}.`, so: 'Byline cannot tell which of your mailings it is about.' };
  }
}

const RANK: Record<Weight, number> = { asks: 0, alarm: 1, bad: 2, warn: 3, plain: 4 };

/** What asks first, then what went wrong for good, then the rest; the newest first among equals. */
export function inOrder(mails: readonly IncomingMail[]): IncomingMail[] {
  const rank = (mail: IncomingMail): number => RANK[told(mail).weight];
  return mails.toSorted((one, other) => rank(one) - rank(other) || other.at.localeCompare(one.at));
}
