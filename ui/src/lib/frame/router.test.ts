import { beforeEach, describe, expect, it } from 'vitest';
import { placeFrom } from './places';
import { Router } from './router.svelte';

let router: Router;
beforeEach(() => {
  router = new Router(placeFrom(''));
});

describe('the way back', () => {
  it('goes through sheets first, then screens, then ends', () => {
    router.go('people', { contact: '7' });
    router.openSheet('touch', { contact: '7' });
    expect(router.back()).toBe(true);
    expect(router.sheet).toBeNull();
    expect(router.screen).toBe('people');
    expect(router.back()).toBe(true);
    expect(router.screen).toBe('today');
    expect(router.back()).toBe(false);
  });

  it('does not retrace selections', () => {
    router.go('people');
    router.replace('people', { contact: '1' });
    router.replace('people', { contact: '2' });
    router.back();
    expect(router.screen).toBe('today');
  });
});

it('closes a sheet when its screen is left, not when a selection changes', () => {
  router.go('people');
  router.openSheet('step', {});
  router.replace('people', { contact: '1' });
  expect(router.sheet).not.toBeNull();
  router.go('ledger');
  expect(router.sheet).toBeNull();
});

it('reads a place from an address and falls back to Today', () => {
  expect(placeFrom('?screen=people&segment=Customers')).toEqual({ screen: 'people', params: { segment: 'Customers' } });
  expect(placeFrom('?screen=nowhere').screen).toBe('today');
});

it('gives a screen only its own parameters', () => {
  router.go('people', { contact: '7' });
  expect(router.params('people')).toEqual({ contact: '7' });
  expect(router.params('write')).toEqual({});
});
