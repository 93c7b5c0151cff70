/**
 * The races of the survey's section A.8, generation by generation: each is run where what it needs is
 * there, once with it and once repaired.
 */

import { UsageError } from '../../base/errors.ts';
import { breadthFirst, link } from '../../explorer/index.ts';
import { lateXenstore } from '../../models/systems/late-xenstore/index.ts';

type Given = NonNullable<Parameters<typeof lateXenstore.with>[0]>;
type Generation = NonNullable<Given['generation']>;

export const generations: readonly Generation[] = ['G0', 'G1', 'G2'];

interface Race {
  readonly id: string;
  readonly what: string;
  readonly property: string;
  /** What is switched on; where the page is to be made late, legacy mode for generations that have it. */
  readonly given: Given;
  readonly late?: boolean;
  readonly repaired: Given;
}

const stray: Given = {
  strayEvent: 'one',
  threadRecheck: 'off',
  handlerChecksConnected: 'off',
};

const races: readonly Race[] = [
  {
    id: 'L1',
    what: 'notified between look and sleep',
    property: 'NO-LOST-WAKE-UP',
    given: { threadRecheck: 'off' },
    repaired: { threadRecheck: 'on' },
  },
  {
    id: 'L1-TWICE',
    what: 'connected between two looks',
    property: 'NO-LOST-WAKE-UP',
    given: { readyRead: 'twice' },
    repaired: { readyRead: 'once' },
  },
  {
    id: 'L2',
    what: 'notified while no page is mapped',
    property: 'NO-LOST-WAKE-UP',
    given: { threadRecheck: 'off' },
    late: true,
    repaired: { threadRecheck: 'on' },
  },
  {
    id: 'L3',
    what: 'woken while still RECONNECT',
    property: 'NO-LOST-REQUEST',
    given: stray,
    repaired: { handlerChecksConnected: 'on' },
  },
  {
    id: 'L3b',
    what: 'introduced once more',
    property: 'NO-LOST-REQUEST',
    given: { inits: 2 },
    repaired: { inits: 1 },
  },
  {
    id: 'L4',
    what: 'garbage for a port',
    property: 'INTRODUCED',
    given: { pageZeroed: 'off' },
    repaired: { pageZeroed: 'on' },
  },
  {
    id: 'L5',
    what: 'legacy mode not recognised',
    property: 'INTRODUCED',
    given: { legacyMask: 'both' },
    late: true,
    repaired: { legacyMask: 'any' },
  },
  {
    id: 'L6',
    what: 'introduced, so skipped',
    property: 'NODES-WRITTEN',
    given: { portInPage: 'valid', initSkips: 'introduced' },
    repaired: { initSkips: 'nodes' },
  },
  {
    id: 'L7',
    what: 'another domain is adopted',
    property: 'ADOPTS-NOBODY',
    given: { xlCreate: 'racing' },
    repaired: { xlCreate: 'after' },
  },
  {
    id: 'L8',
    what: 'a kernel that does not know `connection`',
    property: 'RING-QUIET',
    given: { guest: 'pfn' },
    repaired: { guest: 'connection' },
  },
];

/** What came of a race in a generation: the steps it takes, or why there is none. */
export interface Outcome {
  /** Null where the generation does not have what the race needs. */
  readonly steps: number | 'holds' | null;
  readonly repaired: boolean | null;
}

/** One row for each race. */
export async function raceRows(): Promise<
  readonly (Pick<Race, 'id' | 'what' | 'property'> & { readonly outcomes: readonly Outcome[] })[]
> {
  const rows = [];
  for (const { id, what, property, given, late, repaired } of races) {
    const outcomes: Outcome[] = [];
    for (const generation of generations) {
      const mode =
        late === true && generation !== 'G0' ? ('legacy' as const) : ('enhanced' as const);
      const steps = await shortest({ generation, mode, ...given }, property);
      const mended = await shortest({ generation, mode, ...given, ...repaired }, property);
      outcomes.push({ steps, repaired: steps === null ? null : mended === 'holds' });
    }
    rows.push({ id, what, property, outcomes });
  }
  return rows;
}

async function shortest(given: Given, property: string): Promise<Outcome['steps']> {
  const system = buildable(given);
  if (system === null) return null;
  const properties = system.properties.filter(({ name }) => name === property);
  const [result] = (await breadthFirst(link({ ...system, properties }))).properties;
  return result?.verdict === 'violated' ? (result.path?.length ?? null) : 'holds';
}

/** The system, or null if its parameters are refused. */
function buildable(given: Given): ReturnType<typeof lateXenstore.with> | null {
  try {
    return lateXenstore.with(given);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
