import { describe, expect, it } from 'vitest';
import type { Mailing } from '../api/client';
import { closingQuestion, waitingKey } from './closing';

const now = new Date('2026-11-23T12:00:00Z');
const mailing = (change: Partial<Mailing>): Mailing => ({ mailing: 1, state: 'done', schedule: null, resume_at: null, total: 348, skipped: 27, waiting: 173, ...change }) as Mailing;
const scheduled = (at: string, id = 1): Mailing => mailing({ mailing: id, state: 'scheduled', schedule: { at, time_zone: 'UTC' } });

describe('closing the window', () => {
  it('asks nothing when nothing is under way', () => {
    expect(closingQuestion([], now, '')).toBeNull();
    expect(closingQuestion([mailing({}), mailing({ state: 'paused' }), scheduled('2026-11-23T09:00:00Z')], now, '')).toBeNull();
  });

  it('says how far a mailing is that goes out, whatever was asked before', () => {
    const going = [mailing({ state: 'sending' }), scheduled('2026-11-26T09:30:00Z', 2)];
    expect(closingQuestion(going, now, waitingKey(going, now))?.question).toBe('148 of 321 are out.');
  });

  it('asks once about one that waits, and once more on the day before it goes', () => {
    const waits = [scheduled('2026-11-26T09:30:00Z')];
    expect(closingQuestion(waits, now, '')?.question).toMatch(/^One mailing is to go /);
    const asked = waitingKey(waits, now);
    expect(closingQuestion(waits, now, asked)).toBeNull();
    expect(closingQuestion(waits, new Date('2026-11-25T18:00:00Z'), asked)).not.toBeNull();
    expect(closingQuestion([...waits, scheduled('2026-12-01T09:30:00Z', 2)], now, asked)).not.toBeNull();
  });

  it('counts one that was paused until a time as waiting', () => {
    expect(closingQuestion([mailing({ state: 'paused', resume_at: '2026-11-24T12:00:00Z' })], now, '')?.question).toMatch(/^One mailing goes on /);
  });
});
