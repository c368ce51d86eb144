// What the rep has chosen for a mailing, and what the desk says to it. A plan outlives its sheet, so that going to
// Settings to fill something in loses nothing.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  ApiError, call, type AudienceSum, type CheckReport, type ContactId, type FindingCode, type MailboxState, type Mailing, type PieceSummary, type Segment,
  type SendInput, type SendPlan, type Via, type When,
} from '../api/client';
import { today } from '../words/dates';
import { anyOf, EVERYONE, groupsIn, withoutThoseWhoHave, type Group } from './choose';
import { clocksNow, nextSlot, ownZone, takesDays, type Local } from './when';
import { blocks, concerns, sendLabel } from './words';

/** When it goes: at once, at the time that Byline offers, or at one of the rep's own. */
export type Choice = 'now' | 'slot' | 'other';

/** The name of the group that the rep describes in words of the filter language. */
export const OWN = ' own';

export class Plan {
  readonly piece: string;
  /** The names of the ticked groups. */
  readonly ticked = new SvelteSet<string>();
  /** Whom the rep holds back, with their names. */
  readonly heldBack = new SvelteMap<ContactId, string>();

  #own = $state('');
  #ownCount = $state<number | null>(null);
  #ownProblem = $state<string | null>(null);
  #called = $state<string | null>(null);
  #leaveOut = $state(true);
  #via = $state<Via>('outbox');
  #choice = $state<Choice>('now');
  #slot = $state.raw<Local | null>(null);
  /** The rep's own time, and the zone in which it is meant. */
  #other = $state.raw<Local | null>(null);
  #zone = $state(ownZone());
  #timeReadable = $state(true);
  #overDays = $state(false);
  #untested = $state(false);
  #forecast = $state.raw<SendPlan | null>(null);
  #forecastProblem = $state.raw<ApiError | null>(null);
  #forecasted = $state('');
  #forecastAsked = 0;
  #segments = $state.raw<readonly Segment[]>([]);
  #summary = $state.raw<PieceSummary | null>(null);
  #mailbox = $state.raw<MailboxState | null>(null);
  #sum = $state.raw<AudienceSum | null>(null);
  #report = $state.raw<CheckReport | null>(null);
  #problem = $state.raw<ApiError | null>(null);
  /** The question that the sum, and the one that the report, is the answer to. */
  #counted = $state('');
  #checked = $state('');
  #asked = 0;
  #ownAsked = 0;
  #set = false;

  constructor(piece: string) {
    this.piece = piece;
  }

  /** Learns what the desk knows; ticks the groups of the last mailing of this kind the first time. */
  async learn(): Promise<void> {
    const [{ segments }, pieces, mailbox, mailings] = await Promise.all([call('sidebar', {}), call('pieces', {}), call('mailbox', {}), call('mailings', {})]);
    this.#segments = segments;
    this.#summary = pieces.find(({ piece }) => piece === this.piece) ?? null;
    this.#mailbox = mailbox;
    this.#slot = nextSlot(clocksNow(ownZone()), this.#summary?.due ?? null);
    if (this.#set) return;
    this.#set = true;
    if (this.canMail) this.#via = 'smtp';
    if (this.ticked.size === 0) this.#tickAsBefore(pieces, mailings);
  }

  #tickAsBefore(pieces: readonly PieceSummary[], mailings: readonly Mailing[]): void {
    const alike = pieces.filter(({ piece, kind }) => piece !== this.piece && kind === this.#summary?.kind);
    const before = mailings.find((mailing) => alike.some(({ piece }) => piece === mailing.piece));
    for (const name of (before && groupsIn(before.audience, this.groups)) ?? []) this.ticked.add(name);
  }

  /** Opens with this filter chosen, and nothing else. */
  choose(audience: string, called: string, held: readonly [ContactId, string][]): void {
    this.#own = audience;
    this.#called = called;
    this.ticked.clear();
    this.ticked.add(OWN);
    this.heldBack.clear();
    for (const [contact, name] of held) this.heldBack.set(contact, name);
    void this.#weigh();
  }

  get summary(): PieceSummary | null {
    return this.#summary;
  }
  get mailbox(): MailboxState | null {
    return this.#mailbox;
  }
  /** The groups that can be ticked, everyone first. */
  get groups(): readonly Group[] {
    return this.#segments;
  }
  /** What the group of the rep's own is called on screen, when it has a name. */
  get called(): string | null {
    return this.#called;
  }

  get own(): string {
    return this.#own;
  }
  set own(filter: string) {
    this.#own = filter;
    this.#called = null;
    if (filter.trim()) this.ticked.add(OWN);
    else this.ticked.delete(OWN);
    void this.#weigh();
  }
  get ownCount(): number | null {
    return this.#ownCount;
  }
  /** What is wrong with the rep's own group, in words. */
  get ownProblem(): string | null {
    return this.#ownProblem;
  }

  toggle(name: string): void {
    if (this.ticked.has(name)) {
      this.ticked.delete(name);
      return;
    }
    const everyone = this.groups.find(({ filter }) => filter === EVERYONE)?.name;
    // Everyone and a part of everyone do not go together.
    if (name === everyone) this.ticked.clear();
    else if (everyone) this.ticked.delete(everyone);
    this.ticked.add(name);
  }

  /** Whether those who have the piece already are left out. */
  get leaveOut(): boolean {
    return this.#leaveOut;
  }
  set leaveOut(leave: boolean) {
    this.#leaveOut = leave;
  }
  /** Whether the piece went to anybody before. */
  get wentBefore(): boolean {
    return (this.#summary?.recipients ?? 0) > 0;
  }

  get via(): Via {
    return this.#via;
  }
  set via(via: Via) {
    this.#via = via;
  }
  /** Whether a mailbox is set up that can send. */
  get canMail(): boolean {
    return Boolean(this.#mailbox?.mailbox?.smtp);
  }

  /** Whether what one signs in with is not at hand; a mailbox without a name to sign in with asks for nothing. */
  get signedOut(): boolean {
    return Boolean(this.#mailbox?.mailbox?.user) && !this.#mailbox?.has_password;
  }

  get choice(): Choice {
    return this.#choice;
  }
  set choice(choice: Choice) {
    if (choice === 'other') this.#other ??= this.#slot ?? { day: today(), time: '09:30' };
    this.#choice = choice;
  }
  /** The time that Byline offers. */
  get slot(): Local | null {
    return this.#slot;
  }
  /** The rep's own time. */
  get other(): Local {
    return this.#other ?? this.#slot ?? { day: today(), time: '09:30' };
  }
  set other(time: Local) {
    this.#other = time;
  }
  get zone(): string {
    return this.#zone;
  }
  set zone(zone: string) {
    this.#zone = zone;
  }
  /** Whether what is written for the rep's own time is one. */
  get timeReadable(): boolean {
    return this.#timeReadable;
  }
  set timeReadable(readable: boolean) {
    this.#timeReadable = readable;
  }
  /** The time at which it is to go, as it was said; null is at once. Files are written at once. */
  get at(): Local | null {
    if (this.#via === 'outbox' || this.#choice === 'now') return null;
    return this.#choice === 'slot' ? this.#slot : this.other;
  }
  get when(): When | null {
    const at = this.at;
    return at && { local: `${at.day}T${at.time}`, time_zone: this.#choice === 'other' ? this.#zone : null };
  }

  /** Whether the rep wants it although it takes more than a day. */
  get overDays(): boolean {
    return this.#overDays;
  }
  set overDays(over: boolean) {
    this.#overDays = over;
  }
  /** Whether the rep sends it without a test to themselves. */
  get untested(): boolean {
    return this.#untested;
  }
  set untested(untested: boolean) {
    this.#untested = untested;
  }
  /** What sending takes, day by day, as it is chosen now; null until that is known. */
  get forecast(): SendPlan | null {
    return this.#forecasted === this.#timing ? this.#forecast : null;
  }
  /** Why there is none, such as a time that is past. */
  get forecastProblem(): ApiError | null {
    return this.#forecasted === this.#timing ? this.#forecastProblem : null;
  }
  /** Whether it takes more than one day, or cannot begin when it is to: then the rep must want that. */
  get takesDays(): boolean {
    return this.forecast !== null && takesDays(this.forecast);
  }
  /** What the rep accepts when it does. */
  get spreadLabel(): string {
    const days = this.forecast?.days.length ?? 0;
    return days > 1 ? `Spread it over ${days} days` : 'Wait until the mailbox may send again';
  }

  /** What the rep has accepted, or what the plan shows to be no trouble. */
  get waived(): readonly FindingCode[] {
    const waived: FindingCode[] = [];
    // At another time there may be room for all of them.
    if (this.#overDays || (this.forecast && !this.takesDays)) waived.push('over-limit');
    if (this.#untested) waived.push('no-test');
    return waived;
  }

  /** The filter of all that is ticked; null when nothing is. */
  get audience(): string | null {
    const filters = this.groups.filter(({ name }) => this.ticked.has(name)).map(({ filter }) => filter);
    const own = this.#own.trim();
    if (this.ticked.has(OWN) && own && !this.#ownProblem) filters.push(own);
    const any = anyOf(filters);
    return any !== null && this.wentBefore && this.#leaveOut ? withoutThoseWhoHave(any, this.piece) : any;
  }

  get #question(): string {
    return JSON.stringify([this.audience, [...this.heldBack.keys()]]);
  }
  /** The question of the checks, which look at the way, too. */
  get #checks(): string {
    return JSON.stringify([this.#question, this.#via]);
  }
  get #timing(): string {
    return JSON.stringify([this.#question, this.#via, this.when, this.#mailbox?.mailbox?.per_minute, this.#mailbox?.mailbox?.daily_limit]);
  }
  get #input(): SendInput {
    return {
      piece: this.piece, audience: this.audience ?? '', held_back: [...this.heldBack.keys()], via: this.#via, when: this.when,
      over_days: this.waived.includes('over-limit'), untested: this.#untested,
    };
  }

  /** Who gets it; null while nothing is chosen or counted. */
  get sum(): AudienceSum | null {
    return this.audience === null ? null : this.#sum;
  }
  get report(): CheckReport | null {
    return this.audience === null ? null : this.#report;
  }
  /** Whether what is shown is the answer to what is chosen. */
  get counting(): boolean {
    return this.audience !== null && !this.#problem && this.#counted !== this.#question;
  }
  get checking(): boolean {
    return this.audience !== null && !this.#problem && this.#checked !== this.#checks;
  }
  /** Why the desk cannot count or check. */
  get problem(): ApiError | null {
    return this.audience === null ? null : this.#problem;
  }
  get found(): ReturnType<typeof concerns> {
    return concerns(this.report?.findings ?? [], this.#via, this.waived);
  }
  get willGet(): number {
    return this.sum?.will_get ?? 0;
  }

  /** What the button does. */
  get label(): string {
    return sendLabel(this.#via, this.willGet, this.at, today());
  }

  /** Why it cannot go out yet, in words; null when it can. */
  get whyNot(): string | null {
    if (this.#ownProblem && this.ticked.has(OWN)) return 'Put the other group right first';
    if (this.audience === null) return 'Choose who gets it';
    if (this.#problem) return this.#problem.message;
    if (this.counting) return 'Counting';
    if (this.willGet === 0) return 'Nobody would get it';
    if (this.checking) return 'Checking every copy';
    const blocked = blocks(this.found.open);
    if (blocked > 0) return blocked === 1 ? 'Fix one thing first' : `Fix ${blocked} things first`;
    if (this.#via === 'smtp' && !this.canMail) return 'Set up your mailbox first';
    if (this.#via === 'smtp' && this.signedOut) return this.#mailbox?.mailbox?.sign_in === 'oauth2' ? 'Sign in to your mailbox first' : 'Your mailbox needs its password';
    if (this.at && this.#choice === 'other' && !this.#timeReadable) return 'Write a day and a time';
    if (this.forecastProblem) return this.forecastProblem.message;
    return null;
  }

  /** Asks for the sum, then for the checks; the answer to an older question is dropped. */
  async ask(): Promise<void> {
    const audience = this.audience;
    if (audience === null) return;
    const mine = ++this.#asked;
    const [question, checks] = [this.#question, this.#checks];
    const input = { piece: this.piece, audience, held_back: [...this.heldBack.keys()], via: this.#via };
    this.#problem = null;
    try {
      const sum = await call('audience', input);
      if (mine !== this.#asked) return;
      this.#sum = sum;
      this.#counted = question;
      void this.foresee();
      const report = await call('check', input);
      if (mine !== this.#asked) return;
      this.#report = report;
      this.#checked = checks;
    } catch (thrown) {
      if (mine === this.#asked) this.#problem = ApiError.from(thrown);
    }
  }

  /** Asks what sending takes; the answer to an older question is dropped. */
  async foresee(): Promise<void> {
    if (this.audience === null || this.#via === 'outbox' || !this.canMail) return;
    const mine = ++this.#forecastAsked;
    const timing = this.#timing;
    let [plan, problem]: [SendPlan | null, ApiError | null] = [null, null];
    try {
      plan = await call('plan_send', this.#input);
    } catch (thrown) {
      problem = ApiError.from(thrown);
    }
    if (mine !== this.#forecastAsked) return;
    this.#forecast = plan;
    this.#forecastProblem = problem;
    this.#forecasted = timing;
  }

  /** How many leave a minute, kept with the mailbox; null is as fast as the server takes them. */
  async setPace(perMinute: number | null): Promise<void> {
    const mailbox = this.#mailbox?.mailbox;
    if (!mailbox || mailbox.per_minute === perMinute) return;
    this.#mailbox = await call('save_mailbox', { mailbox: { ...mailbox, per_minute: perMinute }, password: null, client_secret: null });
    await this.foresee();
  }

  /** Counts the rep's own group by itself, so that an error names the right column of what they wrote. */
  async #weigh(): Promise<void> {
    const filter = this.#own.trim();
    const mine = ++this.#ownAsked;
    this.#ownProblem = null;
    this.#ownCount = null;
    if (!filter) return;
    try {
      const { total } = await call('people', { filter, search: '', order: 'name', offset: 0, limit: 1 });
      if (mine === this.#ownAsked) this.#ownCount = total;
    } catch (thrown) {
      if (mine !== this.#ownAsked) return;
      const { message, hint } = ApiError.from(thrown);
      this.#ownProblem = `${message} ${hint}`.trim();
    }
  }

  hold(contact: ContactId, name: string): void {
    this.heldBack.set(contact, name);
  }
  release(contact: ContactId): void {
    this.heldBack.delete(contact);
  }

  /** Sends exactly what is shown. */
  send(): Promise<Mailing> {
    return call('send', this.#input);
  }
}

// Nothing is drawn from the list of plans itself.
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const plans = new Map<string, Plan>();

/** The plan of a piece, as it was left. */
export function planFor(piece: string): Plan {
  const known = plans.get(piece) ?? new Plan(piece);
  plans.set(piece, known);
  return known;
}

/** It went out: the next time begins anew. */
export const forgetPlan = (piece: string): boolean => plans.delete(piece);
