import { describe, expect, it } from 'vitest';
import { Pages } from './pages.svelte';
import { scrollToShow, visibleRows } from './window';

describe('the window over a long list', () => {
  it('draws as few rows for 100,000 as for 100', () => {
    const { first, end } = visibleRows(52 * 50_000, 620, 52, 100_000);
    expect(first).toBeLessThanOrEqual(50_000);
    expect(end - first).toBeLessThan(30);
  });

  it('stays inside the list when it shrinks under the scroll position', () => {
    expect(visibleRows(52 * 900, 620, 52, 3)).toEqual({ first: 3, end: 3 });
    expect(visibleRows(0, 620, 52, 0)).toEqual({ first: 0, end: 0 });
  });

  it('moves as little as possible to show a row', () => {
    expect(scrollToShow(3, 0, 520, 52)).toBe(0);
    expect(scrollToShow(10, 0, 520, 52)).toBe(52);
    expect(scrollToShow(1, 520, 520, 52)).toBe(52);
  });
});

describe('pages of rows', () => {
  const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const never = (thrown: unknown): void => {
    throw thrown;
  };

  it('asks for each page once, and only for pages in need', async () => {
    const asked: number[] = [];
    const pages = new Pages(async (offset, limit) => (asked.push(offset), { rows: numbers(offset, limit), total: 1000 }), never);
    await pages.restart();
    pages.need(0, 30);
    pages.need(240, 320);
    pages.need(250, 310);
    await settled();
    expect(asked).toEqual([0, 200, 300]);
    expect(pages.at(307)).toBe(307);
    expect(pages.at(150)).toBeUndefined();
    expect(pages.total).toBe(1000);
  });

  it('keeps what is in sight when the same question is asked again', async () => {
    const asked: number[] = [];
    let word = 'before';
    const pages = new Pages(async (offset, limit) => (asked.push(offset), { rows: Array.from({ length: limit }, () => word), total: 1000 }), never);
    await pages.restart();
    pages.need(510, 530);
    await settled();
    word = 'after';
    await pages.restart();
    expect(asked).toEqual([0, 500, 0, 500]);
    expect(pages.at(0)).toBe('after');
    expect(pages.at(520)).toBe('after');
  });

  it('ignores the late answer to an old question', async () => {
    let answerOld = (): void => undefined;
    const pages = new Pages<string>(() => new Promise((resolve) => { answerOld = () => resolve({ rows: ['old'], total: 1 }); }), never);
    const old = pages.restart();
    await pages.restart(async () => ({ rows: ['new'], total: 1 }));
    answerOld();
    await old;
    expect(pages.at(0)).toBe('new');
  });

  it('says that a page failed, and asks for it again', async () => {
    const heard: unknown[] = [];
    let fail = true;
    const pages = new Pages<number>(async () => {
      if (fail) throw new Error('gone');
      return { rows: [1], total: 1 };
    }, (thrown) => heard.push(thrown));
    await pages.restart();
    expect(heard).toHaveLength(1);
    fail = false;
    pages.need(0, 1);
    await settled();
    expect(pages.at(0)).toBe(1);
  });
});
