/**
 * The merge table of the runs beside that of the seed, where they differ and why, and what becomes of a
 * MAP over a region.
 */

import { seedCell, type Told, told } from '../../models/systems/reserved-regions/regions.ts';
import { tableOf } from '../table-of.ts';
import { foundOutcomes, foundTypes } from './found.ts';
import { type Condition, conditions, layers, pairs } from './runs.ts';

/** A cell of the seed's table that some condition does not bear out. */
export interface Difference {
  readonly pair: string;
  readonly conditions: readonly Condition[];
  readonly why: string;
}

export const differences: readonly Difference[] = [
  {
    pair: 'NI',
    conditions: ['honest', 'hints'],
    why: 'The table leaves the cell open. With endpoints that do as they are told I is fine: nobody but the owner of the region goes there.',
  },
  {
    pair: 'NI',
    conditions: ['hostile', 'kept'],
    why: 'Nothing will do: without the mapping one endpoint fails, with it the other reads and writes memory of firmware. The device has to refuse the ATTACH, as the mail says it should be allowed to.',
  },
  {
    pair: 'RI',
    conditions: ['hostile'],
    why: 'The table has I, "not accessed by the other". A hostile endpoint emits the address all the same, so the cell is as unsafe as N+I. It is safe where requests to R do not reach the IOMMU, or the host maps nothing there.',
  },
  {
    pair: 'MI',
    conditions: ['hostile'],
    why: 'As for R+I. What the endpoint writes is claimed as a message; what it reads is not, unless the platform claims reads too.',
  },
  {
    pair: 'NM',
    conditions: ['hints'],
    why: 'The table has M. If interrupts go by the merged type, the endpoint without a doorbell is told that it has one, and its messages are lost: then only R will do. By its own mail M "doesn’t have a meaning within a domain"; with hints taken from each endpoint M and R are the same for a domain.',
  },
];

/** Conditions under which the seed has something else than the runs bear out. */
export function differing(): readonly string[] {
  return pairs.flatMap(([a, b]) =>
    conditions
      .filter((condition) => {
        const cell = seedCell(a, b);
        return cell === '?' || !typesOf(a, b, condition).includes(cell);
      })
      .map((condition) => `${a}${b} ${condition}`),
  );
}

function typesOf(a: Told, b: Told, condition: Condition): readonly Told[] {
  return (foundTypes[`${a}${b}`] ?? foundTypes[`${b}${a}`])?.[condition] ?? [];
}

/** The tables of the manual. */
export function regionTables(): Readonly<Record<string, string>> {
  return {
    seed: square((a, b) => seedCell(a, b)),
    'merge-honest': found('honest'),
    'merge-hostile': found('hostile'),
    'merge-kept': found('kept'),
    'merge-hints': found('hints'),
    differences: tableOf(
      ['cell', 'seed', 'runs', 'when', 'why'],
      differences.map(({ pair, conditions: some, why }) => {
        const [a, b] = [pair[0] as Told, pair[1] as Told];
        const [first = 'honest'] = some;
        return [
          `${a}+${b}`,
          seedCell(a, b),
          shown(typesOf(a, b, first)),
          some.map((condition) => words[condition]).join('; '),
          why,
        ];
      }),
    ),
    'map-over': tableOf(
      ['layer', 'over R', 'over M'],
      layers.map(([layer]) => [
        layer,
        ...(['R', 'M'] as const).map((type) => outcome(layer, type)),
      ]),
    ),
  };
}

const words: Readonly<Record<Condition, string>> = {
  honest: 'all endpoints do as they are told',
  hostile: 'one endpoint is hostile',
  kept: 'the same, and its requests to its own region do not reach the IOMMU',
  hints: 'interrupts go by the merged type',
};

function found(condition: Condition): string {
  return square((a, b) => {
    const cell = seedCell(a, b);
    const types = typesOf(a, b, condition);
    const text = shown(types);
    return cell !== '?' && types.includes(cell) ? text : `**${text}**`;
  });
}

function shown(types: readonly Told[]): string {
  return types.length === 0 ? 'refuse' : types.join(' or ');
}

function square(cell: (a: Told, b: Told) => string): string {
  return tableOf(
    ['', ...told],
    told.map((a) => [`**${a}**`, ...told.map((b) => cell(a, b))]),
  );
}

function outcome(layer: string, type: 'R' | 'M'): string {
  const { ok, ends } = foundOutcomes[layer]?.[type] ?? { ok: false, ends: [] };
  if (!ok) return 'not OK';
  const written = ends.map((end) => (end === 'buffer' ? 'it is written' : end));
  return `OK; ${written.join(', ')}`;
}
