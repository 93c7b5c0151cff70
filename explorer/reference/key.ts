/**
 * The oracle's own idea of when two states are the same: equal persisted snapshots, with remembered
 * history, compared as values. Written apart from the encoding the engines use, on purpose.
 */

import type { AnyMachineSnapshot } from 'xstate';
import type { SystemDefinition } from '../../models/compose/index.ts';

/** One text for each state. */
export function keyOf(
  system: SystemDefinition,
  world: ReadonlyMap<string, AnyMachineSnapshot>,
): string {
  return system.components
    .map(({ name, machine }) =>
      textOf(memorised(machine.getPersistedSnapshot(world.get(name) as never))),
    )
    .join('\n');
}

/** What a history state remembers is a set of nodes: XState enters them in document order. */
function memorised(persisted: object): object {
  const { historyValue = {} } = persisted as { historyValue?: Record<string, readonly object[]> };
  const sets = Object.entries(historyValue).map(([id, nodes]) => [id, new Set(nodes)] as const);
  return { ...persisted, historyValue: Object.fromEntries(sets) };
}

/** JSON with sorted keys and a tag on whatever JSON itself would lose. */
export function textOf(value: unknown): string {
  return JSON.stringify(tagged(value));
}

function tagged(value: unknown): unknown {
  if (value === undefined) return ['undefined'];
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return ['number', Object.is(value, -0) ? '-0' : String(value)];
  }
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return ['array', ...value.map((part) => tagged(part))];
  if (value instanceof Date) return ['date', value.getTime()];
  if (value instanceof Map) return ['map', ...sortedTexts([...value])];
  if (value instanceof Set) return ['set', ...sortedTexts([...value])];
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, part]) => [key, tagged(part)]));
}

function sortedTexts(values: readonly unknown[]): readonly string[] {
  return values.map((value) => textOf(value)).sort();
}
