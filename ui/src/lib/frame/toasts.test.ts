import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../api/client';
import { attempt, toasts } from './toasts.svelte';

beforeEach(() => {
  while (toasts.current) toasts.dismiss();
});

it('shows the latest news only', () => {
  toasts.done('One.');
  toasts.done('Two.');
  expect(toasts.current?.text).toBe('Two.');
  toasts.dismiss();
  expect(toasts.current).toBeUndefined();
});

it('lets no news cover an error that was not dismissed', () => {
  toasts.failed(new ApiError('outside', 'The mailbox did not answer.', 'Check your connection.'));
  toasts.done('Saved.');
  expect(toasts.current?.lead).toBe('The mailbox did not answer.');
  toasts.dismiss();
  expect(toasts.current?.text).toBe('Saved.');
});

it('says the same error once', () => {
  for (let time = 0; time < 3; time += 1) toasts.failed(new ApiError('outside', 'The desk is not connected.', ''));
  toasts.dismiss();
  expect(toasts.current).toBeUndefined();
});

it('turns a failure of Undo into a toast', async () => {
  toasts.done('Ticked.', { undo: () => Promise.reject(new ApiError('no', 'It cannot be taken back.', '')) });
  await toasts.act(toasts.current!);
  expect(toasts.current?.lead).toBe('It cannot be taken back.');
});

it('never shows a thrown thing as [object Object]', async () => {
  expect(await attempt(() => Promise.reject({ code: 'no', message: 'Nobody matches.', hint: 'Change the filter.' }))).toBeUndefined();
  expect(toasts.current).toMatchObject({ lead: 'Nobody matches.', text: 'Change the filter.' });
});
