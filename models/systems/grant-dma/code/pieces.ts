/** Pieces that the hypercalls on a grant table have in common: locks, lives, looks at the pins. */

import {
  type Needed,
  neededBits,
  type Pins,
  pins,
  writablePins,
} from '../../../components/active-grant.machine.ts';
import type { Case, Effect, Registers } from '../../../kit/program.ts';
import type { GrantRef, GrantTable, Mapper, Wish } from '../table.ts';

/** One case for each life of the domain; there is a register for it only where there are several. */
export function perLife(
  { domids }: Mapper,
  make: (domid: number, life: number) => readonly Case[],
): readonly Case[] {
  return domids.flatMap((domid, life) =>
    make(domid, life).map((c) =>
      domids.length === 1 ? c : { ...c, name: named(c.name, life), where: { ...c.where, life } },
    ),
  );
}

function named(name: string | undefined, life: number): string {
  const words = [...(name === undefined ? [] : [name]), ...(life === 0 ? [] : [`life ${life}`])];
  return words.length === 0 ? 'life 0' : words.join(', ');
}

/** The domain runs; sets the register that `perLife` goes by. */
export function entersHypercall(
  { domain, domids }: Mapper,
  more: readonly Effect[],
): readonly Case[] {
  return domids.map((_, life): Case => {
    const runs: Effect = () =>
      domain.when(
        `runs, life ${life}`,
        (s) => s.matches('running') && s.context.incarnation === life,
      );
    return {
      ...(life === 0 ? {} : { name: `life ${life}` }),
      with: [runs, ...more],
      ...(domids.length === 1 ? {} : { set: { life } }),
    };
  });
}

/** Takes the lock of the active entry. */
export const locks =
  ({ lock }: GrantRef): Effect =>
  (by) =>
    lock.on('ACQUIRE', { by });

/** Releases it. */
export const unlocks =
  ({ lock }: GrantRef): Effect =>
  (by) =>
    lock.on('RELEASE', { by });

/** A critical section that nobody sees the inside of is one step; it waits for the lock all the same. */
export const inLock =
  ({ lock }: GrantRef): Effect =>
  () =>
    lock.when('is free', (s) => s.matches('free'));

/** Where a look at the pins leads to, with the lock just taken. */
interface After {
  /** The status has to be set, for a first pin or the first that may write. */
  readonly status: string;
  readonly again: string;
  readonly refused: string;
}

/** The look: pinned or not, and for whom. Sets `pinned` where the status is set for a further pin. */
export function looksAtPins(
  { checksEveryPin }: GrantTable,
  mapper: Mapper,
  { ref, write }: Wish,
  after: After,
): readonly Case[] {
  const { active } = ref;
  const sees = (
    name: string,
    holds: (s: Parameters<Parameters<typeof active.when>[1]>[0]) => boolean,
    to: string,
    set: Registers = {},
  ): Case => ({ name, with: [locks(ref), () => active.when(`is ${name}`, holds)], to, set });
  return perLife(mapper, (domid) => {
    const its = (s: { readonly context: { readonly domid: number | null } }) =>
      s.context.domid === domid;
    return [
      sees('unpinned', ({ context }) => pins(context) === 0, after.status),
      ...(write
        ? [
            sees(
              `pinned by dom${domid} to read`,
              (s) => its(s) && pins(s.context) > 0 && writablePins(s.context) === 0,
              after.status,
              { pinned: 1 },
            ),
          ]
        : []),
      sees(
        `pinned by dom${domid}`,
        (s) => its(s) && pins(s.context) > 0 && (!write || writablePins(s.context) > 0),
        checksEveryPin ? after.status : after.again,
        checksEveryPin ? { pinned: 1 } : {},
      ),
      sees(`not pinned by dom${domid}`, (s) => !its(s) && pins(s.context) > 0, after.refused),
    ];
  });
}

/** The bits that pins may need. A count by CPUs alone may need to write without needing to read. */
const bits: readonly Needed[] = [
  { reading: false, writing: false },
  { reading: true, writing: false },
  { reading: true, writing: true },
  { reading: false, writing: true },
];

/** Takes pins off and tells the granter, in one critical section. */
export function unpins(
  ref: GrantRef,
  { kinds, write, page }: Pins & { readonly page?: number },
  more: { readonly by?: 'all' | 'hst'; readonly with?: readonly Effect[] } = {},
): readonly Case[] {
  const by = more.by ?? 'all';
  const possible = by === 'all' ? bits.slice(0, 3) : bits;
  return possible.map((needed) => ({
    name: bitsText(needed),
    with: [
      () =>
        ref.active.on('UNPIN', {
          kinds,
          write,
          needed,
          by,
          ...(page === undefined ? {} : { page }),
        }),
      () => ref.status.on('CLEAR', { reading: !needed.reading, writing: !needed.writing }),
      ...(more.with ?? []),
    ],
  }));
}

/** Takes back the status bits that the pins do not need. */
export function reducesStatus(ref: GrantRef, more: readonly Effect[]): readonly Case[] {
  return bits.slice(0, 3).map((needed) => ({
    name: bitsText(needed),
    with: [
      () =>
        ref.active.when(`needs ${bitsText(needed)}`, ({ context }) => {
          const { reading, writing } = neededBits(context);
          return reading === needed.reading && writing === needed.writing;
        }),
      () => ref.status.on('CLEAR', { reading: !needed.reading, writing: !needed.writing }),
      ...more,
    ],
  }));
}

function bitsText({ reading, writing }: Needed): string {
  if (!reading && !writing) return 'no bit';
  return [...(reading ? ['reading'] : []), ...(writing ? ['writing'] : [])].join(', ');
}

/** One case for each page. */
export function perPage(
  { pages }: GrantTable,
  make: (page: GrantTable['pages'][number]) => readonly Case[],
): readonly Case[] {
  return pages.flatMap((page) => make(page));
}
