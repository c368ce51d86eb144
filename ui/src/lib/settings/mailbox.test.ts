import { describe, expect, it } from 'vitest';
import type { Mailbox, MailboxStep, Preset } from '../api/client';
import { ordinal, sameZone } from './monthly';
import { readInWords } from './reading';
import { behind, placeOf, stepLine, verdict } from './steps';
import { accountOf, BLANK, mailboxOf, missingIn, plusAddress, refilled, serversLine, valuesOf, type Typed } from './values';

const GMAIL: Preset = {
  provider: 'gmail', name: 'Gmail', smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' }, imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
  daily_limit: 500, per_minute: 20, domain_gap: 2, plus_addressing: true, sign_in: 'password', password_hint: '',
  oauth: { client_id: '', authorize_url: 'https://a.example/', token_url: 'https://t.example/', scope: 'mail' },
};
const values = valuesOf(GMAIL, 'ruth@gmail.com');
const typed = (change: Partial<Typed> = {}): Typed => ({ name: 'Ruth', address: 'ruth@gmail.com', provider: 'gmail', oauth: GMAIL.oauth, clientId: '', caFile: '', noticesFolder: '', ...change });

describe('what is filled in', () => {
  it('comes from the preset and is saved as it stands', () => {
    const saved = mailboxOf(typed(), values);
    expect(saved).toMatchObject({ smtp: GMAIL.smtp, imap: GMAIL.imap, daily_limit: 500, per_minute: 20, domain_gap: 2, provider: 'gmail', sign_in: 'password', ca_file: null, plus_addressing: true });
    // Opened again, it is the same.
    expect(valuesOf(saved, saved.user)).toEqual(values);
  });

  it('never overwrites what the rep changed', () => {
    const changed = { ...values, dailyLimit: '80' };
    const other = valuesOf({ ...GMAIL, smtp: { host: 'smtp.fenwick.example', port: 465, security: 'tls' } }, 'ruth@fenwick.example');
    expect(refilled(changed, values, other)).toEqual({ ...other, dailyLimit: '80' });
  });

  it('is no limit and no reading when it is empty', () => {
    const saved = mailboxOf(typed(), { ...values, dailyLimit: '', imapHost: ' ' });
    expect(saved.daily_limit).toBeNull();
    expect(saved.imap).toBeNull();
  });

  it('takes a server that was copied from a browser, and a number as it is written', () => {
    const saved = mailboxOf(typed(), { ...values, smtpHost: ' https://smtp.example.com/ ', imapHost: 'imap.exämple.com', dailyLimit: '1,500' });
    expect(saved.smtp?.host).toBe('smtp.example.com');
    expect(saved.imap?.host).toBe('imap.xn--exmple-cua.com');
    expect(saved.daily_limit).toBe(1500);
  });

  it('is told in a line', () => {
    expect(serversLine({ ...values, dailyLimit: '2000' })).toBe('smtp.gmail.com, at most 2,000 in 24 hours and 20 a minute');
    expect(serversLine(BLANK)).toBe('No server yet, no limit');
    expect(plusAddress('ruth@fenwick.example')).toBe('ruth+anything@fenwick.example');
  });
});

it('tells one account from another, so that a password is never taken for another one', () => {
  const mailbox = mailboxOf(typed(), values);
  expect(accountOf({ ...mailbox, daily_limit: 3 })).toBe(accountOf(mailbox));
  const others: Partial<Mailbox>[] = [{ user: 'leo' }, { sign_in: 'oauth2' }, { smtp: { host: 'smtp.example.com', port: 465, security: 'tls' } }];
  for (const change of others) expect(accountOf({ ...mailbox, ...change })).not.toBe(accountOf(mailbox));
});

it('says what is missing before anything is saved', () => {
  expect(missingIn(typed(), values)).toBeNull();
  expect(missingIn(typed({ address: 'ruth@fenwick' }), values)).toMatch(/whole e-mail address/);
  expect(missingIn(typed(), { ...values, smtpHost: '' })).toMatch(/server/);
  expect(missingIn(typed(), { ...values, smtpPort: '70000' })).toMatch(/port/);
  // A port of a server that there is not is no mistake.
  expect(missingIn(typed(), { ...values, imapHost: '', imapPort: '' })).toBeNull();
  expect(missingIn(typed(), { ...values, signIn: 'oauth2' })).toMatch(/client ID/);
  for (const host of ['smtp example.com', 'smtp.example.com:587', 'ruth@gmail.com', 'smtp..example.com', '-smtp.example.com']) expect(missingIn(typed(), { ...values, smtpHost: host }), host).toMatch(/no server/);
  for (const host of ['localhost', '127.0.0.1', '::1', 'smtp.exämple.com', 'https://smtp.example.com/']) expect(missingIn(typed(), { ...values, smtpHost: host }), host).toBeNull();
  expect(missingIn(typed(), { ...values, smtpPort: '1,025' })).toMatch(/port/);
  // A limit of 0 would let nothing out.
  expect(missingIn(typed(), { ...values, dailyLimit: '0' })).toMatch(/24 hours/);
});

describe('trying it', () => {
  const step = (about: MailboxStep['about'], name: string, ok = true, words = ''): MailboxStep => ({ about, name, ok, words });

  it('names the step that failed and keeps what works apart', () => {
    expect(verdict([step('sending', 'name'), step('sending', 'sign-in', false)])).toEqual({ works: false, title: 'The sign-in was refused', text: 'Nothing was sent.' });
    expect(verdict([step('sending', 'sign-in'), step('reading', 'connection', false)]).title).toBe('Sending works, reading does not: the server cannot be reached');
    expect(verdict([step('sending', 'sign-in'), step('reading', 'inbox')])).toMatchObject({ works: true, title: 'Your mailbox works' });
    // A mailbox that is not read must not look as if it were.
    expect(verdict([step('sending', 'sign-in')]).text).toMatch(/does not read/);
    expect(stepLine(step('sending', 'something-new'))).toBe('something-new');
  });

  it('leads to the field that is most likely wrong', () => {
    expect(placeOf(step('sending', 'sign-in', false), 'password')).toBe('password');
    expect(placeOf(step('reading', 'sign-in', false), 'oauth2')).toBe('consent');
    expect(placeOf(step('sending', 'name', false), 'password')).toBe('smtpHost');
    expect(placeOf(step('reading', 'connection', false), 'password')).toBe('imapPort');
    expect(placeOf(step('sending', 'certificate', false, 'The certificate of mail.example has run out.'), 'password')).toBe('caFile');
    expect(placeOf(step('sending', 'certificate', false, 'mail.example does not begin with TLS on port 587.'), 'password')).toBe('smtpPort');
    expect([behind('password'), behind('consent'), behind('imapHost')]).toEqual([false, false, true]);
  });
});

it('tells what reading found', () => {
  const none = { read: 0, bounces: 0, delayed: 0, replies: 0, auto_replies: 0, opt_outs: 0, complaints: 0, unmatched: 0, unreadable: 0 };
  expect(readInWords(none)).toBe('Nothing new.');
  expect(readInWords({ ...none, read: 1 })).toBe('1 new message, none about your mailings.');
  expect(readInWords({ ...none, read: 14, replies: 2, bounces: 1, opt_outs: 1 })).toBe('14 new messages. Two replies, one bounce, and one request to stop.');
});

it('counts the days of a month as one says them', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '23rd', '31st']);
});

it('knows two names of one time zone', () => {
  expect(sameZone('Etc/UTC', 'UTC')).toBe(true);
  expect(sameZone('Europe/Berlin', 'America/Chicago')).toBe(false);
});
