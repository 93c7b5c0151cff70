import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { grantDmaData, showGrantDmaData } from './grant-dma-data.machine.ts';

const store = { type: 'STORE', domid: 1, incarnation: 0 } as const;

test('an entry of grant-dma-ops outlives its memory, unless it is erased', () => {
  const broken = drive(grantDmaData, store, { type: 'BREAK' });
  expect(showGrantDmaData(broken)).toBe('of dom1, broken');
  expect(broken.can(store)).toBe(false);
  const freed = drive(grantDmaData, store, { type: 'FREE' });
  expect(showGrantDmaData(freed)).toBe('dangling');
  expect(freed.can(store)).toBe(false);
  const again = drive(grantDmaData, store, { type: 'BREAK' }, { type: 'ERASE' }, store);
  expect(showGrantDmaData(again)).toBe('of dom1');
});
