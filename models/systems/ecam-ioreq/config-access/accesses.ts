/** What the guest does in the scene `config-access`, the same for every approach: its writes and accesses. */

import type { ConfigAccess, Topology } from '../../../components/topology-history.machine.ts';
import type { Values } from '../parameters.ts';
import { BUS, GOAL, positions, START } from './world.ts';

/** One write of a register of the chipset: of a half of PCIEXBAR, or of the secondary bus number. */
export type Write =
  | {
      readonly register: 'low';
      readonly low: number;
      readonly enable: boolean;
      readonly reserved: boolean;
    }
  | { readonly register: 'high'; readonly high: number }
  | { readonly register: 'bus'; readonly bus: number };

/** A write, with where it puts the window, as the guest means it. */
interface Move {
  readonly write: Exclude<Write, { readonly register: 'bus' }>;
  readonly window: number | null;
}

const low = (value: number, enable = true, reserved = false): Move['write'] => ({
  register: 'low',
  low: value,
  enable,
  reserved,
});
const high = (value: number): Move['write'] => ({ register: 'high', high: value });

/** The sequences of writes by which the guest may move the window. */
export function movesOf({ pciexbarWrite, move }: Values): readonly (readonly Move[])[] {
  const goal = { low: GOAL % 2, high: Math.floor(GOAL / 2) };
  const start = { low: START % 2, high: Math.floor(START / 2) };
  if (move === 'reserved') {
    return [[{ write: low(goal.low, true, true), window: START }]];
  }
  if (pciexbarWrite === 'disabledFirst') {
    return [
      [
        { write: low(start.low, false), window: null },
        { write: high(goal.high), window: null },
        { write: low(goal.low), window: GOAL },
      ],
    ];
  }
  const between = (h: number, l: number): number => 2 * h + l;
  return [
    [
      { write: low(goal.low), window: between(start.high, goal.low) },
      { write: high(goal.high), window: GOAL },
    ],
    [
      { write: high(goal.high), window: between(goal.high, start.low) },
      { write: low(goal.low), window: GOAL },
    ],
  ];
}

/** Every write that somebody may have to work on. */
export function writesOf(values: Values): readonly Write[] {
  const moves = values.work.includes('MOVE') ? movesOf(values).flat() : [];
  const all: readonly Write[] = [
    ...moves.map(({ write }) => write),
    ...(values.work.includes('RENUMBER') ? [renumbering] : []),
  ];
  return all.filter((write, i) => all.findIndex((w) => nameOf(w) === nameOf(write)) === i);
}

/** The root port gets a bus number. */
export const renumbering: Write = { register: 'bus', bus: BUS };

/** The topologies that the guest goes through, in order. */
export function topologiesOf(values: Values): readonly Topology[] {
  const start: Topology = { window: START, bus: 0 };
  if (values.reload !== 'none') return [start, { window: reloaded(values), bus: 0 }];
  const [moves = []] = values.work.includes('MOVE') ? movesOf(values) : [];
  // Where two sequences of halves differ is the position in between, which nobody accesses.
  const moved = moves.map(({ window }): Topology => ({ window, bus: 0 }));
  const last = moved.at(-1) ?? start;
  const numbered = values.work.includes('RENUMBER') ? [{ ...last, bus: BUS }] : [];
  return [start, ...moved, ...numbered];
}

/** Where the window is after a reset or a restore. */
export function reloaded({ reload }: Values): number | null {
  return reload === 'reset' ? null : GOAL;
}

/** A write as it is told. */
export function nameOf(write: Write): string {
  switch (write.register) {
    case 'low':
      return `PCIEXBAR low ${write.enable ? (write.reserved ? `${write.low}, reserved length` : `${write.low}, on`) : 'off'}`;
    case 'high':
      return `PCIEXBAR high ${write.high}`;
    case 'bus':
      return `secondary bus ${write.bus}`;
  }
}

/** An ECAM access to a function, by the position of the window and the function's BDF. */
export interface EcamAccess extends ConfigAccess {
  readonly at: number;
  readonly target: 'fn' | 'pt';
  readonly name: string;
}

const accessTo = (at: number, target: 'fn' | 'pt'): EcamAccess => ({
  at,
  target,
  bus: target === 'fn' ? 0 : BUS,
  name: `${target === 'fn' ? '0:2.0' : `${BUS}:0.0`} at ${positions[at] ?? at}`,
});

/** Accesses of vCPUs that do not know where the window is by now. */
export function accessesOf(values: Values): readonly EcamAccess[] {
  const places = values.work.includes('MOVE') || values.reload !== 'none' ? [START, GOAL] : [START];
  return places.flatMap((at) => targetsOf(values).map((target) => accessTo(at, target)));
}

/** Accesses of the vCPU that moves the window, to where it is. */
export function ownAccessesOf(values: Values, at: number): readonly EcamAccess[] {
  return targetsOf(values).map((target) => accessTo(at, target));
}

function targetsOf({ work }: Values): readonly ('fn' | 'pt')[] {
  return work.includes('RENUMBER') ? ['fn', 'pt'] : ['fn'];
}

/** The tag of places of an access, by which requirements know its address. */
export const tagOf = ({ at, target, bus }: ConfigAccess): string =>
  `accesses ${at ?? '-'} ${target} ${bus}`;

/** The requests by which an access may come to a device model. */
export const byId = ({ target, bus }: Pick<EcamAccess, 'target' | 'bus'>): string =>
  target === 'fn' ? 'config 0:2.0' : `config ${bus}:0.0`;
export const byAddress = ({ name }: EcamAccess): string => `memory ${name}`;
