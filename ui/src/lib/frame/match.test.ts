import { expect, it } from 'vitest';
import { marked, matches, ranked } from './match';

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

it('puts a name before a company, and a company before what stands in notes', () => {
  const found = [{ name: 'Cornelius Banks', company: 'Harvest Gate' }, { name: 'Teo Baptiste', company: 'Marlow Packaging' }, { name: 'Maria Chen', company: 'Northfield' }, { name: 'Marcus Bell', company: 'Huron' }];
  expect(ranked('mar', found, ({ name, company }) => [name, company]).map(({ name }) => name)).toEqual(['Maria Chen', 'Marcus Bell', 'Teo Baptiste', 'Cornelius Banks']);
});
