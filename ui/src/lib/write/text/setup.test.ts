import { EditorState } from '@codemirror/state';
import { expect, it } from 'vitest';
import { takeOver } from './setup';

it.each([
  ['one two three', 'one 2 three'],
  ['aaa', 'aaaa'],
  ['aaaa', 'aaa'],
  ['', 'new'],
  ['old', ''],
  ['ab', 'ba'],
])('takes over a text changed outside: %s becomes %s', (before, after) => {
  const state = EditorState.create({ doc: before });
  expect(state.update(takeOver(state, after)!).state.doc.toString()).toBe(after);
});

it('leaves the cursor where it was written around', () => {
  const state = EditorState.create({ doc: 'one two three', selection: { anchor: 13 } });
  expect(state.update(takeOver(state, 'one and two three')!).state.selection.main.head).toBe(17);
});

it('does nothing when nothing changed', () => {
  expect(takeOver(EditorState.create({ doc: 'same' }), 'same')).toBeNull();
});
