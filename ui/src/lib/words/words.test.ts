import { expect, it } from 'vitest';
import { addressProblem } from './address';
import { initials } from './names';
import { bytes, counted, listed, sentence } from './numbers';

it('makes two letters of any name', () => {
  expect(initials('Ruth Calloway')).toBe('RC');
  expect(initials('Ana María de la Cruz')).toBe('AC');
  expect(initials('plato')).toBe('P');
  expect(initials('  ')).toBe('');
  // A letter outside the basic plane must not be cut in half.
  expect(initials('𝒜da Lovelace')).toBe('𝒜L');
});

it('lists as one writes', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c'])).toBe('a, b, and c');
  expect(sentence(counted(1, 'person', 'people'))).toBe('One person');
  expect(counted(0, 'person', 'people')).toBe('no people');
  expect(counted(11, 'person', 'people')).toBe('11 people');
});

it('rounds sizes for people', () => {
  expect(bytes(900)).toBe('900 bytes');
  expect(bytes(102_400)).toBe('100 KB');
});

it('tells what is missing in an address', () => {
  expect(addressProblem('')).toBeNull();
  expect(addressProblem('maria.chen@northfieldfoods.example')).toBeNull();
  expect(addressProblem('maria.chen@northfieldfoods')).toMatch(/no ending/);
  expect(addressProblem('maria.chen')).toMatch(/no @/);
  expect(addressProblem('maria chen@example.com')).toMatch(/typo/);
});
