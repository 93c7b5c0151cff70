import { describe, expect, test } from 'vitest';
import { heapObject, showHeapObject } from './heap-object.machine.ts';
import { drive } from './testing/actors.ts';

const allocate = { type: 'ALLOCATE' } as const;
const free = { type: 'FREE' } as const;

describe('a heap object', () => {
  test('has another generation after every allocation, so that ABA shows', () => {
    const machine = heapObject(3);
    expect(drive(machine).context.generation).toBe(0);
    const reborn = drive(machine, free, allocate);
    expect(reborn.matches('allocated')).toBe(true);
    expect(reborn.context.generation).toBe(1);
    expect(drive(machine, free, allocate, free, allocate).context.generation).toBe(2);
  });

  test('keeps the generation it had while it is freed', () => {
    expect(drive(heapObject(2), free).context.generation).toBe(0);
  });

  test('is not allocated more often than its bound, nor freed twice', () => {
    expect(drive(heapObject(2), free, allocate, free).can(allocate)).toBe(false);
    expect(drive(heapObject(1), free).can(allocate)).toBe(false);
    expect(drive(heapObject(2), free).can(free)).toBe(false);
    expect(drive(heapObject(2)).can(allocate)).toBe(false);
  });

  test('may not exist at first; then all generations are still to come', () => {
    const machine = heapObject(1, 'freed');
    expect(drive(machine).context.generation).toBe(-1);
    expect(drive(machine, allocate).context.generation).toBe(0);
    expect(drive(machine, allocate, free).can(allocate)).toBe(false);
  });

  test('is shown by its generation, and whether it is there', () => {
    expect([
      showHeapObject(drive(heapObject(2, 'freed'))),
      showHeapObject(drive(heapObject(2))),
      showHeapObject(drive(heapObject(2), free)),
      showHeapObject(drive(heapObject(2), free, allocate)),
    ]).toEqual(['never made', '#0 allocated', '#0 freed', '#1 allocated']);
  });
});
