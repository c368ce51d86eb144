// Every screen and sheet, and where it lives. A screen is one component without props: it reads its parameters
// from the router. Each is loaded when first opened, so that Today does not wait for the editor.
import PenLine from '@lucide/svelte/icons/pen-line';
import Sun from '@lucide/svelte/icons/sun';
import Table from '@lucide/svelte/icons/table-2';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import type { Screen, Sheet } from './frame/places';

type Load = () => Promise<{ default: Component }>;

const LOADS: Record<Screen | Sheet['sheet'] | 'onboarding', Load> = {
  today: () => import('./today/Today.svelte'),
  write: () => import('./write/Write.svelte'),
  gallery: () => import('./gallery/Gallery.svelte'),
  people: () => import('./people/People.svelte'),
  ledger: () => import('./ledger/Ledger.svelte'),
  settings: () => import('./settings/Settings.svelte'),
  onboarding: () => import('./onboarding/Onboarding.svelte'),
  send: () => import('./send/SendSheet.svelte'),
  sending: () => import('./send/SendingSheet.svelte'),
  touch: () => import('./touch/TouchSheet.svelte'),
  step: () => import('./touch/StepSheet.svelte'),
};

/** Loads the component of a screen or sheet. */
export const component = (name: keyof typeof LOADS): ReturnType<Load> => LOADS[name]();

/** The screens of the sidebar, in the order of their keys mod+1 to mod+4. */
export const MAIN = [
  { screen: 'today', label: 'Today', icon: Sun },
  { screen: 'write', label: 'Write', icon: PenLine },
  { screen: 'people', label: 'People', icon: Users },
  { screen: 'ledger', label: 'Ledger', icon: Table },
] as const;
