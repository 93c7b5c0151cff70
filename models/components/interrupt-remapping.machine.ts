/**
 * How a message that a device sends becomes a host IRQ: the message register of the device, an entry
 * of the interrupt remapping table, and a vector.
 *
 * Models the MSI address and data registers as the index they carry (Intel VT-d specification, 5.1.5;
 * AMD IOMMU specification, 2.2.5), `struct iremap_entry` with its source validation (xen/drivers/
 * passthrough/vtd/intremap.c: set_msi_source_id), the AMD tables (drivers/passthrough/amd/iommu_intr.c),
 * an entry of the table that an ITS has for a DeviceID, and `vector_irq` (arch/x86/irq.c). Without
 * remapping the index is the vector itself, and everybody may use it.
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

/** How an entry is shown: who may use it, and where it leads. */
export function showRemapEntry({
  context: { sources, vector, readBack },
}: SnapshotFrom<ReturnType<typeof remapEntry>>): string {
  if (sources.length === 0) return 'not present';
  const from = sources.map((device) => `dev${device}`).join(' ');
  return `${from} to vector ${vector}${readBack ? ', read back' : ''}`;
}

/** A vector: the host IRQ that has it. */
export function hostVector(of: number | null) {
  return setup({
    types: {
      context: {} as { readonly irq: number | null },
      events: {} as
        | { readonly type: 'TAKE'; readonly irq: number }
        | { readonly type: 'RELEASE'; readonly irq: number },
    },
  }).createMachine({
    id: 'hostVector',
    context: { irq: of },
    initial: of === null ? 'free' : 'taken',
    states: {
      free: {
        on: { TAKE: { target: 'taken', actions: assign({ irq: ({ event }) => event.irq }) } },
      },
      taken: {
        on: {
          RELEASE: {
            guard: ({ context, event }) => context.irq === event.irq,
            target: 'free',
            actions: assign({ irq: null }),
          },
        },
      },
    },
  });
}

/** How a vector is shown. */
export function showHostVector({
  context: { irq },
}: SnapshotFrom<ReturnType<typeof hostVector>>): string {
  return irq === null ? 'free' : `irq${irq}`;
}

/** The message register of a device: the index its messages carry. */
export function msiMessage(index: number) {
  return setup({
    types: {
      context: {} as { readonly index: number },
      events: {} as { readonly type: 'WRITE'; readonly index: number },
    },
  }).createMachine({
    id: 'msiMessage',
    context: { index },
    on: { WRITE: { actions: assign({ index: ({ event }) => event.index }) } },
  });
}

/** How a message register is shown. */
export function showMsiMessage({
  context: { index },
}: SnapshotFrom<ReturnType<typeof msiMessage>>): string {
  return `index ${index}`;
}
