// The places a window can be at, as data.

/** The parameters each screen takes. All are strings, so that a place can be written down in one line. */
export interface Places {
  today: {};
  write: { piece?: string };
  gallery: {};
  people: { contact?: string; segment?: string; query?: string; open?: 'import' | 'new' };
  ledger: { piece?: string };
  settings: { section?: 'brand' | 'mailbox' | 'desk' };
}
/** What may lie over a screen. */
export interface Sheets {
  send: { piece: string };
  sending: { mailing: string };
}

export type Screen = keyof Places;
export type Place = { [S in Screen]: { readonly screen: S; readonly params: Places[S] } }[Screen];
export type Sheet = { [S in keyof Sheets]: { readonly sheet: S; readonly params: Sheets[S] } }[keyof Sheets];

export const SCREENS: readonly Screen[] = ['today', 'write', 'gallery', 'people', 'ledger', 'settings'];

/** Reads `?screen=people&segment=customers`, the place a window was asked to open at. */
export function placeFrom(search: string): Place {
  const { screen, ...params } = Object.fromEntries(new URLSearchParams(search));
  const known = SCREENS.find((name) => name === screen) ?? 'today';
  return { screen: known, params } as Place;
}
