// Which rows of a list with rows of one height are in sight. Arithmetic only, so it costs the same for 10 or 100,000 rows.
export interface Span {
  first: number;
  /** One past the last. */
  end: number;
}

/** The rows to draw, with a few beyond each edge so that a quick scroll shows no gap. */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, count: number, beyond = 6): Span {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + beyond);
  return { first: Math.min(first, end), end };
}

/** Where to scroll so that a row is wholly in sight, moving as little as possible. */
export function scrollToShow(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
