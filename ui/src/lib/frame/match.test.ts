import { expect, it } from 'vitest';
import { marked, matches } from './match';

it('finds by the beginnings of words, in any order', () => {
  expect(matches('mar', 'Maria Chen')).toBe(true);
  expect(matches('ch mar', 'Maria Chen')).toBe(true);
  expect(matches('aria', 'Maria Chen')).toBe(false);
  expect(matches('', 'anything')).toBe(true);
  expect(matches('ö', 'Jan Östlund')).toBe(true);
});

it('sets off what was typed and loses no letter', () => {
  expect(marked('mar', 'Leo Marchetti')).toEqual([
    { text: 'Leo ', hit: false },
    { text: 'Mar', hit: true },
    { text: 'chetti', hit: false },
  ]);
  for (const query of ['', 'm', 'ma le', '(', '.*']) expect(marked(query, 'Leo Marchetti (Crown)').map(({ text }) => text).join('')).toBe('Leo Marchetti (Crown)');
});
