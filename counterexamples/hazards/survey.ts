/**
 * The survey's matrix of variants and hazards, and where the model says otherwise.
 *
 * The survey's cells were reasoned, not run. A difference is listed with its reason; one that is not listed, or
 * that is none any more, fails a test.
 */

import type { Variant } from '../../models/systems/backend-ready/variants.ts';
import { tableOf } from '../table-of.ts';
import { foundCells } from './found.ts';
import { type Cell, type Hazard, hazards, judged } from './hazards.ts';

const rows: Readonly<Record<Hazard['id'], string>> = {
  R1: 'c c ✓ ✗ ✗ ✗ ✗ ✗ ✓ c ✓ ✓',
  R2: 'c ✗ c – – c – – ✗ c – ✓',
  R3: '✗ ✗ ✗ ✗ ✗ c ✗ ✗ ✗ ✗ ✗ ✗',
  R4: 'c ✗ ✗ c c ✗ ✗ ✗ ✗ ✗ ✗ ✗',
  R5: '✓ ✓ c c ✗ – ✗ c – – – c',
  R6: 'c c ✗ c c – ✗ ✗ – ✗ – c',
  R13: '✗ – – – – ✗ – – – ✗ – –',
};

/** What the survey has. */
export function surveyed(hazard: Hazard['id'], variant: Variant): Cell {
  return rows[hazard].split(' ')[judged.indexOf(variant)] as Cell;
}

/** Some cells of a row in which model and survey differ, and why. */
export interface Difference {
  readonly hazard: Hazard['id'];
  readonly variants: readonly Variant[];
  readonly why: string;
}

export const differences: readonly Difference[] = [
  {
    hazard: 'R1',
    variants: ['V3'],
    why: 'As designed it is free of the hazard. But binding an event channel wakes the frontend, so without a level it probes at once; and `waitFor=any` scans the function of a slower backend, which the survey itself lists as a race of V3.',
  },
  {
    hazard: 'R1',
    variants: ['V12'],
    why: 'As designed it is free of the hazard. But the backend writes the ready word itself, and it may do so once its server is enabled; nobody checks. `waitFor` is as in V3.',
  },
  {
    hazard: 'R1',
    variants: ['V6'],
    why: 'The survey thinks of the wait as a boot delay. The model has the hot-plug path V6.1 to V6.5: a scan behind a link that is down finds the port only, and hot-plug comes later. The hazard needs a port without link-active reporting.',
  },
  {
    hazard: 'R1',
    variants: ['V9'],
    why: 'The placeholder is shown by the device model. Before that is started nobody claims the range, and the read of the magic value gets all-ones. It is excluded only if the hypervisor shows the placeholder.',
  },
  {
    hazard: 'R1',
    variants: ['V10'],
    why: 'The time-out of deferred probes belongs to the variant, and in the model it may expire whenever the supplier is not there. A boot without that time-out would make the cell conditional.',
  },
  {
    hazard: 'R4',
    variants: ['V5'],
    why: 'The device model names the backend, and one that is not to be trusted names whom it likes, restart or not.',
  },
  {
    hazard: 'R5',
    variants: ['V6', 'V9', 'V10', 'V11'],
    why: 'The survey leaves out variants that say nothing about who the backend is. The model gives them the device tree, which may name one backend for the whole bridge (BRIDGE_WIDE).',
  },
  {
    hazard: 'R6',
    variants: ['V6', 'V9', 'V11'],
    why: 'As for R5: with the device tree comes its lookup, which is silent about a device that nobody names.',
  },
  {
    hazard: 'R6',
    variants: ['V2'],
    why: 'A platform node without `iommus` is used without grants by stock Linux, just as a function that no entry of `iommu-map` covers. The agent only sets the status of the node.',
  },
  {
    hazard: 'R13',
    variants: ['V6'],
    why: 'With link-active reporting a time-out powers the slot off, and the next link event tries again: neither ready nor absent for good. Without it (TIMEOUT_READY) it is a false ready.',
  },
];

/** Cells in which the runs found something else than the survey has. */
export function differing(): readonly {
  readonly hazard: Hazard['id'];
  readonly variant: Variant;
}[] {
  return hazards.flatMap(({ id }) =>
    judged
      .filter((variant) => cellOf(id, variant) !== surveyed(id, variant))
      .map((variant) => ({ hazard: id, variant })),
  );
}

function cellOf(hazard: Hazard['id'], variant: Variant): Cell {
  return foundCells[hazard][variant as keyof (typeof foundCells)['R1']].cell;
}

/** The tables of the manual: the matrix beside the survey's, conditions, differences. */
export function hazardTables(): Readonly<Record<string, string>> {
  return { hazards: matrix(), conditions: conditions(), differences: differenceTable() };
}

/** A cell shows what was found, and what the survey has where that is something else. */
function matrix(): string {
  return tableOf(
    ['hazard', ...judged],
    hazards.map(({ id, what }) => [
      `${id} ${what}`,
      ...judged.map((variant) => {
        const [here, there] = [cellOf(id, variant), surveyed(id, variant)];
        return here === there ? here : `**${here}** (${there})`;
      }),
    ]),
  );
}

function conditions(): string {
  return tableOf(
    ['hazard', 'variant', 'shows with'],
    hazards.flatMap(({ id }) =>
      Object.entries(foundCells[id])
        .filter(([, { cell }]) => cell === 'c')
        .map(([variant, found]) => [id, variant, found.conditions.join('; ')]),
    ),
  );
}

function differenceTable(): string {
  return tableOf(
    ['hazard', 'variants', 'why'],
    differences.map(({ hazard, variants, why }) => [hazard, variants.join(', '), why]),
  );
}
