import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from './compile/link.ts';
import { fingerprint } from './fingerprint.ts';
import type { LinkedSystem } from './system.ts';
import { systemFrom } from './testing/system-from.ts';
import { systemPlan } from './testing/system-plan.ts';
import { counter, philosophers, regions, twoStateClock } from './testing/systems.ts';

/** A place in a value: keys and indices from the outside in. */
type Place = readonly (string | number)[];

/** Where a value holds numbers, texts, Booleans and nulls. */
function placesIn(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, part]) => placesIn(part, [...at, key]));
}

/** A deep copy with one leaf changed to another value of its type. */
function changedAt(value: unknown, [key, ...rest]: Place): unknown {
  if (key === undefined) {
    if (typeof value === 'string') return `${value}'`;
    if (typeof value === 'number') return value === 0 ? 1 : 0;
    return value === null ? 'not null' : !value;
  }
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = changedAt(copy[key], rest);
  return copy;
}

describe('the fingerprint of a linked system', () => {
  test('is the same for the same system', () => {
    for (const make of [twoStateClock, () => counter(4), () => philosophers(3), regions]) {
      expect(fingerprint(link(make()))).toBe(fingerprint(link(make())));
      expect(fingerprint(structuredClone(link(make())))).toBe(fingerprint(link(make())));
    }
    expect(fingerprint(link(twoStateClock()))).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on the order that is recommended for levels', () => {
    const levels = philosophers(3).components.map(({ name }) => name);
    const recommended = link({ ...philosophers(3), levels });
    expect(recommended.levels).toHaveLength(levels.length);
    expect(fingerprint(recommended)).toBe(fingerprint(link(philosophers(3))));
  });

  test('does not depend on the order of keys', () => {
    const linked = link(twoStateClock());
    const reversed = Object.fromEntries(Object.entries(linked).reverse()) as unknown;
    expect(fingerprint(reversed as LinkedSystem)).toBe(fingerprint(linked));
  });

  test('changes with every number, name and flag in it', () => {
    let compared = 0;
    fc.assert(
      fc.property(systemPlan, fc.nat(), (plan, pick) => {
        const linked = link(systemFrom(plan));
        const places = placesIn(linked);
        const place = places[pick % places.length] ?? [];
        const changed = changedAt(linked, place) as LinkedSystem;
        expect(fingerprint(changed), place.join('.')).not.toBe(fingerprint(linked));
        compared++;
      }),
      { seed: 20261121, numRuns: 300 },
    );
    expect(compared).toBe(300);
  });

  test('tells apart what runs together when written side by side', () => {
    const linked = link(twoStateClock());
    const named = (actors: readonly string[]): string => fingerprint({ ...linked, actors });
    expect(new Set([['a', 'b'], ['ab'], ['a,b'], ['', 'ab'], ['a', '', 'b']].map(named)).size).toBe(
      5,
    );
  });
});
