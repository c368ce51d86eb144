// What the toolbar does to the text: each turns a mark on, or off where it is on already.
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import { EditorSelection, type ChangeSpec, type EditorState, type Line, type SelectionRange, type TransactionSpec } from '@codemirror/state';

type Tree = ReturnType<typeof syntaxTree>;
type SyntaxNode = Tree['topNode'];
export type Inline = 'strong' | 'emphasis';
export type Block = 'heading' | 'list' | 'quote';
/** What is on where the cursor stands. */
export type Marks = Record<Inline | Block | 'link', boolean>;

const INLINE: Record<Inline, { node: string; mark: string }> = {
  strong: { node: 'StrongEmphasis', mark: '**' },
  emphasis: { node: 'Emphasis', mark: '*' },
};
/** What stands before the words of a line: quote, list, heading. */
const LEAD = /^\s*(?:>\s?)*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?)?(?:#{1,6}\s+)?/;

interface Span {
  from: number;
  to: number;
}

function treeOf(state: EditorState): Tree {
  return ensureSyntaxTree(state, state.doc.length, 100) ?? syntaxTree(state);
}

/** The node of that name around a span; for a bare cursor, one it stands inside of. */
function around(state: EditorState, name: string, { from, to }: Span): SyntaxNode | null {
  const tree = treeOf(state);
  for (const side of [1, -1] as const) {
    for (let node: SyntaxNode | null = tree.resolveInner(side === 1 ? from : to, side); node; node = node.parent) {
      if (node.name !== name || node.from > from || node.to < to) continue;
      if (from < to || (node.from < from && to < node.to)) return node;
    }
  }
  return null;
}

/** The words of each line of a span, without what leads the line and without spaces at the ends. */
function pieces(state: EditorState, span: Span): Span[] {
  return linesOf(state, span).flatMap((line) => {
    const lead = line.from + LEAD.exec(line.text)![0].length;
    let from = Math.max(span.from, lead);
    let to = Math.min(span.to, line.to);
    while (from < to && /\s/.test(state.sliceDoc(from, from + 1))) from++;
    while (to > from && /\s/.test(state.sliceDoc(to - 1, to))) to--;
    return from < to ? [{ from, to }] : [];
  });
}

function linesOf(state: EditorState, { from, to }: Span): Line[] {
  const lines: Line[] = [];
  for (let number = state.doc.lineAt(from).number; number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    if (line.from > to) break;
    lines.push(line);
  }
  return lines;
}

/** Bold or italic, on or off. */
export function toggleInline(state: EditorState, kind: Inline): TransactionSpec {
  const { mark, node: name } = INLINE[kind];
  const range = state.selection.main;
  if (range.empty) return toggleAtCursor(state, kind, range);

  const spans = pieces(state, range);
  const nodes = spans.map((span) => around(state, name, span));
  const changes: ChangeSpec[] = [];
  if (spans.length > 0 && nodes.every(Boolean)) {
    for (const node of new Set(nodes.map((node) => `${node!.from}-${node!.to}`))) {
      const [from, to] = node.split('-').map(Number);
      changes.push({ from: from!, to: from! + mark.length }, { from: to! - mark.length, to: to! });
    }
  } else {
    spans.forEach((span, at) => {
      if (!nodes[at]) changes.push({ from: span.from, insert: mark }, { from: span.to, insert: mark });
    });
  }
  const set = state.changes(changes);
  const first = spans[0] ?? range;
  const last = spans.at(-1) ?? range;
  return { changes: set, selection: EditorSelection.range(set.mapPos(first.from, 1), set.mapPos(last.to, -1)), userEvent: 'input.format' };
}

function toggleAtCursor(state: EditorState, kind: Inline, range: SelectionRange): TransactionSpec {
  const { mark, node: name } = INLINE[kind];
  const at = range.head;
  const before = state.sliceDoc(Math.max(0, at - mark.length), at);
  const after = state.sliceDoc(at, at + mark.length);
  const doubled = mark === '*' && state.sliceDoc(at - 2, at) === '**';
  if (before === mark && after === mark && !doubled) {
    return { changes: { from: at - mark.length, to: at + mark.length }, userEvent: 'delete.format' };
  }
  const node = around(state, name, range);
  // At the end of what is bold: go on without.
  if (node && at === node.to - mark.length) return { selection: EditorSelection.cursor(node.to) };
  if (node) {
    return { changes: [{ from: node.from, to: node.from + mark.length }, { from: node.to - mark.length, to: node.to }], userEvent: 'delete.format' };
  }
  const word = state.wordAt(at);
  if (!word || state.sliceDoc(word.from, word.to).trim() === '') {
    return { changes: { from: at, insert: mark + mark }, selection: EditorSelection.cursor(at + mark.length), userEvent: 'input.format' };
  }
  return {
    changes: [{ from: word.from, insert: mark }, { from: word.to, insert: mark }],
    selection: EditorSelection.cursor(at + mark.length),
    userEvent: 'input.format',
  };
}

const BLOCKS: Record<Block, { is: RegExp; mark: string; instead?: RegExp; blankToo?: boolean }> = {
  heading: { is: /^##\s+/, mark: '## ', instead: /^(?:#{1,6}\s+|\s*(?:[-*+]|\d+[.)])\s+)/ },
  list: { is: /^\s*[-*+]\s+/, mark: '- ', instead: /^(?:#{1,6}\s+|\s*\d+[.)]\s+)/ },
  quote: { is: /^\s*>\s?/, mark: '> ', blankToo: true },
};

/** Heading, list or quote, on or off, for every line the selection touches. */
export function toggleBlock(state: EditorState, kind: Block): TransactionSpec {
  const { is, mark, instead, blankToo } = BLOCKS[kind];
  const lines = linesOf(state, state.selection.main);
  // A blank line between two others belongs to a quote; it is not an item of a list.
  const touched = lines.filter((line) => lines.length === 1 || blankToo || line.text.trim() !== '');
  const off = touched.every((line) => is.test(line.text));
  const changes = touched.flatMap((line): ChangeSpec[] => {
    const old = (off || is.test(line.text) ? is : (instead ?? /^/)).exec(line.text)?.[0] ?? '';
    const insert = off ? '' : is.test(line.text) ? old : blankToo && line.text.trim() === '' && lines.length > 1 ? '>' : mark;
    return insert === old ? [] : [{ from: line.from, to: line.from + old.length, insert }];
  });
  const set = state.changes(changes);
  const { anchor, head } = state.selection.main;
  return { changes: set, selection: EditorSelection.single(set.mapPos(anchor, 1), set.mapPos(head, 1)), userEvent: off ? 'delete.format' : 'input.format' };
}

const ADDRESS = 'https://';

/** Makes a link of the selection, with its address ready to type; inside a link, takes the link away and keeps its words. */
export function toggleLink(state: EditorState): TransactionSpec {
  const range = state.selection.main;
  const link = around(state, 'Link', range);
  if (link) {
    const marks = link.getChildren('LinkMark');
    const words = state.sliceDoc(marks[0]?.to ?? link.from, marks[1]?.from ?? link.to);
    return { changes: { from: link.from, to: link.to, insert: words }, selection: EditorSelection.range(link.from, link.from + words.length), userEvent: 'delete.format' };
  }
  const span = range.empty ? (state.wordAt(range.head) ?? range) : range;
  const words = state.sliceDoc(span.from, span.to);
  if (/^https?:\/\/\S+$/.test(words)) {
    return { changes: { from: span.from, to: span.to, insert: `[](${words})` }, selection: EditorSelection.cursor(span.from + 1), userEvent: 'input.format' };
  }
  const address = span.from + words.length + 3;
  return {
    changes: { from: span.from, to: span.to, insert: `[${words}](${ADDRESS})` },
    selection: words ? EditorSelection.range(address, address + ADDRESS.length) : EditorSelection.cursor(span.from + 1),
    userEvent: 'input.format',
  };
}

/** What is on where the selection stands. */
export function marksAt(state: EditorState): Marks {
  const range = state.selection.main;
  const spans = range.empty ? [range] : pieces(state, range);
  const has = (name: string): boolean => spans.length > 0 && spans.every((span) => around(state, name, span));
  const lines = linesOf(state, range).filter((line, _, all) => all.length === 1 || line.text.trim() !== '');
  const leads = (kind: Block): boolean => lines.length > 0 && lines.every((line) => BLOCKS[kind].is.test(line.text));
  return {
    strong: has('StrongEmphasis'), emphasis: has('Emphasis'), link: around(state, 'Link', range) !== null,
    heading: leads('heading'), list: leads('list'), quote: leads('quote'),
  };
}

/** Words for a picture, from the name of its file; none when a camera named it. */
export function pictureWords(fileName: string): string {
  const name = fileName.replace(/\.[^.]+$/, '');
  if (/^(img|dsc|dscn|pxl|image|photo|screenshot|screen shot|p|gopr|mvi|wa)?[\s_-]*[\d\s_().-]+$/i.test(name)) return '';
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
