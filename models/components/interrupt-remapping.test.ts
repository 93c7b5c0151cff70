import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  accepts,
  hostVector,
  msiMessage,
  type RemapEntryEvent,
  remapEntry,
  showHostVector,
  showMsiMessage,
  showRemapEntry,
} from './interrupt-remapping.machine.ts';

const having = (...events: readonly RemapEntryEvent[]) =>
  drive(remapEntry({ sources: [0], vector: 7 }), ...events);

describe('a remapping entry', () => {
  test('accepts the devices it is for, and nobody while it is not present', () => {
    expect([accepts(having(), 0), accepts(having(), 1)]).toEqual([true, false]);
    expect(accepts(having({ type: 'ADMIT', device: 1 }), 1)).toBe(true);
    expect(accepts(having({ type: 'WITHDRAW', device: 0 }), 0)).toBe(false);
    expect(accepts(having({ type: 'CLEAR' }), 0)).toBe(false);
    expect(accepts(drive(remapEntry()), 0)).toBe(false);
  });

  test('keeps its vector when a device leaves it', () => {
    expect(having({ type: 'WITHDRAW', device: 0 }).context.vector).toBe(7);
  });

  test('remembers that it was made from a message that was read back', () => {
    const write = { type: 'WRITE', sources: [1], vector: 2 } as const;
    expect(having({ ...write, readBack: true }).context).toEqual({
      sources: [1],
      vector: 2,
      readBack: true,
    });
    expect(
      having({ ...write, readBack: true }, { ...write, readBack: false }).context.readBack,
    ).toBe(false);
  });

  test('is shown by who may use it and where it leads', () => {
    expect([
      showRemapEntry(having({ type: 'ADMIT', device: 1 })),
      showRemapEntry(having({ type: 'WRITE', sources: [0], vector: 1, readBack: true })),
      showRemapEntry(having({ type: 'CLEAR' })),
    ]).toEqual(['dev0 dev1 to vector 7', 'dev0 to vector 1, read back', 'not present']);
  });
});

describe('a vector', () => {
  test('is of one IRQ at a time, and released by that one', () => {
    const taken = drive(hostVector(null), { type: 'TAKE', irq: 1 });
    expect(taken.can({ type: 'TAKE', irq: 2 })).toBe(false);
    expect(taken.can({ type: 'RELEASE', irq: 2 })).toBe(false);
    expect(drive(hostVector(1), { type: 'RELEASE', irq: 1 }).context.irq).toBe(null);
    expect([showHostVector(taken), showHostVector(drive(hostVector(null)))]).toEqual([
      'irq1',
      'free',
    ]);
  });
});

describe('a message register', () => {
  test('has the index that was written last', () => {
    const written = drive(msiMessage(0), { type: 'WRITE', index: 2 });
    expect([written.context.index, showMsiMessage(written)]).toEqual([2, 'index 2']);
  });
});
