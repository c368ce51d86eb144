// The places a window can be at, as data.

/** The parameters each screen takes. All are strings, so that a place can be written down in one line. */
export interface Places {
  today: {};
  write: { piece?: string };
  gallery: {};
  /** `segment` is the name of a saved audience, `filter` any filter, with `called` as its name on screen. */
  people: { contact?: string; segment?: string; filter?: string; called?: string; search?: string; open?: 'import' | 'new' };
  ledger: { piece?: string };
  settings: { section?: 'brand' | 'mailbox' | 'monthly' | 'desk' };
}

/** What may lie over a screen. */
export interface Sheets {
  /** Choose who gets a piece, check it, send it; `audience` is a filter that is chosen from the start, `called` its name on screen, `held` the numbers of people to hold back. */
  send: { piece: string; audience?: string; called?: string; held?: string };
  /** How a mailing is getting on. */
  sending: { mailing: string };
  /** Log a touch; `step` is the next step that it may tick. */
  touch: { contact?: string; kind?: string; step?: string };
  /** Choose what is next for somebody. */
  step: { contact?: string };
}

export type Screen = keyof Places;
export type Place = { [S in Screen]: { readonly screen: S; readonly params: Places[S] } }[Screen];
export type Sheet = { [S in keyof Sheets]: { readonly sheet: S; readonly params: Sheets[S] } }[keyof Sheets];

const SCREENS: readonly Screen[] = ['today', 'write', 'gallery', 'people', 'ledger', 'settings'];

/** Reads `?screen=people&segment=Customers`, the place a window was asked to open at. */
export function placeFrom(search: string): Place {
  const { screen, ...params } = Object.fromEntries(new URLSearchParams(search));
  const known = SCREENS.find((name) => name === screen) ?? 'today';
  return { screen: known, params } as Place;
}
