// The mailbox form: what is typed, what it means, and what is still missing.
import { call, type Mailbox, type MailboxState, type MailboxStep, type Security } from '../api/client';
import { providerOf } from './servers';

const whole = (text: string): number | null => (/^\d+$/.test(text.trim()) && Number(text) > 0 ? Number(text) : null);

export class MailboxForm {
  name = $state('');
  address = $state('');
  host = $state('');
  port = $state('465');
  security = $state<Security>('tls');
  user = $state('');
  password = $state('');
  dailyLimit = $state('');
  perMinute = $state('');
  /** What trying it came to; null before it was tried. */
  steps = $state.raw<MailboxStep[] | null>(null);
  /** What the desk knows; null until it was filled in. */
  known = $state.raw<MailboxState | null>(null);
  #guessed = '';

  /** Fills in what the desk knows. */
  fill(known: MailboxState): void {
    this.known = known;
    const { mailbox } = known;
    if (!mailbox) return;
    this.name = mailbox.from_name;
    this.address = mailbox.from_address;
    this.host = mailbox.smtp?.host ?? '';
    this.port = String(mailbox.smtp?.port ?? 465);
    this.security = mailbox.smtp?.security ?? 'tls';
    this.user = mailbox.user;
    this.dailyLimit = String(mailbox.daily_limit ?? '');
    this.perMinute = String(mailbox.per_minute ?? '');
  }

  /** Suggests server and user for the address, without touching what the rep wrote. */
  guess(): void {
    const provider = providerOf(this.address);
    if (!provider || (this.host && this.host !== this.#guessed)) return;
    this.#guessed = provider.smtp.host;
    this.host = provider.smtp.host;
    this.port = String(provider.smtp.port);
    this.security = provider.smtp.security;
    this.user = this.address.trim();
  }

  get passwordHint(): string | undefined {
    return providerOf(this.address)?.password;
  }

  /** What is missing, in words; null when it can be saved. */
  get missing(): string | null {
    if (!providerOf(this.address)) return 'Write your whole e-mail address, such as ruth@example.com.';
    if (!this.host.trim()) return 'Write the name of your mail server.';
    if (whole(this.port) === null) return 'The port is a number, most often 465 or 587.';
    if (!this.user.trim()) return 'Write the name you sign in with.';
    if (!this.password && !this.known?.has_password) return 'Write the password.';
    if (this.dailyLimit.trim() && whole(this.dailyLimit) === null) return 'The limit a day is a whole number.';
    if (this.perMinute.trim() && whole(this.perMinute) === null) return 'The limit a minute is a whole number.';
    return null;
  }

  get mailbox(): Mailbox {
    return {
      from_name: this.name.trim(),
      from_address: this.address.trim(),
      smtp: { host: this.host.trim(), port: Number(this.port), security: this.security },
      imap: this.known?.mailbox?.imap ?? null,
      user: this.user.trim(),
      ca_file: this.known?.mailbox?.ca_file ?? null,
      daily_limit: whole(this.dailyLimit),
      per_minute: whole(this.perMinute),
    };
  }

  /** Saves it, then tries it step by step; says whether every step worked. */
  async saveAndTry(): Promise<boolean> {
    this.steps = null;
    this.fill(await call('save_mailbox', { mailbox: this.mailbox, password: this.password || null }));
    this.password = '';
    this.steps = await call('test_mailbox', {});
    return this.steps.every(({ ok }) => ok);
  }
}
