/** The components of the family: devices with their owners, vPCI state and slots; the bus; locks. */

import { deviceOwner } from '../../components/device-owner.machine.ts';
import { pendingSlot, showSlot } from '../../components/pending-slot.machine.ts';
import {
  guestSlot,
  showBitmap,
  showGuestSlot,
  slotBitmap,
} from '../../components/virtual-slots.machine.ts';
import type { BusPlace } from '../../components/virtual-slots-code.ts';
import { showVpci, vpciOf } from '../../components/vpci.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { heapObject } from '../../kit/heap-object.machine.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import type { Defect, PathCode, Values } from './parameters.ts';

export interface Device extends BusPlace {
  readonly index: number;
  readonly managed: true;
  readonly name: string;
  readonly pdev: Component<ReturnType<typeof heapObject>>;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  readonly owner: Component<typeof deviceOwner.here>;
  readonly lock: Component<typeof spinLock>;
  readonly command: null;
  readonly msi: null;
}

/** A device that is hidden from dom0: owned by dom_xen, with vPCI state, for good. */
export interface Hidden {
  readonly vpci: Device['vpci'];
  readonly pdev: Device['pdev'];
  readonly owner: Device['owner'];
  readonly lock: Device['lock'];
  /** The lock of dom_xen, which nobody takes. */
  readonly xenLock: Component<typeof rwLock>;
}

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly devices: readonly Device[];
  readonly hidden: Hidden | null;
  readonly bitmap: Component<ReturnType<typeof slotBitmap>>;
  readonly pcidevs: Component<typeof recursiveLock>;
  /** `d->pci_lock`, S4 only. */
  readonly domainLock: Component<typeof rwLock> | null;
  readonly pending: ReadonlyMap<string, Component<typeof pendingSlot>>;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const { scheme, profile, slots, toolstacks } = values;
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const starting = values.start === 'here' ? Math.min(values.devices, slots) : 0;
  const placed = profile === 'domU' ? starting : 0;
  const bitmap = system.component('slotBitmap', slotBitmap((1 << placed) - 1), {
    show: showBitmap,
  });
  const rest = { show: showVpci };
  const manages = toolstacks > 0 && has('ASG', 'DEA');
  const devices = repeat(values.devices, (index): Device => {
    const here = index < starting;
    return {
      index,
      managed: true,
      name: `dev${index}`,
      pdev: system.component(`pdev${index}`, heapObject(1)),
      vpci: system.component(
        `vpci${index}`,
        vpciOf(manages ? values.incarnations : 1, here || scheme === 'S1' ? 'published' : 'absent'),
        rest,
      ),
      owner: system.component(`owner${index}`, here ? deviceOwner.here : deviceOwner.elsewhere),
      lock: system.component(
        scheme === 'S1' ? `pdev${index}.vpci_lock` : `vpci${index}.lock`,
        spinLock,
        { show: showSpinLock },
      ),
      guestSlot: system.component(`sbdf${index}`, guestSlot(index < placed ? index : null), {
        show: showGuestSlot,
      }),
      bitmap,
      busSlots: slots,
      command: null,
      msi: null,
    };
  });
  const defers = profile === 'hwdom' && has('CMD');
  return {
    values,
    devices,
    bitmap,
    hidden: defers
      ? {
          pdev: system.component('pdev.hidden', heapObject(1)),
          vpci: system.component('vpci.hidden', vpciOf(1, 'published'), rest),
          owner: system.component('owner.hidden', deviceOwner.elsewhere),
          lock: system.component('vpci.hidden.lock', spinLock, { show: showSpinLock }),
          xenLock: system.component('dom_xen.pci_lock', rwLock, { show: showRwLock }),
        }
      : null,
    pcidevs: system.component('pcidevs_lock', recursiveLock, { show: showRecursiveLock }),
    domainLock: scheme === 'S4' ? system.component('pci_lock', rwLock, { show: showRwLock }) : null,
    pending: new Map(
      (defers ? repeat(values.vcpus, (i) => `vcpu${i}`) : []).map((name) => [
        name,
        system.component(`${name}.slot`, pendingSlot, { show: showSlot }),
      ]),
    ),
    has,
    defect: (name) => values.defects.includes(name),
  };
}

/** The slots of the virtual bus. */
export function busOf({ values }: World): readonly number[] {
  return repeat(values.slots, (slot) => slot);
}
