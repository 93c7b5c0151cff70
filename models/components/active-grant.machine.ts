/**
 * What the hypervisor itself knows of a grant in use: four counts of pins, and what was latched when the
 * first of them was taken.
 *
 * Models `struct active_grant_entry` (xen/common/grant_table.c). The counts are eight bits each there; a
 * backend here has too few handles to fill them, and a pin beyond `limit` is refused as one beyond 255.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** Pins are taken by mappings of a CPU (`hst`, copies as well) and by those of an IOMMU (`dev`). */
export type PinKind = 'hst' | 'dev';

/** What is pinned in one go, and whether for writing. */
export interface Pins {
  readonly kinds: readonly PinKind[];
  readonly write: boolean;
}

/** Which of the status bits the pins that are left still need. */
export interface Needed {
  readonly reading: boolean;
  readonly writing: boolean;
}

export type ActiveGrantEvent =
  /** The first pin: latches whom it is for and which page it is. */
  | ({
      readonly type: 'LATCH';
      readonly domid: number;
      readonly incarnation: number;
      readonly page: number;
    } & Pins)
  /** A further pin; accepted only for the page that is latched. */
  | ({ readonly type: 'PIN'; readonly page: number } & Pins)
  /** Accepted only where these bits are needed afterwards, and for the page that is latched if one is named. */
  | ({
      readonly type: 'UNPIN';
      readonly needed: Needed;
      readonly by?: Count;
      readonly page?: number;
    } & Pins)
  /** Takes pins off and lets somebody else tell the granter; accepted only for the page that is latched. */
  | ({ readonly type: 'UNPIN_ALONE'; readonly page: number } & Pins);

/** Who counts what is left: `all` pins, or as copies did before 6e2a4c7356, each bit by one count only. */
export type Count = 'all' | 'hst';

interface Counts {
  readonly hstr: number;
  readonly hstw: number;
  readonly devr: number;
  readonly devw: number;
}

interface ActiveGrant extends Counts {
  readonly domid: number | null;
  readonly incarnation: number;
  readonly page: number | null;
}

function added(counts: Counts, { kinds, write }: Pins, by: number): Counts {
  const of = (kind: PinKind, writers: boolean): number =>
    kinds.includes(kind) && write === writers ? by : 0;
  return {
    hstr: counts.hstr + of('hst', false),
    hstw: counts.hstw + of('hst', true),
    devr: counts.devr + of('dev', false),
    devw: counts.devw + of('dev', true),
  };
}

/** How many pins there are. */
export function pins({ hstr, hstw, devr, devw }: Counts): number {
  return hstr + hstw + devr + devw;
}

/** How many of them are for writing. */
export function writablePins({ hstw, devw }: Counts): number {
  return hstw + devw;
}

/** The bits that these pins need. */
export function neededBits(counts: Counts, by: Count = 'all'): Needed {
  return by === 'hst'
    ? { reading: counts.hstr > 0, writing: counts.hstw > 0 }
    : { reading: pins(counts) > 0, writing: writablePins(counts) > 0 };
}

const allThere = (counts: Counts): boolean =>
  [counts.hstr, counts.hstw, counts.devr, counts.devw].every((n) => n >= 0);
const withinLimit = (counts: Counts, limit: number): boolean =>
  [counts.hstr, counts.hstw, counts.devr, counts.devw].every((n) => n <= limit);

/** @param limit how many pins of a kind there may be */
export function activeGrant(limit: number) {
  return setup({
    types: { context: {} as ActiveGrant, events: {} as ActiveGrantEvent },
    actions: {
      forget: assign(({ context }) =>
        pins(context) > 0 ? {} : { domid: null, incarnation: 0, page: null },
      ),
    },
  }).createMachine({
    id: 'activeGrant',
    context: { hstr: 0, hstw: 0, devr: 0, devw: 0, domid: null, incarnation: 0, page: null },
    on: {
      LATCH: {
        guard: ({ context }) => pins(context) === 0,
        actions: assign(({ context, event }) => ({
          ...added(context, event, 1),
          domid: event.domid,
          incarnation: event.incarnation,
          page: event.page,
        })),
      },
      PIN: {
        guard: ({ context, event }) =>
          pins(context) > 0 &&
          context.page === event.page &&
          withinLimit(added(context, event, 1), limit),
        actions: assign(({ context, event }) => added(context, event, 1)),
      },
      UNPIN: {
        guard: ({ context, event }) => {
          const counts = added(context, event, -1);
          const { reading, writing } = neededBits(counts, event.by);
          return (
            allThere(counts) &&
            (event.page ?? context.page) === context.page &&
            reading === event.needed.reading &&
            writing === event.needed.writing
          );
        },
        actions: [assign(({ context, event }) => added(context, event, -1)), 'forget'],
      },
      UNPIN_ALONE: {
        guard: ({ context, event }) =>
          context.page === event.page && allThere(added(context, event, -1)),
        actions: [assign(({ context, event }) => added(context, event, -1)), 'forget'],
      },
    },
  });
}

/** How it is shown: the counts that are not 0, and what is latched. */
export function showActiveGrant({ context }: SnapshotFrom<ReturnType<typeof activeGrant>>): string {
  const { hstr, hstw, devr, devw, domid, incarnation, page } = context;
  if (pins(context) === 0) return 'unpinned';
  const counts = Object.entries({ hstr, hstw, devr, devw })
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${name}=${n}`);
  return `${counts.join(' ')} p${page} dom${domid}${incarnation === 0 ? '' : ` #${incarnation}`}`;
}
