import { describe, expect, it } from 'vitest';
import type { Finding } from '../api/client';
import { ofThePiece, summary } from './checks.svelte';

const finding = (parts: Partial<Finding>): Finding => ({ level: 'block', code: 'bad-link', message: 'm', ...parts });
const missing = (name: string): Finding => finding({ code: 'missing-value', message: `${name} has no contact.phone.` });

describe('what is to be put right in a piece', () => {
  it('says each thing once, what blocks first, with the line of the text', () => {
    const { problems } = ofThePiece(
      [finding({ level: 'warn', code: 'no-picture-text', message: 'No description.', line: 5 })],
      [finding({ level: 'warn', code: 'no-picture-text', message: 'No description.' }), finding({ message: 'A link leads nowhere.' })],
    );
    expect(problems.map(({ message, line }) => [message, line])).toEqual([['A link leads nowhere.', undefined], ['No description.', 5]]);
  });

  it('leaves out what is asked when it is sent', () => {
    expect(ofThePiece([], [finding({ code: 'step-due' }), finding({ level: 'pass', code: 'already-received' })])).toEqual({ problems: [], passed: [] });
  });

  it('counts the people without a value instead of naming each', () => {
    const { problems } = ofThePiece([missing('This person')], [missing('Ann'), missing('Ben'), missing('Cem')]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('3 people')]);
    expect(ofThePiece([missing('This person')], [missing('Ann')]).problems.map(({ message }) => message)).toEqual(['Ann has no contact.phone.']);
  });

  it('does not count everybody when the field itself is the mistake', () => {
    const { problems } = ofThePiece([finding({ code: 'unknown-field', message: 'No such field.', line: 3 })], [missing('Ann'), missing('Ben')]);
    expect(problems.map(({ code }) => code)).toEqual(['unknown-field']);
  });
});

it('sums up in a few words', () => {
  const pass = finding({ level: 'pass' });
  expect(summary([], [pass, pass])).toBe('2 checks passed');
  expect(summary([finding({ level: 'warn' })], [pass])).toBe('1 thing to look at');
  expect(summary([finding({}), finding({ level: 'warn' })], [pass])).toBe('1 thing to fix');
});
