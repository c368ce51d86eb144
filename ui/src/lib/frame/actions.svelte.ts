// What can be done right now, said once: the palette lists it, its keys run it, tooltips name the keys.
import { untrack, type Component } from 'svelte';

export interface Action {
  /** A verb that names the result: "Log a touch". */
  label: string;
  /** `mod+k`, `mod+shift+p`, `n`, `/`, `alt+up`. `mod` is Cmd on a Mac and Ctrl elsewhere. */
  keys?: string;
  icon?: Component;
  /** Other words somebody may type to find it. */
  words?: string;
  run: () => void;
}

let offered = $state.raw<readonly (() => readonly Action[])[]>([]);

/** Offers actions for as long as the calling component lives. Call it while the component is set up. */
export function offer(list: () => readonly Action[]): void {
  $effect(() => {
    offered = [...untrack(() => offered), list];
    return () => {
      offered = offered.filter((other) => other !== list);
    };
  });
}

/** All that is on offer, the most recently opened layer first; a screen's own takes the place of a general one of the same name. */
export function actions(): Action[] {
  const all = offered.toReversed().flatMap((list) => [...list()]);
  return all.filter((action, index) => all.findIndex(({ label }) => label === action.label) === index);
}

export const onMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** `mod+k` as the rep's keyboard prints it: "Ctrl K" or "⌘ K". */
export function keysInWords(keys: string): string {
  const names: Record<string, string> = {
    mod: onMac ? '⌘' : 'Ctrl', shift: onMac ? '⇧' : 'Shift', alt: onMac ? '⌥' : 'Alt',
    enter: 'Enter', escape: 'Esc', space: 'Space', up: '↑', down: '↓', backslash: '\\',
  };
  return keys.split('+').map((key) => names[key] ?? key.toUpperCase()).join(' ');
}

/** `mod+k` as a screen reader wants it in `aria-keyshortcuts`. */
export function keysForAria(keys: string): string {
  const names: Record<string, string> = { mod: onMac ? 'Meta' : 'Control', shift: 'Shift', alt: 'Alt' };
  return keys.split('+').map((key) => names[key] ?? key).join('+');
}

/** The keys of an event in the notation of `Action.keys`. */
export function keysOf(event: KeyboardEvent): string {
  const named: Record<string, string> = { ' ': 'space', ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right', '\\': 'backslash' };
  const key = named[event.key] ?? event.key.toLowerCase();
  const parts = [];
  if (onMac ? event.metaKey : event.ctrlKey) parts.push('mod');
  // Shift already shows in a character such as "?"; it counts beside other modifiers and named keys only.
  if (event.shiftKey && (parts.length > 0 || event.key.length > 1)) parts.push('shift');
  if (event.altKey) parts.push('alt');
  return [...parts, key].join('+');
}

/** Whether somebody is typing there, so that a single letter must stay a letter. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

/** Runs the action bound to this key press, if there is one. A dialog lets only `mod` keys through. */
export function runKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat) return;
  const keys = keysOf(event);
  const held = keys.includes('mod+') || keys.includes('alt+');
  if (!held && (isTyping(event.target) || document.querySelector('[role=dialog], [role=alertdialog], [role=menu]'))) return;
  const action = actions().find((candidate) => candidate.keys === keys);
  if (!action) return;
  event.preventDefault();
  action.run();
}
