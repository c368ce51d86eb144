import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type PieceText } from '../api/client';
import { Session } from './session.svelte';

const call = vi.hoisted(() => vi.fn());
vi.mock('../api/client', async (original) => ({ ...(await original<typeof import('../api/client')>()), call }));

const TEXT: PieceText = {
  piece: 'a', kind: 'newsletter', template: 'one-idea', fields: { title: 'A', subject: 'A', preview: '', due: null },
  body: 'one', version: 'v1', modified_at: '2026-11-23T09:12:00Z', path: 'a/index.md',
};

beforeEach(() => {
  vi.useFakeTimers();
  call.mockReset();
});

describe('saving', () => {
  it('waits for a pause in the typing, then writes once over the version it read', async () => {
    call.mockResolvedValue({ version: 'v2', modified_at: 'later' });
    const session = new Session(TEXT);
    session.setBody('one t');
    session.setBody('one two');
    expect(call).not.toHaveBeenCalled();
    await vi.runAllTimersAsync();
    expect(call.mock.calls).toEqual([['save_piece', { draft: { piece: 'a', fields: TEXT.fields, body: 'one two' }, version: 'v1' }]]);
    expect([session.keeping, session.savedAt, session.unsaved]).toEqual(['saved', 'later', false]);
  });

  it('writes again what was typed while it was writing, over the version just written', async () => {
    const session = new Session(TEXT);
    call.mockImplementationOnce(async () => {
      session.setBody('one two three');
      return { version: 'v2', modified_at: 'then' };
    });
    call.mockResolvedValueOnce({ version: 'v3', modified_at: 'later' });
    session.setBody('one two');
    expect(await session.save()).toBe(true);
    expect(call.mock.calls.map(([, input]) => [input.draft.body, input.version])).toEqual([['one two', 'v1'], ['one two three', 'v2']]);
  });

  it('does not write what was typed and taken back', async () => {
    const session = new Session(TEXT);
    session.setBody('one two');
    session.setBody('one');
    await vi.runAllTimersAsync();
    expect(call).not.toHaveBeenCalled();
  });

  it('keeps the words and says so when the disk refuses', async () => {
    call.mockRejectedValueOnce(new ApiError('disk', 'The disk is full.', 'Make room.'));
    const session = new Session(TEXT);
    session.setBody('one two');
    expect(await session.save()).toBe(false);
    expect([session.body, session.keeping, session.problem?.message]).toEqual(['one two', 'failed', 'The disk is full.']);
  });
});

describe('the title', () => {
  it('is not saved when it is emptied: the piece keeps the one it has', async () => {
    call.mockResolvedValue({ version: 'v2', modified_at: 'later' });
    const session = new Session(TEXT);
    session.setField('title', '');
    await vi.runAllTimersAsync();
    expect(call).not.toHaveBeenCalled();
    session.settleTitle();
    expect(session.fields.title).toBe('A');
  });

  it('takes the subject along as long as they say the same', () => {
    const session = new Session(TEXT);
    session.setField('title', 'B');
    expect(session.fields.subject).toBe('B');
    session.setField('subject', 'Something else');
    session.setField('title', 'C');
    expect(session.fields.subject).toBe('Something else');
  });
});

describe('a file changed outside', () => {
  const theirs = { ...TEXT, body: 'theirs', version: 'v9' };

  it('is taken over when nothing is unsaved', async () => {
    call.mockResolvedValue(theirs);
    const session = new Session(TEXT);
    await session.refresh();
    expect([session.body, session.outside]).toEqual(['theirs', null]);
  });

  it('is put before the rep when something is, and loses nothing until they decide', async () => {
    const session = new Session(TEXT);
    session.setBody('mine');
    call.mockRejectedValueOnce(new ApiError('changed_outside', 'Changed.', ''));
    call.mockResolvedValueOnce(theirs);
    expect(await session.save()).toBe(false);
    expect([session.body, session.outside?.body]).toEqual(['mine', 'theirs']);

    call.mockResolvedValueOnce({ version: 'v10', modified_at: 'later' });
    await session.keepMine();
    expect(call.mock.lastCall).toEqual(['save_piece', { draft: { piece: 'a', fields: TEXT.fields, body: 'mine' }, version: 'v9' }]);
    expect(session.outside).toBeNull();
  });

  it('can be used instead', async () => {
    const session = new Session(TEXT);
    session.setBody('mine');
    call.mockRejectedValueOnce(new ApiError('changed_outside', 'Changed.', ''));
    call.mockResolvedValueOnce(theirs);
    await session.save();
    session.takeTheirs();
    expect([session.body, session.unsaved, session.keeping]).toEqual(['theirs', false, 'saved']);
  });

  it('needs no question when it says the same', async () => {
    const session = new Session(TEXT);
    session.setBody('theirs');
    call.mockRejectedValueOnce(new ApiError('changed_outside', 'Changed.', ''));
    call.mockResolvedValueOnce(theirs);
    expect(await session.save()).toBe(true);
    expect(session.outside).toBeNull();
  });
});
