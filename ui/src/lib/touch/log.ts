// Logging a touch is up to three changes: the touch, the tick, and what is next. They are taken back together.
import { call, type Action, type NextStep, type Person, type TouchKind } from '../api/client';
import { desk } from '../frame/desk.svelte';

/** Takes planning or ticking back: the step that was there returns, or what was planned where there was none goes. */
export async function backToStep(before: NextStep | null, planned: NextStep | null): Promise<void> {
  // With the one that returns goes the one that took its place.
  if (before) await call('reopen_step', { step: before.step });
  else if (planned) await call('drop_step', { step: planned.step });
}

interface Happened {
  kind: TouchKind;
  text: string;
  /** The step that this ticks, if any. */
  tick: NextStep | null;
  next: { action: Action; text: string; due: string } | null;
}

/** Writes it down; gives what was done besides logging, in words, and the way back. */
export async function logTouch(person: Person, { kind, text, tick, next }: Happened): Promise<{ said: string; takeBack: () => Promise<void> }> {
  const contact = person.contact.id;
  const before = person.next_step;
  const { touch } = await call('log_touch', { contact, kind, text, at: null });
  if (tick) await call('complete_step', { step: tick.step });
  const planned = next ? await call('set_step', { contact, ...next, why: null, time: null }) : null;
  return {
    said: tick ? `Done: ${tick.text}.` : '',
    takeBack: async () => {
      if (tick || planned) await backToStep(before, planned);
      await call('retract_touch', { touch });
      desk.changed();
    },
  };
}
