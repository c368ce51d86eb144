// Logging a touch is up to three changes: the touch, the tick, and what is next. They are taken back together.
import { call, type Action, type NextStep, type Person, type TouchKind } from '../api/client';
import { desk } from '../frame/desk.svelte';

interface Happened {
  kind: TouchKind;
  text: string;
  /** The step that this ticks, if any. */
  tick: NextStep | null;
  next: { action: Action; text: string; due: string } | null;
}

/** Writes it down; gives what was done besides logging, in words, and the way back where there is one. */
export async function logTouch(person: Person, { kind, text, tick, next }: Happened): Promise<{ said: string; takeBack?: () => Promise<void> }> {
  const contact = person.contact.id;
  const before = person.next_step;
  const { touch } = await call('log_touch', { contact, kind, text, at: null });
  if (tick) await call('complete_step', { step: tick.step });
  if (next) await call('set_step', { contact, ...next, why: null, time: null });

  const said = tick ? `Done: ${tick.text}.` : '';
  // A step planned where there was none can be ticked or put off, but not unmade: then nothing offers to.
  if (next && !before) return { said };
  return {
    said,
    takeBack: async () => {
      // The step that was there comes back, and with it goes the one that took its place.
      if (before && (tick || next)) await call('reopen_step', { step: before.step });
      await call('retract_touch', { touch });
      desk.changed();
    },
  };
}
