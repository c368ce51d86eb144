// What the rep has chosen for a mailing, and what the desk says to it. A plan outlives its sheet, so that going to
// Settings to fill something in loses nothing.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  ApiError, call, type AudienceSum, type CheckReport, type ContactId, type MailboxState, type Mailing, type PieceSummary, type Segment, type Via,
} from '../api/client';
import { anyOf, EVERYONE, groupsIn, withoutThoseWhoHave, type Group } from './choose';
import { blocks, concerns, sendLabel } from './words';

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
    return this.audience !== null && !this.#problem && this.#checked !== this.#question;
  }
  /** Why the desk cannot count or check. */
  get problem(): ApiError | null {
    return this.audience === null ? null : this.#problem;
  }
  get found(): ReturnType<typeof concerns> {
    return concerns(this.report?.findings ?? [], this.#via);
  }
  get willGet(): number {
    return this.sum?.will_get ?? 0;
  }

  /** What the button does. */
  get label(): string {
    return sendLabel(this.#via, this.willGet);
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
    if (this.#via === 'smtp' && !this.#mailbox?.has_password) return 'Your mailbox needs its password';
    return null;
  }

  /** Asks for the sum, then for the checks; the answer to an older question is dropped. */
  async ask(): Promise<void> {
    const audience = this.audience;
    if (audience === null) return;
    const mine = ++this.#asked;
    const question = this.#question;
    const input = { piece: this.piece, audience, held_back: [...this.heldBack.keys()] };
    this.#problem = null;
    try {
      const sum = await call('audience', input);
      if (mine !== this.#asked) return;
      this.#sum = sum;
      this.#counted = question;
      const report = await call('check', input);
      if (mine !== this.#asked) return;
      this.#report = report;
      this.#checked = question;
    } catch (thrown) {
      if (mine === this.#asked) this.#problem = ApiError.from(thrown);
    }
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
    return call('send', { piece: this.piece, audience: this.audience ?? '', held_back: [...this.heldBack.keys()], via: this.#via });
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
