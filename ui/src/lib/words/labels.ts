// The desk's closed sets of words, as they are shown. In code and on the command line the words of the desk hold.
import type { Action, Kind, Source, Stage, TouchKind } from '../api/client';

type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

export const STAGES: Record<Stage, { label: string; tone: Tone }> = {
  lead: { label: 'New', tone: 'neutral' },
  working: { label: 'Talking', tone: 'accent' },
  qualified: { label: 'Qualified', tone: 'accent' },
  opportunity: { label: 'Proposal', tone: 'accent' },
  customer: { label: 'Customer', tone: 'good' },
  lost: { label: 'Said no', tone: 'neutral' },
  dormant: { label: 'Not now', tone: 'neutral' },
};

export const SOURCES: Record<Source, string> = {
  referral: 'Referral',
  'hand-raise': 'Hand-raise',
  'existing-network': 'Own network',
  event: 'Event',
  'own-research': 'Own research',
  'marketing-supplied': 'Marketing',
  import: 'From a file',
};

export const ACTIONS: Record<Action, string> = { call: 'Call', email: 'E-mail', visit: 'Visit', write: 'Write', other: 'Do it' };

/** `done` completes "Logged … with Glenn Ostrander." */
export const TOUCHES: Record<TouchKind, { label: string; done: string }> = {
  call: { label: 'Call', done: 'a call' },
  email: { label: 'E-mail', done: 'an e-mail' },
  meeting: { label: 'Meeting', done: 'a meeting' },
  visit: { label: 'Visit', done: 'a visit' },
  'referral-ask': { label: 'Referral ask', done: 'a referral ask' },
  introduction: { label: 'Introduction', done: 'an introduction' },
  note: { label: 'Note', done: 'a note' },
};

export const KINDS: Record<Kind, { one: string; many: string }> = {
  newsletter: { one: 'Newsletter', many: 'Newsletters' },
  article: { one: 'Article', many: 'Articles' },
  collateral: { one: 'One-pager', many: 'One-pagers' },
};
