// Which screen is open, with what, and the way back. A desktop window has no address bar, so this is plain state.

import { placeFrom, type Place, type Places, type Screen, type Sheet, type Sheets } from './places';

export class Router {
  #place = $state.raw<Place>({ screen: 'today', params: {} });
  #sheet = $state.raw<Sheet | null>(null);
  #past: Place[] = [];

  constructor(start: Place) {
    this.#place = start;
  }

  get place(): Place {
    return this.#place;
  }
  get screen(): Screen {
    return this.#place.screen;
  }
  get sheet(): Sheet | null {
    return this.#sheet;
  }

  /** The parameters of a sheet while it is open, else none. */
  sheetParams<S extends keyof Sheets>(sheet: S): Partial<Sheets[S]> {
    return this.#sheet?.sheet === sheet ? (this.#sheet.params as Sheets[S]) : {};
  }

  /** The parameters of `screen` while it is open, else none. */
  params<S extends Screen>(screen: S): Places[S] {
    return this.#place.screen === screen ? (this.#place.params as Places[S]) : ({} as Places[S]);
  }

  /** Opens a screen; `back` returns from it. */
  go<S extends Screen>(screen: S, params: Places[S] = {} as Places[S]): void {
    this.#past.push(this.#place);
    this.#show({ screen, params } as Place);
  }

  /** Changes the parameters in place (a selected row, a chosen filter), with nothing to go back to. */
  replace<S extends Screen>(screen: S, params: Places[S]): void {
    this.#show({ screen, params } as Place);
  }

  /** One layer back: the sheet first, then the screen before. Says whether there was one. */
  back(): boolean {
    if (this.#sheet) {
      this.#sheet = null;
      return true;
    }
    const before = this.#past.pop();
    if (before) this.#show(before);
    return before !== undefined;
  }

  openSheet<S extends keyof Sheets>(sheet: S, params: Sheets[S]): void {
    this.#sheet = { sheet, params } as Sheet;
  }
  closeSheet(): void {
    this.#sheet = null;
  }

  #show(place: Place): void {
    if (place.screen !== this.#place.screen) this.#sheet = null;
    this.#place = place;
  }
}

export const router = new Router(placeFrom(location.search));
