/**
 * Requirements on where BARs are decoded, and on what the bridges above them forward: WIN-CONTAIN,
 * BUS-CONTAIN, DECODE-DISJOINT/bars, BAR-COHERENT, TRAP-FOLLOWS-BAR.
 *
 * Source: section C.8 of the survey. Addresses are counted in blocks.
 */

import type { AddressWindow } from '../../models/components/address-window.machine.ts';
import type { Bar } from '../../models/components/bar.machine.ts';
import type { PciBridge } from '../../models/components/pci-bridge.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { type Companion, companion, invariant } from '../kinds/index.ts';
import { type Actor, tagged } from './subject.ts';

type Bridge = Component<PciBridge>;

/** A BAR of one block. */
export interface PlacedBar {
  readonly bar: Component<Bar>;
  /** The block that it is in at first. */
  readonly starts: number;
  /** The bridges above it, the nearest one first. */
  readonly above: readonly Bridge[];
}

const movedAndOn = ({ bar, starts }: PlacedBar): Expression =>
  bar.is('is decoded elsewhere', ({ context }) => context.enabled && context.base !== starts);

const moved = (bars: readonly PlacedBar[]): Companion =>
  companion('a BAR is decoded where it was not at first', anyOf(...bars.map(movedAndOn)));

/** Where it is decoded; -1 where it is not. */
const decodedAt = (bar: Component<Bar>) =>
  bar.view('decoded at', ({ context }) => (context.enabled ? context.base : -1));

/** First and last of a range, as one word. */
const rangeOf = (text: string): readonly [number, number] =>
  text.split(' ').map(Number) as [number, number];
const windowOf = (bridge: Bridge) =>
  bridge.view('window', ({ context: { base, limit } }) => `${base} ${limit}`);
const busesOf = (bridge: Bridge) =>
  bridge.view('buses', ({ context: { secondary, subordinate } }) => `${secondary} ${subordinate}`);

/** Two ranges have something in common. */
function meets(a: string, b: string): boolean {
  const [[first, last], [from, to]] = [rangeOf(a), rangeOf(b)];
  return first <= last && from <= to && first <= to && from <= last;
}

/** What is decoded is forwarded by all bridges above. */
export function windowsContain(bars: readonly PlacedBar[]): Property {
  return invariant({
    name: 'WIN-CONTAIN',
    statement: 'a BAR that is decoded is within the windows of all bridges above it',
    stake: 'accesses to the function go to another one, or to nobody',
    holds: allOf(
      ...bars.flatMap(({ bar, above }) =>
        above.map((bridge) =>
          relation(
            `${bar.name} is within ${bridge.name}, if it is decoded`,
            [decodedAt(bar), windowOf(bridge)],
            (at, window) => {
              const [base, limit] = rangeOf(window);
              return at < 0 || (base <= at && at <= limit);
            },
          ),
        ),
      ),
    ),
    companion: moved(bars),
  });
}

/** A bridge below another one, or beside it. */
export interface BusTree {
  readonly child: Bridge;
  readonly parent: Bridge;
  readonly siblings: readonly (readonly [Bridge, Bridge])[];
  /** What puts it to the test. */
  readonly put: Companion;
}

/** Bus numbers below a bridge are within its range, and ranges of siblings are disjoint. */
export function busesContain({ child, parent, siblings, put }: BusTree): Property {
  return invariant({
    name: 'BUS-CONTAIN',
    statement:
      'the buses below a bridge are within its range of numbers, and siblings have none in common',
    stake:
      'a config access reaches another function than the one that the guest has at its address',
    holds: allOf(
      relation(
        `${child.name} is within ${parent.name}, if it has a number`,
        [busesOf(child), busesOf(parent)],
        (inner, outer) => {
          const [[first, last], [from, to]] = [rangeOf(inner), rangeOf(outer)];
          return first === 0 || (from < first && last <= to);
        },
      ),
      ...siblings.map(([a, b]) =>
        relation(
          `${a.name} and ${b.name} have no bus in common`,
          [busesOf(a), busesOf(b)],
          (x, y) => !meets(x, y),
        ),
      ),
    ),
    companion: put,
  });
}

/** What has addresses. */
export interface Decoders {
  readonly bars: readonly PlacedBar[];
  /** Bridges beside each other. */
  readonly siblings: readonly (readonly [Bridge, Bridge])[];
  /** Blocks with RAM. */
  readonly ram: readonly number[];
  /** What puts it to the test; unless told, that a BAR has been moved. */
  readonly put?: Companion;
}

/** No block is decoded twice. */
export function barsDisjoint({ bars, siblings, ram, put = moved(bars) }: Decoders): Property {
  const pairs = bars.flatMap((a, i) => bars.slice(i + 1).map((b) => [a.bar, b.bar] as const));
  return invariant({
    name: 'DECODE-DISJOINT/bars',
    statement: 'no BAR is decoded over another one or over RAM, and windows of ports are disjoint',
    stake: 'a device shadows another one, or RAM of the guest turns into registers',
    holds: allOf(
      ...pairs.map(([a, b]) =>
        relation(
          `${a.name} and ${b.name} are not decoded in one place`,
          [decodedAt(a), decodedAt(b)],
          (x, y) => x < 0 || x !== y,
        ),
      ),
      ...siblings.map(([a, b]) =>
        relation(
          `${a.name} and ${b.name} forward nothing in common`,
          [windowOf(a), windowOf(b)],
          (x, y) => !meets(x, y),
        ),
      ),
      ...bars.map(({ bar }) =>
        not(
          bar.is(
            'is decoded over RAM',
            ({ context }) => context.enabled && ram.includes(context.base),
          ),
        ),
      ),
    ),
    companion: put,
  });
}

/**
 * Between two instructions of the guest, a BAR that it has programmed and switched on is decoded.
 *
 * @param on the guest has switched decoding on
 * @param guest the vCPU that does it
 */
export function barCoherent({ bar, starts }: PlacedBar, on: Expression, guest: Actor): Property {
  const boundary = allOf(tagged(guest, 'boundary'), on);
  const programmed = bar.is('is programmed', (s) => s.context.base !== starts);
  return invariant({
    name: 'BAR-COHERENT',
    statement: 'a BAR that the guest has programmed and switched on is decoded where it reads it',
    stake: 'the guest takes a function for usable that answers somewhere else, or not at all',
    source: 'C.6 H4b; cloud-hypervisor issues 7938 and 8202',
    holds: implies(
      allOf(boundary, programmed),
      bar.is('is decoded', (s) => s.context.enabled),
    ),
    companion: companion('the guest has switched it on', boundary),
  });
}

/** Accesses to an MSI-X table are trapped where the table is. */
export function trapFollowsBar(
  { bar, starts }: PlacedBar,
  trap: Component<AddressWindow>,
): Property {
  return invariant({
    name: 'TRAP-FOLLOWS-BAR',
    statement:
      'while a BAR with an MSI-X table is decoded, accesses to the table are trapped there',
    stake:
      'the hypervisor does not see masks that the guest writes, or takes other writes for such',
    holds: relation(
      'the trap is where the table is',
      [decodedAt(bar), trap.view('trap', (s) => s.context.at)],
      (table, trapped) => table < 0 || table === trapped,
    ),
    companion: companion(
      'the table is not where it was at first',
      movedAndOn({ bar, starts, above: [] }),
    ),
  });
}
