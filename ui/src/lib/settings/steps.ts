// What trying the mailbox came to, in words, and where to look when a step failed.
import type { MailboxStep, SignIn } from '../api/client';
import type { Values } from './values';

/** A field that can be looked at; `consent` is the button that opens the browser. */
export type Place = keyof Pick<Values, 'smtpHost' | 'smtpPort' | 'imapHost' | 'imapPort'> | 'caFile' | 'password' | 'consent';

/** The fields behind "Servers and limits". */
export const behind = (place: Place): boolean => place !== 'password' && place !== 'consent';

const NAMES: Record<string, { done: string; failed: string }> = {
  name: { done: 'The server was found', failed: 'The server was not found' },
  connection: { done: 'It can be reached', failed: 'The server cannot be reached' },
  greeting: { done: 'It answers', failed: 'No mail server answers there' },
  certificate: { done: 'The connection is private', failed: 'The connection is not private' },
  'sign-in': { done: 'You are signed in', failed: 'The sign-in was refused' },
  inbox: { done: 'The inbox opens', failed: 'The inbox does not open' },
};

/** A step as a line: a name that is not known is shown as it is. */
export const stepLine = ({ name, ok }: MailboxStep): string => NAMES[name]?.[ok ? 'done' : 'failed'] ?? name;

/** The step that failed; trying stops there. */
export const failedStep = (steps: readonly MailboxStep[] | null): MailboxStep | undefined => steps?.find(({ ok }) => !ok);

/** The field that is most likely wrong. */
export function placeOf({ about, name, words }: MailboxStep, signIn: SignIn): Place {
  const reading = about === 'reading';
  if (name === 'sign-in') return signIn === 'oauth2' ? 'consent' : 'password';
  // What is not private has most often the wrong port; only a certificate of the company's own needs its file.
  if (name === 'certificate' && /certificate/i.test(words)) return 'caFile';
  if (name === 'connection' || name === 'greeting' || name === 'certificate') return reading ? 'imapPort' : 'smtpPort';
  return reading ? 'imapHost' : 'smtpHost';
}

/** What it means for the rep, as a headline. */
export function verdict(steps: readonly MailboxStep[]): { works: boolean; title: string; text: string } {
  const failed = failedStep(steps);
  if (!failed) {
    const reads = steps.some(({ about }) => about === 'reading');
    return { works: true, title: 'Your mailbox works', text: reads ? 'Byline can send from it and hear what comes back.' : 'Byline can send from it. It does not read what comes back: no server for that is set.' };
  }
  const sends = failed.about === 'reading';
  const safe = /nothing was sent/i.test(failed.words) ? '' : 'Nothing was sent.';
  if (failed.name === 'sign-in') return { works: false, title: 'The sign-in was refused', text: sends ? 'Sending works; reading what comes back does not yet.' : safe };
  if (sends) return { works: false, title: `Sending works, reading does not: ${lower(stepLine(failed))}`, text: 'Until it does, bounces, replies and requests to stop are not seen.' };
  return { works: false, title: stepLine(failed), text: safe };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
