/**
 * DMA-CONFINED: what a device reads and writes is memory of the domain that has the device. One
 * requirement in two forms: of requests under way, and of writes that have reached memory.
 */

import {
  allOf,
  anyOf,
  type Expression,
  type Invariant,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { type Companion, companion, invariant, stepInvariant } from '../kinds/index.ts';
import { belongs, type PassthroughDevice } from './assigned-device.ts';
import { outstanding } from './iommu.ts';
import { isWith, type MemoryEnd, stepsTagged } from './passed-function.ts';

const words = {
  name: 'DMA-CONFINED',
  statement: 'every request of a device goes to memory of the owner of the device',
  stake: 'a guest reads and writes memory of the host or of other guests',
};

/**
 * The requirement as it is asked while requests are under way: none is on its way to memory that is not
 * the memory of the domain that it is sent by; once dom0 is done, that domain is the owner of the device, or the device is in quarantine.
 *
 * Source: the messages of 34750a3eb0, 1f0b0bb777 and 02b46377b6; it is what all others are for.
 *
 * @param confined a request in flight goes to memory of the domain whose tables sent it there
 * @param put what puts it to the test, where nothing is ever invalidated
 */
export function requestsConfined(
  device: Pick<PassthroughDevice, 'list' | 'dma' | 'queue' | 'settled' | 'broken'>,
  confined: Expression,
  put: Companion = inFlight(device),
): Invariant {
  const { list, dma, settled, broken } = device;
  return invariant({
    ...words,
    holds: allOf(
      confined,
      implies(
        allOf(settled, not(broken)),
        relation(
          'a request in flight was sent by the owner, or from quarantine',
          [
            dma.view('tables', (s) => s.context.flight?.tables ?? null),
            list.view('owner', (s) => s.context.list),
          ],
          belongs,
        ),
      ),
    ),
    companion: put,
  });
}

function inFlight({ dma, queue }: Pick<PassthroughDevice, 'dma' | 'queue'>): Companion {
  return companion(
    'a request is in flight while an invalidation is outstanding',
    allOf(
      dma.is('has a request in flight', (s) => s.matches('flying')),
      outstanding(queue),
    ),
  );
}

/**
 * The requirement as it is asked where writes reach memory: each ends in a page of the guest that has
 * the function. One that is being assigned has its new context a moment before its new owner is written
 * down.
 *
 * Source: HostContained of the IOMMU note, DMA-CONFINE of the MSI note.
 */
export function writesConfined(ends: readonly MemoryEnd[]): Property {
  return stepInvariant({
    ...words,
    steps: stepsTagged('writes RAM'),
    after: allOf(
      ...ends.map(({ by, page, there, arriving }) =>
        implies(there, anyOf(isWith(by, page), arriving)),
      ),
    ),
  });
}
