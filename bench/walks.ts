/**
 * Walks at random in the full system, with one thing wrong at a time, at a size at which nobody visits all
 * states: how soon each defect of the catalogue is found.
 */

import { assert } from '../base/errors.ts';
import { catalogue, type DefectEntry } from '../counterexamples/index.ts';
import { breadthFirst, link, randomWalks } from '../explorer/index.ts';
import { withProperties } from '../models/compose/index.ts';
import { fullPassthrough } from '../models/systems/full-passthrough/index.ts';

/** The size; command writes make it large whatever else there is. */
export const SIZE = { guests: 2, vcpus: 4, devices: 2 } as const;

/** What walks and, beside them, a search of every state may take. */
export interface WalkLimits {
  readonly seed: number;
  /** For the walks, milliseconds. */
  readonly timeMsMax: number;
  /** For states and tables of the search. */
  readonly memoryBytesMax: number;
}

/** One defect. */
export interface WalksRow {
  readonly id: string;
  readonly property: string;
  /** Milliseconds until it was found and made short; null if it was not found. */
  readonly foundMs: number | null;
  readonly walks: number;
  /** Steps of the run as it was found, and as it is shown; null if it was not found. */
  readonly lengths: { readonly found: number; readonly shown: number } | null;
  /** States that the search had visited when its memory was used up; fewer than there are. */
  readonly statesOver: bigint;
}

/** The defects of the full system. */
export const walkable: readonly DefectEntry[] = catalogue.filter(
  (entry): entry is DefectEntry =>
    entry.kind === 'defect' && entry.defect.system === fullPassthrough.name,
);

/** Walks, then searches. Throws a `DefectError` if the search comes to an end: the size is too small. */
export async function measureWalks(
  { id, property, defect: { parameters } }: DefectEntry,
  { seed, timeMsMax, memoryBytesMax }: WalkLimits,
  size: Readonly<Record<keyof typeof SIZE, number>> = SIZE,
): Promise<WalksRow> {
  const { paths: asked = [] } = parameters;
  const paths = [...new Set([asked, 'CMD'].flat())].map(String);
  const system = fullPassthrough.instantiate({ ...parameters, ...size, paths });
  const linked = link(withProperties(system, [property]));
  const now = (): number => performance.now();
  const started = now();
  const { walks, found } = await randomWalks(linked, { seed, limits: { timeMsMax }, now });
  const foundMs = now() - started;
  const searched = await breadthFirst(
    { ...linked, properties: [] },
    { limits: { memoryBytesMax } },
  );
  assert(!searched.complete, `${id} has more states than there is memory for`);
  const [walk] = found;
  return {
    id,
    property,
    foundMs: walk === undefined ? null : foundMs,
    walks,
    lengths: walk?.lengths ?? null,
    statesOver: searched.states,
  };
}
