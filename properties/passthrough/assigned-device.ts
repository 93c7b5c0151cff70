/** What the requirements on assignment and on the IOMMU speak about: a device and its RIDs. */

import type { deviceList } from '../../models/components/device-list.machine.ts';
import type { dmaEngine } from '../../models/components/dma-engine.machine.ts';
import type { invalidationQueue } from '../../models/components/invalidation-queue.machine.ts';
import {
  type IommuContext,
  translationUsed,
} from '../../models/components/iommu-context.machine.ts';
import { anyOf, type Component, type Expression, not } from '../../models/compose/index.ts';

/** A requester ID of a device. */
export interface RidParts {
  readonly name: string;
  readonly context: Component<IommuContext>;
}

/** A device that can be assigned, and the IOMMU in front of it. */
export interface PassthroughDevice {
  readonly rids: readonly RidParts[];
  readonly list: Component<ReturnType<typeof deviceList>>;
  readonly dma: Component<typeof dmaEngine>;
  readonly queue: Component<typeof invalidationQueue>;
  /** dom0 has no hypercall about the device under way. */
  readonly settled: Expression;
  /** A guest can reach the registers of the device. */
  readonly programmable: Expression;
  /** The device may be doing what a guest told it to. */
  readonly driven: Expression;
  /** It was marked broken, its domain crashed: the state of its RIDs is unknown. */
  readonly broken: Expression;
  /** Tables and domain id of every context belong together. */
  readonly idsMatch: Expression;
}

/** The tables by which requests of a RID are translated now; null if they are blocked. */
export function used({ context }: RidParts) {
  return context.view('tables in use', (s) => translationUsed(s)?.tables ?? null);
}

/** Requests of this RID are translated by these tables now. */
export function usedIs(rid: RidParts, tables: string): Expression {
  return rid.context.is(`leads to ${tables}`, (s) => translationUsed(s)?.tables === tables);
}

/** The device is on the list of this domain. */
export function ownerIs({ list }: Pick<PassthroughDevice, 'list'>, domain: string): Expression {
  return list.is(`is ${domain}`, (s) => s.context.list === domain);
}

/** Tables a device of this owner may be translated by: the owner's, or those of quarantine. */
export function belongs(tables: string | null, owner: string | null): boolean {
  return tables === null || tables === 'quarantine' || tables === owner;
}

/** No RID leads to these tables, by its context or by a copy of it. */
export function noContextLeadsTo(rids: readonly RidParts[], tables: string): Expression {
  return not(
    anyOf(
      ...rids.map(({ context }) =>
        context.is(
          `leads to ${tables}`,
          ({ context: { entry, cached } }) => entry?.tables === tables || cached?.tables === tables,
        ),
      ),
    ),
  );
}
