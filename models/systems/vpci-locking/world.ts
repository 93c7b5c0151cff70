/**
 * The components that all schemes share: locks, devices, slots; and the actors without their code.
 *
 * A managed device can be added, removed, assigned and reset. The others exist throughout; their
 * machines have one state, so they cost nothing.
 */

import {
  commandRegister,
  msiEnable,
  showCommand,
} from '../../components/command-register.machine.ts';
import { deviceOwner } from '../../components/device-owner.machine.ts';
import { pendingSlot, showSlot } from '../../components/pending-slot.machine.ts';
import {
  guestSlot,
  showBitmap,
  showGuestSlot,
  slotBitmap,
} from '../../components/virtual-slots.machine.ts';
import { showVpci, vpciOf } from '../../components/vpci.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { heapObject, showHeapObject } from '../../kit/heap-object.machine.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { flatRwLock, rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import {
  type Defect,
  type PathCode,
  readsFlat,
  type SchemeName,
  type Values,
} from './parameters.ts';

export interface Device {
  readonly index: number;
  readonly managed: boolean;
  readonly pdev: Component<ReturnType<typeof heapObject>>;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  readonly owner: Component<typeof deviceOwner.here>;
  /** The spin lock of this device: in struct vpci, in scheme S1 in struct pci_dev. */
  readonly lock: Component<typeof spinLock>;
  /** `pdev->vpci_cancel_pending`, scheme S1 only. */
  readonly cancel: Component<typeof flag> | null;
  /** Registers; managed devices of a domU only. */
  readonly command: Component<typeof commandRegister> | null;
  readonly msi: Component<typeof msiEnable> | null;
  readonly guestSlot: Component<ReturnType<typeof guestSlot>> | null;
}

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly scheme: SchemeName;
  /** Generations of pdev and vpci of managed devices. */
  readonly generations: number;
  readonly devices: readonly Device[];
  /** `pcidevs_lock()`. */
  readonly pcidevs: Component<typeof recursiveLock>;
  /** S2: d->vpci_rwlock. S2p: the pcidevs rwlock. S3 and later: d->pci_lock. Made when asked for. */
  readonly domainLock: Component<typeof rwLock>;
  /** Whether {@link domainLock} has been made. */
  readonly usesDomainLock: () => boolean;
  readonly bitmap: Component<ReturnType<typeof slotBitmap>> | null;
  /** `d->is_dying`; a guest that can be destroyed only. */
  readonly dying: Component<typeof flag> | null;
  /** Slots of the virtual bus. */
  readonly busSlots: number;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
  /** The pending slot of an actor, made when it is first asked for. */
  readonly slotOf: (actor: string) => Component<typeof pendingSlot>;
  /** Names of the actors that have a pending slot. */
  readonly slotOwners: readonly string[];
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const { scheme, profile } = values;
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const manages = values.toolstacks > 0;
  const generations = manages && has('ADD', 'ASG', 'DEA', 'RST') ? values.incarnations : 1;
  const virtualBus = scheme !== 'S0' && scheme !== 'S2p';
  const topology = virtualBus && profile === 'domU' && manages && has('ASG', 'DEA', 'REM');
  const landed = scheme === 'S4' || scheme === 'S5';
  const registers = landed && profile === 'domU' && has('FLT', 'MSI') && has('CMD', 'WR');
  // A device whose assignment failed half-way is here and has no virtual slot.
  const halfAssigned = defect('SLOT_INVALID_CLEAR');
  const busSlots = Math.max(2, values.devices);
  const slots = new Map<string, Component<typeof pendingSlot>>();
  let domainLock: Component<typeof rwLock> | undefined;
  const devices = repeat(values.devices, (index): Device => {
    const managed = manages && index < values.managed;
    const startsHere = !managed || values.start === 'here';
    const name = (what: string): string => `${what}${index}`;
    return {
      index,
      managed,
      pdev: system.component(name('pdev'), heapObject(managed ? generations : 1), {
        show: showHeapObject,
      }),
      vpci: system.component(
        name('vpci'),
        vpciOf(managed ? generations : 1, startsHere ? 'published' : 'absent'),
        { show: showVpci },
      ),
      owner: system.component(name('owner'), startsHere ? deviceOwner.here : deviceOwner.elsewhere),
      lock: system.component(
        scheme === 'S1' ? `pdev${index}.vpci_lock` : `vpci${index}.lock`,
        spinLock,
        { show: showSpinLock },
      ),
      cancel: scheme === 'S1' && managed ? system.component(name('cancel'), flag) : null,
      command:
        registers && managed
          ? system.component(name('command'), commandRegister, { show: showCommand })
          : null,
      msi: registers && managed ? system.component(name('msi'), msiEnable) : null,
      guestSlot: topology
        ? system.component(
            name('sbdf'),
            guestSlot(startsHere && !(managed && halfAssigned) ? index : null),
            { show: showGuestSlot },
          )
        : null,
    };
  });
  return {
    values,
    scheme,
    generations,
    devices,
    pcidevs: system.component('pcidevs_lock', recursiveLock, { show: showRecursiveLock }),
    usesDomainLock: () => domainLock !== undefined,
    get domainLock() {
      const machine = readsFlat(values) ? flatRwLock : rwLock;
      domainLock ??= system.component(domainLockName(scheme), machine, { show: showRwLock });
      return domainLock;
    },
    bitmap: topology
      ? system.component('slotBitmap', slotBitmap(takenAtFirst(devices, values)), {
          show: showBitmap,
        })
      : null,
    dying: profile === 'domU' && manages && has('DOM') ? system.component('dying', flag) : null,
    busSlots,
    has,
    defect,
    slotOwners: slotOwners(values, has),
    slotOf: (actor) => {
      const known = slots.get(actor);
      if (known !== undefined) return known;
      const slot = system.component(`${actor}.slot`, pendingSlot, { show: showSlot });
      slots.set(actor, slot);
      return slot;
    },
  };
}

/** The CPUs of dom0 that manage devices. */
export function toolstackNames({ toolstacks }: Values): readonly string[] {
  return toolstacks === 1 ? ['dom0'] : repeat(toolstacks, (i) => `dom0.${i}`);
}

/** vCPUs defer mappings; in the hardware domain so do its CPUs that report or take back devices. */
function slotOwners(values: Values, has: World['has']): readonly string[] {
  const vcpus = has('CMD') ? repeat(values.vcpus, (i) => `vcpu${i}`) : [];
  const defers = values.profile === 'hwdom' && has('CMD') && has('ADD', 'DEA', 'RST');
  return [...vcpus, ...(defers ? toolstackNames(values) : [])];
}

/** The slots of the devices that are here from the start: each has that of its own index. */
function takenAtFirst(devices: readonly Device[], values: Values): number {
  return devices.reduce(
    (bits, { managed, index }) =>
      managed && (values.start !== 'here' || values.defects.includes('SLOT_INVALID_CLEAR'))
        ? bits
        : bits | (1 << index),
    0,
  );
}

function domainLockName(scheme: SchemeName): string {
  if (scheme === 'S2v1' || scheme === 'S2v7') return 'vpci_rwlock';
  return scheme === 'S2p' ? 'pcidevs_rwlock' : 'pci_lock';
}
