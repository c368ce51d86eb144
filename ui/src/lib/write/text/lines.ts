// How lines look beyond their words: a blank line is half as high, a figure (": $4,000") is set strong.
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';

const BLANK = Decoration.line({ class: 'cm-blank' });
const FIGURE = Decoration.line({ class: 'cm-figure' });
const FIGURE_MARK = Decoration.mark({ class: 'cm-figuremark' });
const QUOTE = Decoration.line({ class: 'cm-quoteline' });
const H1 = Decoration.line({ class: 'cm-h1' });
const H2 = Decoration.line({ class: 'cm-h2' });

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc, selection } = view.state;
  const active = doc.lineAt(selection.main.head).number;
  const text = (number: number): string => (number < 1 || number > doc.lines ? '' : doc.line(number).text);
  for (const range of view.visibleRanges) {
    for (let number = doc.lineAt(range.from).number; number <= doc.lines && doc.line(number).from <= range.to; number++) {
      const line = text(number);
      if (line.trim() === '') {
        // The gap between two paragraphs stays small under the cursor, a new line being begun is whole: nothing jumps.
        if (text(number - 1) !== '' && (text(number + 1) !== '' || number !== active)) builder.add(doc.line(number).from, doc.line(number).from, BLANK);
      } else {
        const look = /^#\s/.test(line) ? H1 : /^#{2,6}\s/.test(line) ? H2 : /^:\s/.test(line) ? FIGURE : /^>/.test(line) ? QUOTE : null;
        const { from } = doc.line(number);
        if (look) builder.add(from, from, look);
        if (look === FIGURE) builder.add(from, from + 1, FIGURE_MARK);
      }
    }
  }
  return builder.finish();
}

export const lineLooks: Extension = ViewPlugin.fromClass(
  class {
    shown: DecorationSet;
    constructor(view: EditorView) {
      this.shown = decorate(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged || update.selectionSet) this.shown = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.shown },
);
