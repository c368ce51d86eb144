import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type PreviewInput } from '../api/client';
import { Looks, looksOf } from './looks.svelte';

const call = vi.hoisted(() => vi.fn());
vi.mock('../api/client', async (original) => ({ ...(await original<typeof import('../api/client')>()), call }));

const input = (body: string): PreviewInput => ({ draft: { piece: 'a', fields: { title: 'A', subject: 'A', preview: '', due: null }, body }, contact: 1, form: 'email' });
const bodies = (): string[] => call.mock.calls.map(([, { draft }]) => draft.body);

beforeEach(() => {
  call.mockReset();
});

it('offers the ways to look that the template can make', () => {
  const labels = (outputs: string[]): string[] => looksOf(outputs).map(({ label }) => label);
  expect(labels(['email', 'page', 'text', 'pdf'])).toEqual(['E-mail', 'Phone', 'Dark', 'Plain text', 'PDF']);
  expect(labels(['page', 'text', 'pdf'])).toEqual(['Web page', 'Plain text', 'PDF']);
});

describe('looking again while one types', () => {
  it('asks one question at a time and skips what is out of date', async () => {
    const answers: (() => void)[] = [];
    call.mockImplementation((_, { draft }) => new Promise((resolve) => answers.push(() => resolve({ html: draft.body, html_bytes: 5 }))));
    const looks = new Looks();
    for (const body of ['a', 'ab', 'abc']) looks.ask(input(body));
    expect(bodies()).toEqual(['a']);
    answers[0]!();
    await vi.waitFor(() => expect(bodies()).toEqual(['a', 'abc']));
    expect(looks.seen?.preview.html).toBe('a');
    answers[1]!();
    await vi.waitFor(() => expect(looks.asking).toBe(false));
    expect(looks.seen?.preview.html).toBe('abc');
  });

  it('keeps the last good look while the text cannot be read', async () => {
    call.mockResolvedValueOnce({ html: 'good', html_bytes: 5 }).mockRejectedValueOnce(new ApiError('bad_input', 'Line 3: not closed.', ''));
    const looks = new Looks();
    looks.ask(input('a'));
    await vi.waitFor(() => expect(looks.asking).toBe(false));
    looks.ask(input('{{'));
    await vi.waitFor(() => expect(looks.asking).toBe(false));
    expect([looks.seen?.preview.html, looks.problem?.message]).toEqual(['good', 'Line 3: not closed.']);
  });
});
