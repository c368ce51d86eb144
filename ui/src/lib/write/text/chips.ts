// Merge tags in the editor: each is one chip that the cursor steps over and backspace removes whole.
import { Facet, StateField, type EditorState, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { MergeTag } from '../../api/client';
import { amount } from '../../words/numbers';
import { conditionInWords, plainLabel, tagsIn, type TextTag } from './tags';

/** The fields that exist, by name. Before the desk has said, every field counts as known. */
export type Known = ReadonlyMap<string, MergeTag> | null;

export const knownFields = Facet.define<Known, Known>({ combine: (values) => values[0] ?? null });

/** What the picker is opened for: a place in the text, and the tag that stands there. */
export interface PickAt {
  from: number;
  to: number;
  tag: TextTag | null;
  /** Whether a typed brace asked for it: then the brace is written after all when nothing is chosen. */
  typed: boolean;
}

interface Chip {
  tone: 'plain' | 'warn' | 'bad' | 'logic';
  /** The field, or the condition in words. */
  text: string;
  /** What is written for those without a value. */
  or: string;
  orTone: 'plain' | 'warn';
  /** All of it, as a sentence. */
  title: string;
}

/** How a tag looks and what it says. */
export function chipOf(tag: TextTag, known: Known): Chip {
  const label = (field: string): string => known?.get(field)?.label ?? plainLabel(field);
  const logic = (text: string, title: string): Chip => ({ tone: 'logic', text, or: '', orTone: 'plain', title });
  switch (tag.kind) {
    case 'if':
      return logic(`If ${conditionInWords(tag.condition ?? '', label)}`, 'What follows is only for these people. Click to change the condition.');
    case 'elif':
      return logic(`Or if ${conditionInWords(tag.condition ?? '', label)}`, 'What follows is only for these people. Click to change the condition.');
    case 'else':
      return logic('Otherwise', 'What follows is for everybody else.');
    case 'endif':
      return logic('For everyone again', 'From here on the text is the same for everybody.');
    case 'remark':
      return logic('Remark', `Only you see this: ${tag.source.slice(2, -2).trim()}`);
    case 'other':
      return { tone: 'bad', text: tag.source.replace(/[{}%]/g, '').trim(), or: '', orTone: 'plain', title: 'Byline does not know this. Click to choose a name.' };
    case 'value':
      return value(tag, label(tag.field!), known);
  }
}

function value(tag: TextTag, text: string, known: Known): Chip {
  const field = known?.get(tag.field!);
  if (known && !field) {
    return { tone: 'bad', text: tag.field!, or: '', orTone: 'plain', title: `There is no field called ${tag.field}. Click to choose another.` };
  }
  const missing = field?.missing ?? 0;
  const or = tag.fallback ? `or “${tag.fallback}”` : '';
  if (missing === 0) return { tone: 'plain', text, or, orTone: 'plain', title: tag.fallback ? `${text}. Without one it says “${tag.fallback}”.` : text };
  const who = `${amount(missing, 'person has', 'people have')} no ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  if (or) return { tone: 'plain', text, or, orTone: 'warn', title: `${who}. They read “${tag.fallback}”.` };
  return { tone: 'warn', text, or: `${amount(missing, 'person has', 'people have')} none`, orTone: 'warn', title: `${who}. Click to say what they read instead.` };
}

class ChipWidget extends WidgetType {
  constructor(private readonly chip: Chip) {
    super();
  }
  override eq(other: ChipWidget): boolean {
    const a = this.chip;
    const b = other.chip;
    return a.tone === b.tone && a.text === b.text && a.or === b.or && a.orTone === b.orTone && a.title === b.title;
  }
  override toDOM(): HTMLElement {
    const { tone, text, or, orTone, title } = this.chip;
    const chip = document.createElement('span');
    chip.className = `cm-tag ${tone}`;
    chip.title = title;
    chip.setAttribute('role', 'button');
    chip.append(part('name', text));
    if (or) chip.append(' ', part(`or ${orTone}`, or));
    return chip;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

function part(name: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = name;
  span.textContent = text;
  return span;
}

interface Chips {
  tags: readonly TextTag[];
  shown: DecorationSet;
}

/** A condition is shown as it is written while the cursor stands inside of it: that is how it is changed. */
function opened(tag: TextTag, state: EditorState): boolean {
  const { from, to } = state.selection.main;
  return tag.kind !== 'value' && from > tag.from && to < tag.to;
}

function chipsOf(state: EditorState, tags: readonly TextTag[]): Chips {
  const known = state.facet(knownFields);
  const shown: Range<Decoration>[] = tags
    .filter((tag) => !opened(tag, state))
    .map((tag) => Decoration.replace({ widget: new ChipWidget(chipOf(tag, known)) }).range(tag.from, tag.to));
  return { tags, shown: Decoration.set(shown) };
}

const chips = StateField.define<Chips>({
  create: (state) => chipsOf(state, tagsIn(state.doc.toString())),
  update(value, { docChanged, selection, state, startState }) {
    if (docChanged) return chipsOf(state, tagsIn(state.doc.toString()));
    const told = state.facet(knownFields) !== startState.facet(knownFields);
    return selection || told ? chipsOf(state, value.tags) : value;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.shown),
    EditorView.atomicRanges.of((view) => view.state.field(field).shown),
  ],
});

/** The tag that covers exactly this place, or touches it there. */
export function tagAt(state: EditorState, from: number, to = from): TextTag | null {
  return state.field(chips).tags.find((tag) => tag.from <= from && tag.to >= to) ?? null;
}

/** Opens what a chip opens: the picker for a value, the text itself for a condition. */
function open(view: EditorView, tag: TextTag, pick: (at: PickAt) => void): void {
  if (tag.kind === 'value' || tag.kind === 'other') {
    view.dispatch({ selection: { anchor: tag.from, head: tag.to } });
    pick({ from: tag.from, to: tag.to, tag, typed: false });
  } else {
    view.dispatch({ selection: { anchor: tag.to - 2 } });
    view.focus();
  }
}

/** Chips, with what a click, Enter on a selected chip and a typed `{` do. */
export function tagChips(pick: (at: PickAt) => void): Extension {
  return [
    chips,
    EditorView.domEventHandlers({
      mousedown(event, view) {
        const chip = event.target instanceof Element ? event.target.closest('.cm-tag') : null;
        if (!chip || event.button !== 0) return false;
        const tag = tagAt(view.state, view.posAtDOM(chip));
        if (!tag) return false;
        event.preventDefault();
        open(view, tag, pick);
        return true;
      },
      keydown(event, view) {
        const { from, to, empty } = view.state.selection.main;
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || empty) return false;
        const tag = tagAt(view.state, from, to);
        if (!tag || tag.from !== from || tag.to !== to) return false;
        event.preventDefault();
        open(view, tag, pick);
        return true;
      },
    }),
    EditorView.inputHandler.of((view, from, to, text) => {
      // Inside a condition a brace is a brace.
      if (text !== '{' || view.composing || tagAt(view.state, from, to)?.kind === 'if') return false;
      pick({ from, to, tag: null, typed: true });
      return true;
    }),
  ];
}
