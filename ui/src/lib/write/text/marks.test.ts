import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { marksAt, pictureWords, toggleBlock, toggleInline, toggleLink } from './marks';

/** `[` and `]` in the text are the ends of the selection, `|` is a cursor; `⟦ ⟧` stand for brackets of the text. */
function at(marked: string): EditorState {
  const text = marked.replace(/[[\]|]/g, '').replaceAll('⟦', '[').replaceAll('⟧', ']');
  const from = marked.search(/[[|]/);
  const to = marked.includes('|') ? from : marked.indexOf(']') - 1;
  return EditorState.create({ doc: text, selection: { anchor: from, head: to }, extensions: markdown({ base: markdownLanguage }) });
}

function after(marked: string, toggle: (state: EditorState) => TransactionSpec): string {
  const state = at(marked);
  const next = state.update(toggle(state)).state;
  const { from, to } = next.selection.main;
  const text = next.doc.toString();
  const inner = from === to ? '|' : `[${text.slice(from, to)}]`;
  return text.slice(0, from) + inner + text.slice(to);
}

const bold = (state: EditorState): TransactionSpec => toggleInline(state, 'strong');
const italic = (state: EditorState): TransactionSpec => toggleInline(state, 'emphasis');

describe('bold and italic', () => {
  it.each([
    ['a [word] here', 'a **[word]** here'],
    ['a **[word]** here', 'a [word] here'],
    ['a [**word**] here', 'a [word] here'],
    ['a [word ]here', 'a **[word]** here'],
    ['a wo|rd here', 'a **wo|rd** here'],
    ['a **wo|rd** here', 'a wo|rd here'],
    ['a | here', 'a **|** here'],
    ['a **|** here', 'a | here'],
    ['a **word|** here', 'a **word**| here'],
    ['- [one\n- two]', '- **[one**\n- **two]**'],
    ['- **[one**\n- **two]**', '- [one\n- two]'],
    ['- **[one**\n- two]', '- **[one**\n- **two]**'],
  ])('bold: %s becomes %s', (before, result) => expect(after(before, bold)).toBe(result));

  it('italic inside bold adds its own mark and takes only its own away', () => {
    expect(after('**a [word] b**', italic)).toBe('**a *[word]* b**');
    expect(after('**a *[word]* b**', italic)).toBe('**a [word] b**');
    expect(after('**|**', italic)).toBe('***|***');
  });
});

describe('blocks', () => {
  it.each([
    ['Try| it', '## Try| it'],
    ['## Try| it', 'Try| it'],
    ['# Try| it', '## Try| it'],
  ])('heading: %s becomes %s', (before, result) => expect(after(before, (state) => toggleBlock(state, 'heading'))).toBe(result));

  it.each([
    ['[one\n\ntwo]', '- [one\n\n- two]'],
    ['- [one\n- two]', '[one\ntwo]'],
    ['- [one\ntwo]', '- [one\n- two]'],
    ['1. o|ne', '- o|ne'],
    ['|', '- |'],
  ])('list: %s becomes %s', (before, result) => expect(after(before, (state) => toggleBlock(state, 'list'))).toBe(result));

  it('a quote keeps its blank lines inside', () => {
    expect(after('[one\n\ntwo]', (state) => toggleBlock(state, 'quote'))).toBe('> [one\n>\n> two]');
    expect(after('> [one\n>\n> two]', (state) => toggleBlock(state, 'quote'))).toBe('[one\n\ntwo]');
  });
});

describe('links', () => {
  it('asks for the address of selected words, and for words of a selected address', () => {
    expect(after('see [the list] now', toggleLink)).toBe('see ⟦the list⟧([https://]) now'.replaceAll('⟦', '[').replaceAll('⟧', ']'));
    expect(after('[https://example.com/a]', toggleLink)).toBe('[|](https://example.com/a)');
  });
  it('takes a link away and keeps its words', () => {
    expect(after('see ⟦the li|st⟧(https://example.com "button") now', toggleLink)).toBe('see [the list] now');
  });
});

it('says what is on where the cursor stands', () => {
  expect(marksAt(at('## Try **th|is**'))).toEqual({ strong: true, emphasis: false, link: false, heading: true, list: false, quote: false });
  expect(marksAt(at('- ⟦*a|b*⟧(x)'))).toEqual({ strong: false, emphasis: true, link: true, heading: false, list: true, quote: false });
});

it('takes words for a picture from its file name, unless a camera named it', () => {
  expect(pictureWords('quiet-morning.png')).toBe('Quiet morning');
  expect(pictureWords('IMG_2041.JPG')).toBe('');
  expect(pictureWords('2026-11-04 09.12.jpg')).toBe('');
});
