import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type DmaRangeEvent, dmaRange, showDmaRange } from './dma-range.machine.ts';

const having = (...events: readonly DmaRangeEvent[]) => drive(dmaRange, ...events);
const pin = { type: 'PIN', page: 0 } as const;
const remove = { type: 'REMOVE' } as const;

describe('a range that vendor drivers pin pages of', () => {
  test('is not removed while something is pinned', () => {
    expect(having(pin).can(remove)).toBe(false);
    expect(showDmaRange(having(pin, { ...pin, page: 1 }))).toBe('mapped, pinned 0 1');
    expect(showDmaRange(having(pin, { type: 'UNPIN', page: 0 }, remove))).toBe('gone');
  });

  test('takes no more pins once unmapping has begun', () => {
    expect(having({ type: 'CLOSE' }).can(pin)).toBe(false);
    expect(having({ type: 'CLOSE' }, remove).can(pin)).toBe(false);
    expect(having({ type: 'CLOSE' }, remove, { type: 'MAP' }).can(pin)).toBe(true);
  });

  test('may be forgotten with its pins', () => {
    expect(showDmaRange(having(pin, { type: 'DROP' }))).toBe('gone, pinned 0');
  });
});
