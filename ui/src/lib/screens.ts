// Every screen and sheet, and where it lives. A screen is one component without props: it reads its parameters
// from the router. Each is loaded when first opened, so that Today does not wait for the editor.
import CalendarSun from '@lucide/svelte/icons/sun';
import BookUser from '@lucide/svelte/icons/users';
import PenLine from '@lucide/svelte/icons/pen-line';
import Table from '@lucide/svelte/icons/table-2';
import type { Component } from 'svelte';
import type { Screen, Sheet } from './frame/places';

type Load = () => Promise<{ default: Component }>;
const found = import.meta.glob<{ default: Component }>('./{today,write,gallery,people,ledger,settings,onboarding,send,touch}/{Today,Write,Gallery,People,Ledger,Settings,Onboarding,SendSheet,SendingSheet,TouchSheet,StepSheet}.svelte');

const PATHS: Record<Screen | Sheet['sheet'] | 'onboarding', string> = {
  today: './today/Today.svelte',
  write: './write/Write.svelte',
  gallery: './gallery/Gallery.svelte',
  people: './people/People.svelte',
  ledger: './ledger/Ledger.svelte',
  settings: './settings/Settings.svelte',
  onboarding: './onboarding/Onboarding.svelte',
  send: './send/SendSheet.svelte',
  sending: './send/SendingSheet.svelte',
  touch: './touch/TouchSheet.svelte',
  step: './touch/StepSheet.svelte',
};

/** The component of a screen or sheet; undefined if it is not part of this build. */
export function component(name: keyof typeof PATHS): Load | undefined {
  return found[PATHS[name]];
}

/** The screens of the sidebar, in the order of their keys mod+1 to mod+4. */
export const MAIN = (
  [
    { screen: 'today', label: 'Today', icon: CalendarSun },
    { screen: 'write', label: 'Write', icon: PenLine },
    { screen: 'people', label: 'People', icon: BookUser },
    { screen: 'ledger', label: 'Ledger', icon: Table },
  ] as const
).filter(({ screen }) => component(screen) !== undefined);
