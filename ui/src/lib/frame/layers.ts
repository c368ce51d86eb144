// What Escape goes back from. The last layer opened answers first; dialogs and menus answer for themselves.
const layers: (() => boolean)[] = [];

/** Registers a layer (a side panel, a search with words in it); `close` says whether it had something to close. */
export function layer(close: () => boolean): () => void {
  layers.push(close);
  return () => {
    const at = layers.indexOf(close);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** Escape was pressed: closes the topmost layer that has something to close. */
export function closeTopLayer(): boolean {
  return layers.toReversed().some((close) => close());
}
