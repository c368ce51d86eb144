// The look of the writing surface, from the tokens of app.css: the serif of what people read, marks in quiet gray, chips in the
// sans of what one operates.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const words = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '650' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.link, color: 'var(--accent-text)' },
  { tag: [tags.url, tags.labelName], color: 'var(--ink-3)' },
  // After the links: their brackets are marks.
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.meta, tags.comment], color: 'var(--ink-3)', fontWeight: '400' },
  { tag: tags.string, color: 'var(--ink-2)' },
  { tag: tags.monospace, fontFamily: 'ui-monospace, monospace', fontSize: '0.9em' },
]);

const surface = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '18px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--serif)', lineHeight: '28px', overflow: 'visible' },
  '.cm-content': { padding: '0 0 40vh', caretColor: 'var(--accent-text)' },
  '.cm-line': { padding: '0 12px', borderRadius: '4px' },
  '.cm-blank': { lineHeight: '14px' },
  '.cm-h1': { fontSize: '22px', letterSpacing: '-0.01em' },
  '.cm-h2': { fontSize: '20px', letterSpacing: '-0.008em' },
  '.cm-figure': { fontWeight: '650' },
  '.cm-figuremark': { fontWeight: '400', color: 'var(--ink-3)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent-text) 5%, transparent)' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--accent-text)', marginLeft: '-1px' },
  '.cm-selectionBackground': { backgroundColor: 'var(--well)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--accent-tint-2)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-tag': {
    display: 'inline-flex', alignItems: 'center', gap: '5px', maxWidth: '100%', verticalAlign: '0.5px', padding: '0 6px',
    font: '500 13px/20px var(--sans)', letterSpacing: 'normal', borderRadius: '4px', whiteSpace: 'nowrap', cursor: 'default',
    backgroundColor: 'var(--accent-tint-2)', color: 'var(--on-tint-2)', userSelect: 'none', WebkitUserSelect: 'none',
  },
  '.cm-tag .or': { overflow: 'hidden', textOverflow: 'ellipsis', fontWeight: '400', opacity: '0.85' },
  '.cm-tag .or.warn': { opacity: '1', color: 'var(--warn)' },
  '.cm-tag.warn': { backgroundColor: 'var(--warn-tint)', color: 'var(--warn)', boxShadow: 'inset 0 0 0 1px var(--warn-mark)' },
  '.cm-tag.bad': { backgroundColor: 'var(--bad-tint)', color: 'var(--bad)', boxShadow: 'inset 0 0 0 1px currentColor' },
  '.cm-tag.logic': { backgroundColor: 'var(--well)', color: 'var(--ink-2)', fontWeight: '450', margin: '0 3px' },
  '.cm-tag:hover': { filter: 'brightness(0.97)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-tint)', boxShadow: 'inset 0 0 0 1px var(--warn-mark)', borderRadius: '2px' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-tint-2)', boxShadow: 'inset 0 0 0 1px var(--accent-text)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', position: 'sticky', top: '0', zIndex: '3' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '8px 32px 8px 12px', font: '400 13px/20px var(--sans)', display: 'flex', flexWrap: 'wrap', gap: '6px', alignItems: 'center' },
  '.cm-panel.cm-search br': { flexBasis: '100%', display: 'block', content: '""' },
  '.cm-panel.cm-search .cm-textfield': { height: '28px', margin: '0', padding: '0 8px', border: '0', borderRadius: '6px', fontSize: '13px', backgroundColor: 'var(--paper)', boxShadow: 'inset 0 0 0 1px var(--line-control)' },
  '.cm-panel.cm-search .cm-button': { height: '28px', margin: '0', padding: '0 10px', border: '0', borderRadius: '6px', fontSize: '13px', backgroundImage: 'none', backgroundColor: 'var(--button)', color: 'var(--ink)', boxShadow: 'inset 0 0 0 1px var(--line-2)' },
  '.cm-panel.cm-search label:has([name=re])': { display: 'none' },
  '.cm-panel.cm-search label': { display: 'inline-flex', gap: '4px', alignItems: 'center', margin: '0 4px', fontSize: '12px', color: 'var(--ink-2)' },
  '.cm-panel.cm-search [name=close]': { top: '8px', right: '8px', width: '24px', height: '24px', color: 'var(--ink-3)' },
});

export const writingLook: Extension = [surface, syntaxHighlighting(words)];
