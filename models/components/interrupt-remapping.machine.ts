/**
 * An entry of a table by which interrupts are remapped: who may use it, and where it leads.
 *
 * Models `struct iremap_entry` with its source validation (xen/drivers/passthrough/vtd/intremap.c:
 * set_msi_source_id), the AMD tables (drivers/passthrough/amd/iommu_intr.c), and an entry of the table
 * that an ITS has for a DeviceID.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type RemapEntryEvent =
  /** Written anew: who may use it, and where it leads. */
  | {
      readonly type: 'WRITE';
      readonly sources: readonly number[];
      readonly vector: number;
      /** What is written was taken from a message that was read back from a device. */
      readonly readBack: boolean;
    }
  /** One more device may use it. */
  | { readonly type: 'ADMIT'; readonly device: number }
  /** The entry is taken out of the table of this device. */
  | { readonly type: 'WITHDRAW'; readonly device: number }
  | { readonly type: 'CLEAR' };

interface RemapEntryContext {
  /** Devices whose messages are accepted, in ascending order; none if the entry is not present. */
  readonly sources: readonly number[];
  readonly vector: number | null;
  readonly readBack: boolean;
}

const notPresent: RemapEntryContext = { sources: [], vector: null, readBack: false };

/** An entry of a remapping table, as it is at first. */
export function remapEntry(starts: Pick<RemapEntryContext, 'sources' | 'vector'> = notPresent) {
  return setup({
    types: { context: {} as RemapEntryContext, events: {} as RemapEntryEvent },
  }).createMachine({
    id: 'remapEntry',
    context: { ...notPresent, ...starts },
    on: {
      WRITE: {
        actions: assign(({ event: { sources, vector, readBack } }) => ({
          sources,
          vector,
          readBack,
        })),
      },
      ADMIT: {
        actions: assign({
          sources: ({ context, event }) =>
            [...new Set([...context.sources, event.device])].sort((a, b) => a - b),
        }),
      },
      WITHDRAW: {
        actions: assign({
          sources: ({ context, event }) => context.sources.filter((d) => d !== event.device),
        }),
      },
      CLEAR: { actions: assign(notPresent) },
    },
  });
}

/** Whether a message of this device is let through. */
export function accepts(entry: SnapshotFrom<ReturnType<typeof remapEntry>>, device: number) {
  return entry.context.sources.includes(device);
}
