// What the mailbox form holds, as typed: from a preset, from the desk, and back to what is saved. Nothing here asks the desk.
import type { Mailbox, OAuthClient, Preset, Provider, Security, ServerAddress, SignIn } from '../api/client';
import { addressProblem } from '../words/address';

/** The fields that a preset fills in; numbers as typed, an empty text is none. */
export interface Values {
  smtpHost: string;
  smtpPort: string;
  smtpSecurity: Security;
  imapHost: string;
  imapPort: string;
  imapSecurity: Security;
  user: string;
  signIn: SignIn;
  dailyLimit: string;
  perMinute: string;
  domainGap: string;
  plusAddressing: boolean;
}

/** What is typed beside them. */
export interface Typed {
  name: string;
  address: string;
  provider: Provider;
  oauth: OAuthClient | null;
  clientId: string;
  caFile: string;
  noticesFolder: string;
}

/** Before an address is known: what most servers use. */
export const BLANK: Values = {
  smtpHost: '', smtpPort: '465', smtpSecurity: 'tls', imapHost: '', imapPort: '993', imapSecurity: 'tls',
  user: '', signIn: 'password', dailyLimit: '', perMinute: '', domainGap: '', plusAddressing: false,
};

type Source = Pick<Preset, 'smtp' | 'imap' | 'daily_limit' | 'per_minute' | 'domain_gap' | 'plus_addressing' | 'sign_in'>;

/** The values of a preset or of a saved mailbox. */
export function valuesOf(source: Source, user: string): Values {
  const text = (value: number | null): string => (value === null ? '' : String(value));
  return {
    smtpHost: source.smtp?.host ?? '', smtpPort: text(source.smtp?.port ?? 465), smtpSecurity: source.smtp?.security ?? 'tls',
    imapHost: source.imap?.host ?? '', imapPort: text(source.imap?.port ?? 993), imapSecurity: source.imap?.security ?? 'tls',
    user, signIn: source.sign_in,
    dailyLimit: text(source.daily_limit), perMinute: text(source.per_minute), domainGap: text(source.domain_gap),
    plusAddressing: source.plus_addressing,
  };
}

/** The values with a new preset in: what the rep changed since the last one stays as they wrote it. */
export function refilled(values: Values, last: Values, next: Values): Values {
  const kept = (Object.keys(values) as (keyof Values)[]).filter((key) => values[key] !== last[key]);
  return { ...next, ...Object.fromEntries(kept.map((key) => [key, values[key]])) };
}

/** A whole number above zero; null when it is none. */
function whole(text: string): number | null {
  const digits = /^\s*(\d{1,6}|\d{1,3},\d{3})\s*$/.exec(text)?.[1]?.replace(',', '');
  return digits && Number(digits) > 0 ? Number(digits) : null;
}
const isPort = (text: string): boolean => /^\s*\d{1,5}\s*$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
const server = (host: string, port: string, security: Security): ServerAddress | null => (host.trim() ? { host: hostOf(host), port: Number(port), security } : null);

/** The name of a server: without what comes along when an address is copied from a browser, and as name servers know it. */
function hostOf(text: string): string {
  const host = text.trim().replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '');
  if (!/[^\x20-\x7e]/.test(host)) return host;
  try {
    return new URL(`https://${host}`).hostname;
  } catch {
    return host;
  }
}

/** Whether it can be the name of a server, or its number. */
const isHost = (text: string): boolean => /^[a-z\d](?:[a-z\d_-]|\.(?!\.|$))*$/i.test(hostOf(text)) || /^[a-f\d.]*:[a-f\d.]*:[a-f\d:.]*$/i.test(hostOf(text));

export function mailboxOf(typed: Typed, values: Values): Mailbox {
  return {
    from_name: typed.name.trim(),
    from_address: typed.address.trim(),
    smtp: server(values.smtpHost, values.smtpPort, values.smtpSecurity),
    imap: server(values.imapHost, values.imapPort, values.imapSecurity),
    user: values.user.trim(),
    ca_file: typed.caFile.trim() || null,
    daily_limit: whole(values.dailyLimit),
    per_minute: whole(values.perMinute),
    domain_gap: whole(values.domainGap),
    provider: typed.provider,
    sign_in: values.signIn,
    oauth: typed.oauth && { ...typed.oauth, client_id: typed.clientId.trim() },
    plus_addressing: values.plusAddressing,
    notices_folder: typed.noticesFolder.trim() || null,
  };
}

/** What the password or the consent is good for: another account needs another one. */
export const accountOf = ({ user, smtp, sign_in }: Mailbox): string => `${sign_in} ${user}@${smtp?.host ?? ''}`;

/** What is missing in what is typed, password and consent aside; null when nothing is. */
export function missingIn(typed: Typed, values: Values): string | null {
  if (!typed.address.trim() || addressProblem(typed.address)) return 'Write your whole e-mail address, such as ruth@example.com.';
  if (!values.smtpHost.trim()) return 'Write the name of the server that takes your mail.';
  const odd = [values.smtpHost, values.imapHost].find((host) => host.trim() && !isHost(host));
  if (odd) return `“${odd.trim()}” is no server. Write its name alone, such as mail.example.com.`;
  if (!isPort(values.smtpPort) || (values.imapHost.trim() && !isPort(values.imapPort))) return 'A port is a number, such as 465, 587 or 993.';
  if (values.signIn === 'oauth2' && !typed.clientId.trim()) return 'Write your client ID.';
  if (values.signIn === 'oauth2' && !values.user.trim()) return 'Write the name you sign in with.';
  const numbers: [string, string][] = [[values.dailyLimit, 'How many in 24 hours'], [values.perMinute, 'How many a minute'], [values.domainGap, 'The gap in seconds']];
  const wrong = numbers.find(([text]) => text.trim() && whole(text) === null);
  return wrong ? `${wrong[1]}: write a whole number, or leave it empty.` : null;
}

/** "smtp.gmail.com, at most 500 in 24 hours and 20 a minute" */
export function serversLine(values: Values): string {
  const limits: string[] = [];
  if (whole(values.dailyLimit) !== null) limits.push(`${whole(values.dailyLimit)!.toLocaleString('en-US')} in 24 hours`);
  if (whole(values.perMinute) !== null) limits.push(`${whole(values.perMinute)!.toLocaleString('en-US')} a minute`);
  return [values.smtpHost.trim() || 'No server yet', limits.length > 0 ? `at most ${limits.join(' and ')}` : 'no limit'].join(', ');
}

export type House = 'Google' | 'Microsoft' | null;

/** Whose page opens in the browser. */
export function houseOf(provider: Provider): House {
  if (provider === 'gmail' || provider === 'google-workspace') return 'Google';
  return provider === 'microsoft-365' || provider === 'outlook-com' ? 'Microsoft' : null;
}

/** `ruth@example.com` → `ruth+anything@example.com` */
export function plusAddress(address: string): string {
  const [name, domain] = address.trim().split('@');
  return name && domain ? `${name}+anything@${domain}` : 'you+anything@example.com';
}
