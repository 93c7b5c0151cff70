/**
 * Requirements on flushes, the device-TLB, and resets: AtcAfterTlb, AtsEnableOrder,
 * FlushCompleteBeforeReturn, FlushCoversUnmap, TableVisible, StrictForUntrusted, NO-DEAD-FLUSH,
 * ResetUnderBlock, FlushTerminates.
 */

import type { deviceTlb } from '../../models/components/device-tlb.machine.ts';
import type { functionState } from '../../models/components/function-state.machine.ts';
import type { invalidationQueue } from '../../models/components/invalidation-queue.machine.ts';
import type { ioPageTableEntry } from '../../models/components/io-page-table-entry.machine.ts';
import { translationUsed } from '../../models/components/iommu-context.machine.ts';
import type { iotlbEntry } from '../../models/components/iotlb-entry.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  type Fairness,
  type Formula,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { registersOf } from '../../models/kit/program.ts';
import {
  companion,
  invariant,
  leads,
  provided,
  recurs,
  stepInvariant,
  temporal,
} from '../kinds/index.ts';
import type { RidParts } from './assigned-device.ts';
import type { DeviceTlb } from './sriov.ts';
import { type Actor, tagged } from './subject.ts';

type Flag = Component<typeof flag>;

/** A device-TLB, and where its use is switched on. */
export interface DeviceTlbParts {
  readonly tlb: Component<typeof deviceTlb>;
  readonly device: Flag;
  readonly iommu: Flag;
  /** The device goes on using it whatever its own switch says. */
  readonly sticky: boolean;
}

/** The device can use what its device-TLB holds. */
export function usable({ device, iommu, sticky }: DeviceTlbParts): Expression {
  return allOf(
    iommu.is('is on', (s) => s.matches('on')),
    ...(sticky ? [] : [device.is('is on', (s) => s.matches('on'))]),
  );
}

/** One property for each actor, with its name in the name of the property where there are several. */
function perActor(
  name: string,
  actors: readonly Actor[],
  make: (name: string, actor: Actor) => Property,
): readonly Property[] {
  return actors.map((actor) => make(actors.length === 1 ? name : `${name}/${actor.name}`, actor));
}

/**
 * The device-TLB is flushed only after the IOTLB: otherwise it is filled again from there.
 *
 * Source: SMMUv3 series of August 2019 (P3 of the survey).
 *
 * @param flushes tag of the steps that flush the device-TLB
 * @param register set once the IOTLB was flushed on the same code path
 */
export function atcAfterTlb(
  actors: readonly Actor[],
  flushes: string,
  register: string,
): readonly Property[] {
  return perActor('AtcAfterTlb', actors, (name, actor) =>
    stepInvariant({
      name,
      statement: 'the device-TLB is flushed only after the flush of the IOTLB is complete',
      stake: 'a device fills its cache again with what is about to be flushed, and keeps it',
      steps: (step) => step.actor === actor.name && step.tags.includes(flushes),
      after: actor.is('has flushed the IOTLB', (s) => registersOf(s)[register] === 1),
    }),
  );
}

/** A device-TLB that can be used is of the domain the device is in, once nobody is at work on that. */
export function usableAtc(parts: DeviceTlbParts, main: RidParts, settled: Expression): DeviceTlb {
  return {
    holds: parts.tlb.is('holds one', (s) => s.context.held !== null),
    current: implies(
      allOf(settled, usable(parts)),
      relation(
        'the device-TLB is of the domain that the context leads to',
        [
          parts.tlb.view('tables', (s) => s.context.held?.tables ?? null),
          main.context.view('tables', (s) => translationUsed(s)?.tables ?? null),
        ],
        (held, tables) => held === null || held === tables,
      ),
    ),
    moving: not(settled),
  };
}

/** ATS is on at the IOMMU before it is on at the device, and off after. Source: as AtcAfterTlb (P4). */
export function atsEnableOrder({ device, iommu }: DeviceTlbParts): Property {
  return invariant({
    name: 'AtsEnableOrder',
    statement: 'while ATS is on at the device it is on at the IOMMU',
    stake: 'requests of the device are refused, or taken for forged ones',
    holds: implies(
      device.is('is on', (s) => s.matches('on')),
      iommu.is('is on', (s) => s.matches('on')),
    ),
    companion: companion(
      'ATS is off at the device',
      device.is('is off', (s) => s.matches('off')),
    ),
  });
}

/**
 * An unmap returns only after its own flushes are complete.
 *
 * Source: 0b15e02f0cc4, f44a4d7e4f1c (P6 of the survey).
 */
export function flushCompleteBeforeReturn(
  actors: readonly Actor[],
  returns: string,
  queue: Component<typeof invalidationQueue>,
): readonly Property[] {
  return perActor('FlushCompleteBeforeReturn', actors, (name, actor) =>
    stepInvariant({
      name,
      statement: 'an unmap returns only after its own flushes are complete',
      stake: 'whoever asked for the unmap gives the page away while devices still reach it',
      steps: (step) => step.actor === actor.name && step.tags.includes(returns),
      after: queue.is(`has no command of ${actor.name}`, (s) =>
        s.context.commands.every(({ by }) => by !== actor.name),
      ),
    }),
  );
}

/** An entry of tables, and what the IOTLB has of it. */
export interface MappedPart {
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  readonly iotlb: Component<typeof iotlbEntry>;
}

/**
 * What is flushed covers what was unmapped: when pages are unpinned, none of them is in the IOTLB.
 *
 * Source: CVE-2026-31735 (P10 of the survey).
 */
export function flushCoversUnmap(parts: readonly MappedPart[], unpins: string): Property {
  return stepInvariant({
    name: 'FlushCoversUnmap',
    statement: 'pages are given up only when nothing that was unmapped is left in the IOTLB',
    stake: 'a device goes on writing to a page that went with a larger one',
    steps: (step) => step.tags.includes(unpins),
    after: allOf(
      ...parts.map(({ pte, iotlb }) =>
        implies(
          pte.is('is clear', (s) => s.context.written === null),
          iotlb.is('is empty', (s) => s.context.held === null),
        ),
      ),
    ),
  });
}

/** The IOTLB is flushed only once the entry is in memory as it was written. Source: XSA-321 (P11). */
export function tableVisible(
  mapper: Actor,
  parts: readonly MappedPart[],
  flushes: string,
): Property {
  return stepInvariant({
    name: 'TableVisible',
    statement: 'a flush is made only once the entry is in memory as it was written',
    stake: 'the IOMMU reads the former entry again and keeps it',
    steps: (step) => step.actor === mapper.name && step.tags.includes(flushes),
    after: allOf(
      ...parts.map(({ pte }) =>
        pte.is(
          'is in memory as it was written',
          ({ context: { written, seen } }) =>
            written?.page === seen?.page && written?.writable === seen?.writable,
        ),
      ),
    ),
  });
}

/**
 * What a device that is not trusted had mapped is flushed before the unmap returns.
 *
 * Source: the patch of 2021-02-25 to iommu/dma (P9 of the survey).
 *
 * @param returns tag of the step with which an unmap returns
 * @param deferred on while a flush of what was unmapped is put off
 */
export function strictForUntrusted(returns: string, deferred: Flag): Property {
  return stepInvariant({
    name: 'StrictForUntrusted',
    statement: 'no unmap for a device that is not trusted returns before its flush',
    stake: 'a device that is plugged in reads and writes what the kernel puts there next',
    steps: (step) => step.tags.includes(returns),
    after: deferred.is('has nothing put off', (s) => s.matches('off')),
  });
}

/**
 * Nobody waits for an answer of a device that is in reset or gone, with no other way out.
 *
 * Source: CVE-2026-43130, CVE-2026-43161, c279e83953d9. What is left of FlushTerminates is liveness.
 */
export function noDeadFlush(
  actors: readonly Actor[],
  state: Component<typeof functionState>,
  queue: Component<typeof invalidationQueue>,
  command: string,
  places: { readonly waits: string; readonly looksAfter: string },
): Property {
  const waits = (actor: Actor): Expression =>
    allOf(
      tagged(actor, places.waits),
      queue.is(`has a command of ${actor.name} for the device`, (s) =>
        s.context.commands.some((c) => c.by === actor.name && c.command === command),
      ),
    );
  const resetting = state.is('is being reset', (s) => s.matches('resetting'));
  const gone = state.is('is gone', (s) => s.matches('gone'));
  return invariant({
    name: 'NO-DEAD-FLUSH',
    statement: 'nobody waits for a device that will not answer, with no other way out',
    stake: 'a CPU of the host waits for ever',
    holds: allOf(
      ...actors.map((actor) =>
        not(
          allOf(waits(actor), anyOf(resetting, allOf(gone, not(tagged(actor, places.looksAfter))))),
        ),
      ),
    ),
    companion: companion(
      'a device is reset or gone after somebody began to flush',
      allOf(anyOf(resetting, gone), anyOf(...actors.map((actor) => not(tagged(actor, 'rest'))))),
    ),
  });
}

/** While a function is reset it is blocked, and its ATS is off. Source: c279e83953d9, 0d5fd7a9323c. */
export function resetUnderBlock(
  rids: readonly RidParts[],
  ats: DeviceTlbParts | null,
  state: Component<typeof functionState>,
): Property {
  const resetting = state.is('is being reset', (s) => s.matches('resetting'));
  return invariant({
    name: 'ResetUnderBlock',
    statement: 'while a function is in reset its requests are blocked and ATS is off',
    stake: 'an invalidation is lost, and the device goes on with what it was to forget',
    holds: implies(
      resetting,
      allOf(
        ...rids.map(({ context }) => context.is('is blocked', (s) => translationUsed(s) === null)),
        ...(ats === null ? [] : [ats.iommu.is('is off', (s) => s.matches('off'))]),
      ),
    ),
    companion: companion('the function is in reset', resetting),
  });
}

/**
 * Who waits for a flush goes on, whatever becomes of the device.
 *
 * @param quiet nothing of several devices is in flight: their requests may overlap without end, and a
 *   drain that waits for all of them would then wait for later ones, which that of hardware does not; null
 *   where there is one device
 */
export function flushTerminates(
  cpus: readonly Actor[],
  waits: readonly string[],
  fairness: readonly Fairness[],
  quiet: Expression | null,
): Property {
  const isWaiting = (cpu: Actor): Expression => anyOf(...waits.map((tag) => tagged(cpu, tag)));
  const goesOn: Formula = {
    kind: 'and',
    of: cpus.map((cpu) => leads(isWaiting(cpu), not(isWaiting(cpu)))),
  };
  return temporal({
    name: 'FlushTerminates',
    statement: `whoever waits for a flush goes on in the end, though the device may be dead${
      quiet === null ? '' : ', if now and then neither device has anything in flight'
    }`,
    stake: 'one device that does not answer takes a CPU of the host with it',
    formula: quiet === null ? goesOn : provided(recurs(quiet), goesOn),
    fairness,
    companion: companion('somebody waits for a flush', anyOf(...cpus.map(isWaiting))),
  });
}
