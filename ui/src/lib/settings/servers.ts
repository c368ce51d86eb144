// The mail server of an address, guessed so that most people need not know it.
import type { ServerAddress } from '../api/client';

interface Provider {
  smtp: ServerAddress;
  /** What the rep needs to know about the password there. */
  password?: string;
}

const tls = (host: string): ServerAddress => ({ host, port: 465, security: 'tls' });
const starttls = (host: string): ServerAddress => ({ host, port: 587, security: 'starttls' });

const GOOGLE: Provider = { smtp: tls('smtp.gmail.com'), password: 'Google wants an app password: in your Google account, open Security, then App passwords.' };
const MICROSOFT: Provider = { smtp: starttls('smtp-mail.outlook.com'), password: 'Microsoft may refuse passwords from other programs. If it does, write files for now.' };
const YAHOO: Provider = { smtp: tls('smtp.mail.yahoo.com'), password: 'Yahoo wants an app password: in Account security, choose Generate app password.' };
const APPLE: Provider = { smtp: starttls('smtp.mail.me.com'), password: 'Apple wants an app-specific password: make one at your Apple account, under Sign-In and Security.' };
const FASTMAIL: Provider = { smtp: tls('smtp.fastmail.com'), password: 'Fastmail wants an app password: Settings, then Privacy and Security.' };

const KNOWN: Record<string, Provider> = {
  'gmail.com': GOOGLE, 'googlemail.com': GOOGLE,
  'outlook.com': MICROSOFT, 'hotmail.com': MICROSOFT, 'live.com': MICROSOFT,
  'yahoo.com': YAHOO,
  'icloud.com': APPLE, 'me.com': APPLE, 'mac.com': APPLE,
  'fastmail.com': FASTMAIL,
};

/** The server an address most likely sends through; null while there is no whole address. */
export function providerOf(address: string): Provider | null {
  const domain = /^[^@\s]+@([^@\s]+\.[a-z]{2,})$/i.exec(address.trim())?.[1]?.toLowerCase();
  if (!domain) return null;
  return KNOWN[domain] ?? { smtp: tls(`smtp.${domain}`) };
}
