/**
 * Runs of `reserved-regions` for its two tables: what page v0 of a domain may be taken for that two
 * endpoints share, and what becomes of a MAP over a region, layer by layer.
 */

import { breadthFirst, link } from '../../explorer/index.ts';
import type { Component } from '../../models/compose/index.ts';
import { reservedRegions } from '../../models/systems/reserved-regions/index.ts';
import { type Told, told } from '../../models/systems/reserved-regions/regions.ts';
import { reachable } from '../../properties/kinds/index.ts';

type Given = NonNullable<Parameters<typeof reservedRegions.with>[0]>;

/** The conditions under which the cells of the merge table are run. */
export const conditions = ['honest', 'hostile', 'kept', 'hints'] as const;
export type Condition = (typeof conditions)[number];

/** Nobody but the driver heeds regions, and it by the type under test only. */
const bare: Given = { merge: 'accept', attachCheck: 'none', mapCheck: 'none', hostCheck: 'none' };

const settings: Readonly<Record<Condition, Given>> = {
  honest: { hostile: false },
  hostile: { hostile: true },
  kept: { hostile: true, path: 'blocked' },
  hints: { hostile: false, messages: true, hint: 'domain' },
};

/** Pairs of types, as the table of 2017 has them. */
export const pairs: readonly (readonly [Told, Told])[] = told.flatMap((a, i) =>
  told.slice(i).map((b) => [a, b] as const),
);

/** Types that page v0 may be merged to: none, reserved, or one that an endpoint has. */
function candidates([a, b]: readonly [Told, Told]): readonly Told[] {
  return told.filter((type) => type === 'N' || type === 'R' || type === a || type === b);
}

/**
 * The types by which a driver may go so that no requirement is violated, whichever of the two
 * endpoints is the hostile one.
 */
export async function justified(
  pair: readonly [Told, Told],
  condition: Condition,
): Promise<readonly Told[]> {
  const found: Told[] = [];
  for (const merged of candidates(pair)) {
    const [first, second] = pair;
    const given = { ...bare, ...settings[condition], merged };
    const both = [await isSound({ ...given, first, second })];
    if (first !== second) both.push(await isSound({ ...given, first: second, second: first }));
    if (both.every((sound) => sound)) found.push(merged);
  }
  return found;
}

async function isSound(given: Given): Promise<boolean> {
  const result = await breadthFirst(link(reservedRegions.with(given)));
  if (result.properties.some(({ verdict }) => verdict === 'inconclusive')) {
    throw new Error(`not everything was visited: ${JSON.stringify(given)}`);
  }
  return result.properties.every(({ verdict }) => verdict !== 'violated');
}

/** A layer that is asked to map over a region. */
export const layers: readonly (readonly [layer: string, given: Given])[] = [
  ['the text', { mapCheck: 'reject' }],
  ['QEMU, an emulated endpoint', { mapCheck: 'none', hostCheck: 'none', path: 'blocked' }],
  ['QEMU, VFIO since Linux 5.4', { mapCheck: 'none', mapFail: 'hidden' }],
  [
    'QEMU, VFIO before, addresses that do not reach the IOMMU',
    { mapCheck: 'none', hostCheck: 'none', path: 'blocked' },
  ],
  ['QEMU, VFIO before, addresses that do', { mapCheck: 'none', hostCheck: 'none' }],
  ['Cloud Hypervisor, VFIO since Linux 5.4', { mapCheck: 'none' }],
];

/** What becomes of a buffer over a region: whether the guest is told OK, and where writes to it end. */
export interface Outcome {
  readonly ok: boolean;
  readonly ends: readonly string[];
}

const writes = ['buffer', 'data lost', 'data taken for a message'] as const;

/** What is reached by an endpoint that is alone, with this region, and was told of none. */
export async function outcomeOf(given: Given, first: 'R' | 'M'): Promise<Outcome> {
  const system = reservedRegions.with({
    endpoints: 1,
    hostile: false,
    probe: 'nothing',
    first,
    ...given,
  });
  const named = (name: string) =>
    system.components.find((component) => component.name === name) as Component;
  const goals = [
    named('d0.v0.believed').is(
      'is mapped',
      (s) => (s as { context: { to: unknown } }).context.to !== null,
    ),
    ...writes.map((place) =>
      named('dev.dma').is(
        `is at ${place}`,
        (s) => String((s as { value: unknown }).value) === place,
      ),
    ),
  ];
  const properties = goals.map((goal, i) =>
    reachable({ name: `goal ${i}`, statement: 'it comes about', goal }),
  );
  const result = await breadthFirst(link({ ...system, properties }));
  const [ok, ...ends] = result.properties.map(({ verdict }) => verdict === 'holds');
  return { ok: ok === true, ends: writes.filter((_, i) => ends[i]) };
}
