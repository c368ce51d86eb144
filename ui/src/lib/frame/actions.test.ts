import { expect, it } from 'vitest';
import { isTyping, keysInWords, keysOf } from './actions.svelte';

const press = (key: string, held: Partial<KeyboardEventInit> = {}): string => keysOf(new KeyboardEvent('keydown', { key, ...held }));

it('reads key presses in the notation of actions', () => {
  expect(press('k', { ctrlKey: true })).toBe('mod+k');
  expect(press('P', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+p');
  expect(press('ArrowUp', { altKey: true })).toBe('alt+up');
  expect(press('Enter', { ctrlKey: true })).toBe('mod+enter');
  expect(press('\\', { ctrlKey: true })).toBe('mod+backslash');
  // "/" needs Shift on many keyboards: it is still "/".
  expect(press('/', { shiftKey: true })).toBe('/');
});

it('prints keys as they stand on the keyboard', () => {
  expect(keysInWords('mod+shift+p')).toBe('Ctrl Shift P');
  expect(keysInWords('/')).toBe('/');
});

it('knows where a letter must stay a letter', () => {
  const input = document.createElement('input');
  const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
  expect(isTyping(input)).toBe(true);
  expect(isTyping(document.createElement('textarea'))).toBe(true);
  expect(isTyping(box)).toBe(false);
  expect(isTyping(document.createElement('button'))).toBe(false);
});
