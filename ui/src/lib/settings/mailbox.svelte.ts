// The mailbox form: what is typed, saving it, trying it, and asking for consent in the browser.
import { ApiError, call, openOutside, type MailboxState, type MailboxStep, type Preset, type Presets, type Provider } from '../api/client';
import { attempt } from '../frame/toasts.svelte';
import { desk } from '../frame/desk.svelte';
import { addressProblem } from '../words/address';
import { failedStep } from './steps';
import { accountOf, BLANK, mailboxOf, missingIn, refilled, valuesOf, type Typed, type Values } from './values';

type Busy = 'saving' | 'trying' | 'waiting' | null;

/** Grows with each question in a browser: an answer to an earlier one concerns nobody. */
let questions = 0;

export class MailboxForm {
  typed = $state<Typed>({ name: '', address: '', provider: 'other', oauth: null, clientId: '', caFile: '', noticesFolder: '' });
  values = $state<Values>({ ...BLANK });
  password = $state('');
  clientSecret = $state('');
  /** Without a keychain: the rep takes it that the password is typed again next time. */
  sessionOnly = $state(true);
  /** What trying it came to; null before it was tried. */
  steps = $state.raw<MailboxStep[] | null>(null);
  /** What the desk knows; null until it was filled in. */
  known = $state.raw<MailboxState | null>(null);
  presets = $state.raw<Presets | null>(null);
  busy = $state<Busy>(null);
  /** What went wrong other than a step. */
  trouble = $state.raw<ApiError | null>(null);
  /** Whose page is open in the browser, to open it once more. */
  page = $state<string | null>(null);
  /** The account whose password or consent is at hand. */
  #account = $state<string | null>(null);
  #last: Values = { ...BLANK };
  #domain = '';
  /** The address that was looked at last: where one signs in with it, a change of it is one of both. */
  #address = '';

  /** Fills in what the desk knows; where it knows none, a name and an address to begin with. */
  async load(name: string, address: string): Promise<void> {
    const known = await call('mailbox', {});
    this.#adopt(known);
    this.#account = known.mailbox && known.has_password ? accountOf(known.mailbox) : null;
    if (!known.mailbox) {
      this.typed.name = name;
      this.typed.address = address;
    }
    await this.identify();
  }

  /** Takes over the mailbox as it was saved. */
  #adopt(known: MailboxState): void {
    this.known = known;
    const { mailbox } = known;
    if (!mailbox) return;
    this.typed = { name: mailbox.from_name, address: mailbox.from_address, provider: mailbox.provider, oauth: mailbox.oauth, clientId: mailbox.oauth?.client_id ?? '', caFile: mailbox.ca_file ?? '', noticesFolder: mailbox.notices_folder ?? '' };
    this.values = valuesOf(mailbox, mailbox.user);
    this.#last = { ...this.values };
    this.#domain = domainOf(mailbox.from_address);
    this.#address = mailbox.from_address;
  }

  /** The preset of the provider that is chosen. */
  get preset(): Preset | undefined {
    return this.presets?.all.find(({ provider }) => provider === this.typed.provider);
  }

  /** Finds out who keeps the mailbox once the address is whole; only another domain changes what is filled in. */
  async identify(): Promise<void> {
    const address = this.typed.address.trim();
    if (!address || addressProblem(address)) return;
    let presets: Presets;
    try {
      presets = await call('presets', { address });
    } catch {
      // Half an address while somebody types; saving says what is wrong with it.
      return;
    }
    if (address !== this.typed.address.trim()) return;
    this.presets = presets;
    const domain = domainOf(address);
    if (domain !== this.#domain) {
      this.#domain = domain;
      this.#fill(presets.likely, refilled(this.values, this.#last, valuesOf(presets.likely, address)));
    } else if (this.values.user === this.#address) {
      this.values.user = this.#last.user = address;
    }
    this.#address = address;
  }

  /** The rep says who keeps the mailbox: everything of that provider is filled in. */
  choose(provider: Provider): void {
    const preset = this.presets?.all.find((one) => one.provider === provider);
    if (preset) this.#fill(preset, valuesOf(preset, this.values.user.trim() || this.typed.address.trim()));
  }

  /** Asks the name server who keeps the mailbox, and fills in what it says. */
  async find(): Promise<void> {
    const address = this.typed.address.trim();
    const found = await attempt(() => call('find_servers', { address }));
    if (found && address === this.typed.address.trim()) this.#fill(found, valuesOf(found, this.values.user.trim() || address));
  }

  #fill(preset: Preset, values: Values): void {
    this.typed.provider = preset.provider;
    this.typed.oauth = preset.oauth;
    this.values = values;
    this.#last = valuesOf(preset, values.user);
    this.steps = null;
    this.trouble = null;
  }

  /** Whether one signs in with the browser. */
  get byBrowser(): boolean {
    return this.values.signIn === 'oauth2';
  }

  /** Whether the password, or the consent, of this very account is at hand. */
  get secretKnown(): boolean {
    return this.#account !== null && this.#account === accountOf(mailboxOf(this.typed, this.values));
  }

  /** What is missing, in words; null when it can be saved and tried, or the browser be opened. */
  get missing(): string | null {
    const missing = missingIn(this.typed, this.values);
    if (missing || this.byBrowser || !this.values.user.trim()) return missing;
    if (!this.password && !this.secretKnown) return 'Write the password.';
    if (this.password && this.known?.has_keychain === false && !this.sessionOnly) return 'This computer has no keychain, so the password can only be kept for this session. Tick that, or write files instead.';
    return null;
  }

  /** Whether the sign-in is what failed. */
  get refused(): boolean {
    return failedStep(this.steps)?.name === 'sign-in';
  }

  async #save(): Promise<void> {
    const mailbox = mailboxOf(this.typed, this.values);
    const known = this.secretKnown || Boolean(this.password && !this.byBrowser);
    const saved = await call('save_mailbox', { mailbox, password: (!this.byBrowser && this.password) || null, client_secret: (this.byBrowser && this.clientSecret) || null });
    this.#adopt(saved);
    this.#account = known && saved.mailbox ? accountOf(saved.mailbox) : null;
    this.password = '';
    this.clientSecret = '';
    desk.changed();
  }

  async #try(): Promise<boolean> {
    this.busy = 'trying';
    try {
      this.steps = await call('test_mailbox', {});
    } catch (thrown) {
      // What is known is of no use any more.
      if (ApiError.from(thrown).code === 'needs_password') this.#account = null;
      throw thrown;
    }
    return failedStep(this.steps) === undefined;
  }

  /** Runs a piece of work; what goes wrong stands in the form, not in a toast that passes. */
  async #run(work: () => Promise<boolean>): Promise<boolean> {
    this.steps = null;
    this.trouble = null;
    this.busy = 'saving';
    try {
      return await work();
    } catch (thrown) {
      this.trouble = ApiError.from(thrown);
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** Saves it, then tries it step by step; says whether every step worked. */
  saveAndTry(): Promise<boolean> {
    return this.#run(async () => {
      await this.#save();
      return this.#try();
    });
  }

  /** Saves it, asks for consent in the browser, waits for the answer and tries it; says whether every step worked. */
  async signIn(): Promise<boolean> {
    const mine = ++questions;
    return this.#run(async () => {
      await this.#save();
      const { address } = await call('begin_consent', {});
      this.page = address;
      this.busy = 'waiting';
      try {
        await openOutside(address);
        this.known = await call('finish_consent', {});
      } catch (thrown) {
        // Called off by the rep, or asked anew: not worth a word.
        if (mine !== questions) return false;
        throw thrown;
      } finally {
        this.page = null;
      }
      this.#account = this.known.mailbox && accountOf(this.known.mailbox);
      desk.changed();
      return this.#try();
    });
  }

  /** Opens the page in the browser once more. */
  async openAgain(): Promise<void> {
    if (this.page) await openOutside(this.page);
  }

  /** Waits for the browser no longer. */
  async callOff(): Promise<void> {
    questions += 1;
    await call('drop_consent', {});
  }

  /** What the desk knows has changed: how many went out, when it was read. What is typed stays. */
  async recount(): Promise<void> {
    this.known = await call('mailbox', {});
  }
}

const domainOf = (address: string): string => address.trim().split('@')[1]?.toLowerCase() ?? '';
