import { expect, it } from 'vitest';
import { closeTopLayer, layer } from './layers';

it('closes the topmost layer that has something to close', () => {
  const closed: string[] = [];
  const leaveSearch = layer(() => (closed.push('search'), true));
  const leaveEmpty = layer(() => false);
  expect(closeTopLayer()).toBe(true);
  expect(closed).toEqual(['search']);
  leaveEmpty();
  leaveSearch();
  expect(closeTopLayer()).toBe(false);
});
