import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { accepts, type RemapEntryEvent, remapEntry } from './interrupt-remapping.machine.ts';

const written: RemapEntryEvent = { type: 'WRITE', sources: [0], vector: 3, readBack: false };
const having = (...events: readonly RemapEntryEvent[]) => drive(remapEntry(), ...events);

describe('an entry of a remapping table', () => {
  test('lets through the devices it names, and nobody once it is cleared', () => {
    expect([0, 1].map((device) => accepts(having(written), device))).toEqual([true, false]);
    expect(accepts(having(written, { type: 'CLEAR' }), 0)).toBe(false);
    expect(accepts(having(), 0)).toBe(false);
  });

  test('may come to admit more devices, and fewer', () => {
    const shared = having(written, { type: 'ADMIT', device: 1 });
    expect(shared.context.sources).toEqual([0, 1]);
    const one = having(written, { type: 'ADMIT', device: 1 }, { type: 'WITHDRAW', device: 0 });
    expect(one.context).toEqual({ sources: [1], vector: 3, readBack: false });
  });
});
