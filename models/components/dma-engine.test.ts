import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { dmaEngine, showDmaEngine } from './dma-engine.machine.ts';

const launch = { type: 'LAUNCH', page: 'page', tables: 'dom1', id: 1 } as const;

describe('the requests of a device', () => {
  test('fly one at a time, and know where to', () => {
    const flying = drive(dmaEngine, launch);
    expect(flying.context.flight).toEqual({ page: 'page', tables: 'dom1', id: 1 });
    expect(flying.can(launch)).toBe(false);
    expect(showDmaEngine(flying)).toBe('to page');
  });

  test('are messages too, each of which raises the interrupt it was remapped to', () => {
    const sent = drive(dmaEngine, { type: 'SEND', interrupt: 1 });
    expect(showDmaEngine(sent)).toBe('interrupt of dev1');
    expect(sent.can(launch)).toBe(false);
    expect(sent.can({ type: 'RAISE', interrupt: 0 })).toBe(false);
    const raised = drive(
      dmaEngine,
      { type: 'SEND', interrupt: 1 },
      { type: 'RAISE', interrupt: 1 },
    );
    expect(showDmaEngine(raised)).toBe('idle');
  });

  test('arrive', () => {
    expect(drive(dmaEngine).can({ type: 'ARRIVE' })).toBe(false);
    expect(showDmaEngine(drive(dmaEngine, launch, { type: 'ARRIVE' }))).toBe('idle');
  });
});
