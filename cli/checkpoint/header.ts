/**
 * What a checkpoint says about itself: whose search it is, and where in the file its parts lie. The
 * file is described in docs/internals/explicit.md.
 */

import { z } from 'zod';
import {
  fingerprint,
  type LinkedSystem,
  layOut,
  type Reduction,
  type Snapshot,
} from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { version } from '../version.ts';

/** The first line names the format and its version. */
export const FORMAT = 'interlock checkpoint';
export const FORMAT_VERSION = 1;

/** Bytes of the SHA-256 at the end. */
export const HASH_BYTES = 32;

const whole = z.int().nonnegative();
const bits = z.string().regex(/^[01]*$/);
const parameter = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

const identitySchema = z.strictObject({
  interlock: z.string(),
  system: z.string(),
  parameters: z.record(z.string(), parameter),
  /** Names, in the order of the system. */
  properties: z.array(z.string()),
  reductions: z.array(z.string()),
  fingerprint: z.string(),
  /** For each component: word, shift and mask of its bits. */
  packing: z.array(z.array(whole)),
});

const headerSchema = z.strictObject({
  ...identitySchema.shape,
  wordCount: whole.min(1),
  /** States are representatives of orbits. */
  isReduced: z.boolean(),
  /** What was decided about partial order; null where it was not asked for. */
  partialOrder: z
    .strictObject({
      sought: z.array(z.strictObject({ evidence: z.boolean(), companion: z.boolean() })).nullable(),
      isDecided: z.boolean(),
      used: z.strictObject({
        since: whole.nullable(),
        share: z.number().nullable(),
        refused: z.string().nullable(),
      }),
    })
    .nullable(),
  transitions: whole,
  terminal: whole,
  deadlocks: whole,
  coverage: z.strictObject({ steps: bits, localStates: z.array(bits) }),
  standings: z.array(
    /** `depth`: null where nothing was found; `targets`: how many. */
    z.strictObject({ depth: whole.nullable(), met: z.boolean(), targets: whole }),
  ),
  /** Numbers of states. */
  expanded: z.array(whole),
  open: whole,
  found: whole,
});

/** Whose search it is. Searches with the same identity can go on from each other's checkpoints. */
export type Identity = z.infer<typeof identitySchema>;

/** The second line of a checkpoint. */
export type Header = z.infer<typeof headerSchema>;

/** The identity of a search of this system, by this version. */
export function identityOf(
  system: SystemDefinition,
  linked: LinkedSystem,
  reductions: readonly Reduction[],
): Identity {
  const { slotWord, slotShift, slotMask } = layOut(linked);
  return {
    interlock: version(),
    system: system.name,
    parameters: structuredClone(system.parameters) as Identity['parameters'],
    properties: linked.properties.map(({ name }) => name),
    reductions: [...reductions],
    fingerprint: fingerprint(linked),
    packing: Array.from(slotWord, (word, slot) => [
      word,
      slotShift[slot] ?? 0,
      (slotMask[slot] ?? 0) >>> 0,
    ]),
  };
}

/** The header of a snapshot. */
export function headerOf(identity: Identity, snapshot: Snapshot): Header {
  const { expanded, open, found, transitions, seen, standings } = snapshot;
  const wordCount = wordCountOf(identity);
  const count = (pieces: Snapshot['open']): number =>
    pieces.reduce((sum, { length }) => sum + length / wordCount, 0);
  return {
    ...identity,
    wordCount,
    isReduced: snapshot.isReduced,
    partialOrder: snapshot.partialOrder as Header['partialOrder'],
    transitions,
    terminal: seen.terminal,
    deadlocks: seen.deadlocks,
    coverage: {
      steps: seen.coverage.steps.join(''),
      localStates: seen.coverage.localStates.map((local) => local.join('')),
    },
    standings: standings.map(({ depth, met, targets }) => ({
      depth: depth === Number.POSITIVE_INFINITY ? null : depth,
      met,
      targets: targets.length,
    })),
    expanded: expanded.map(count),
    open: count(open),
    found: count(found),
  };
}

function wordCountOf({ packing }: Identity): number {
  return packing.reduce((most, [word = 0]) => Math.max(most, word + 1), 1);
}

/** Number of states in a checkpoint. */
export function statesOf({ expanded, open, found }: Header): number {
  return expanded.reduce((sum, states) => sum + states, open + found);
}

/** Number of targets of all properties. */
export function targetsOf({ standings }: Header): number {
  return standings.reduce((sum, { targets }) => sum + targets, 0);
}

/** Bytes between the header and the hash: the states, then the targets, each with its step. */
export function bodyBytes(header: Header): number {
  const { wordCount } = header;
  return 4 * (statesOf(header) * wordCount + targetsOf(header) * (wordCount + 1));
}

/** The header on a line; null when it is none. */
export function parseHeader(line: string): Header | null {
  try {
    return headerSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
