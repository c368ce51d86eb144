import { expect, it } from 'vitest';
import { darkEnough, ENOUGH, whiteOn } from './contrast';

it('measures as WCAG does', () => {
  expect(whiteOn('#000000')).toBeCloseTo(21, 5);
  expect(whiteOn('#FFFFFF')).toBeCloseTo(1, 5);
  // #767676 is the lightest gray that passes, #777777 the first that does not.
  expect(whiteOn('#767676')!).toBeGreaterThanOrEqual(ENOUGH);
  expect(whiteOn('#777777')!).toBeLessThan(ENOUGH);
  expect(whiteOn('green')).toBeNull();
});

it('offers a shade that passes, and no darker than need be', () => {
  for (const color of ['#D9A03F', '#E07A5F', '#FFFF00', '#6FA8DC', '#FFFFFF']) {
    const shade = darkEnough(color);
    expect(whiteOn(shade)!, color).toBeGreaterThanOrEqual(ENOUGH);
    expect(whiteOn(shade)!, color).toBeLessThan(4.7);
  }
});
