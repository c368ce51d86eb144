// What the editor can do: Markdown, chips, history, search, spelling, and the keys of the toolbar.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown, markdownKeymap, markdownLanguage } from '@codemirror/lang-markdown';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, Transaction, type Extension, type TransactionSpec } from '@codemirror/state';
import { drawSelection, dropCursor, EditorView, highlightActiveLine, keymap, placeholder, type KeyBinding } from '@codemirror/view';
import { knownFields, tagChips, type Known, type PickAt } from './chips';
import { lineLooks } from './lines';
import { toggleBlock, toggleInline, toggleLink } from './marks';
import { writingLook } from './theme';

/** What the editor tells the screen. */
export interface Listener {
  changed(text: string): void;
  selected(state: EditorState): void;
  left(): void;
  pick(at: PickAt): void;
  pictures(files: File[], at: number): void;
}

const does = (spec: (state: EditorState) => TransactionSpec) => (view: EditorView): boolean => {
  view.dispatch(view.state.update(spec(view.state), { scrollIntoView: true }));
  return true;
};

/** Keys that the screen answers (next person, send, comment marks that mail cannot show): not the editor's. */
const NOT_HERE = new Set(['Alt-ArrowUp', 'Alt-ArrowDown', 'Mod-Enter', 'Shift-Mod-k', 'Mod-i', 'Mod-/', 'Alt-A', 'Ctrl-m', 'Shift-Alt-m']);
const usualKeys = defaultKeymap.filter(({ key }) => !key || !NOT_HERE.has(key));

const formatKeys: KeyBinding[] = [
  { key: 'Mod-b', run: does((state) => toggleInline(state, 'strong')) },
  { key: 'Mod-i', run: does((state) => toggleInline(state, 'emphasis')) },
  { key: 'Mod-Shift-k', run: does(toggleLink) },
  { key: 'Mod-Alt-2', run: does((state) => toggleBlock(state, 'heading')) },
  { key: 'Mod-Shift-8', run: does((state) => toggleBlock(state, 'list')) },
  { key: 'Mod-Shift-9', run: does((state) => toggleBlock(state, 'quote')) },
];

/** The search bar in plain words; searching for patterns is left out of it (theme.ts). */
const PHRASES = { 'match case': 'Match case', 'by word': 'Whole words', next: 'Next', previous: 'Previous', all: 'Select all', replace: 'Replace', 'replace all': 'Replace all', close: 'Close' };

const fields = new Compartment();

/** Tells the chips which fields there are. */
export const tellFields = (known: Known): TransactionSpec => ({ effects: fields.reconfigure(knownFields.of(known)) });

const isPicture = (file: File): boolean => file.type.startsWith('image/');

function pictureDrops(listener: Listener): Extension {
  const take = (data: DataTransfer | null, at: number): boolean => {
    const files = [...(data?.files ?? [])].filter(isPicture);
    if (files.length > 0) listener.pictures(files, at);
    return files.length > 0;
  };
  return EditorView.domEventHandlers({
    // Says that files are welcome: WebKit shows the drop as forbidden otherwise.
    dragover: (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return false;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      return false;
    },
    drop: (event, view) => take(event.dataTransfer, view.posAtCoords({ x: event.clientX, y: event.clientY }, false)),
    paste: (event, view) => take(event.clipboardData, view.state.selection.main.head),
  });
}

/** A fresh editor for a text. */
export function newState(doc: string, known: Known, listener: Listener): EditorState {
  return EditorState.create({
    doc,
    extensions: [
      keymap.of(formatKeys),
      tagChips((at) => listener.pick(at)),
      fields.of(knownFields.of(known)),
      history(),
      drawSelection(),
      dropCursor(),
      highlightActiveLine(),
      highlightSelectionMatches({ minSelectionLength: 3, wholeWords: true }),
      search({ top: true }),
      EditorState.phrases.of(PHRASES),
      markdown({ base: markdownLanguage, completeHTMLTags: false }),
      lineLooks,
      writingLook,
      pictureDrops(listener),
      placeholder('Write here. Type { to put in a name.'),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Text of the piece', spellcheck: 'true', autocorrect: 'on', autocapitalize: 'sentences' }),
      keymap.of([...markdownKeymap, ...searchKeymap, ...historyKeymap, ...usualKeys]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) listener.changed(update.state.doc.toString());
        if (update.docChanged || update.selectionSet) listener.selected(update.state);
        if (update.focusChanged && !update.view.hasFocus) listener.left();
      }),
    ],
  });
}

/** Replaces what differs from `text`, so that cursor and history of the rest stay. Not to be undone: it was not typed here. */
export function takeOver(state: EditorState, text: string): TransactionSpec | null {
  const old = state.doc.toString();
  if (old === text) return null;
  let from = 0;
  while (from < old.length && old[from] === text[from]) from++;
  let end = 0;
  while (end < Math.min(old.length, text.length) - from && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  return {
    changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) },
    annotations: Transaction.addToHistory.of(false),
  };
}
