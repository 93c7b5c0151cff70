/** The components of the family: devices with their interrupts, locks; and who has what at first. */

import {
  commandRegister,
  msiEnable,
  msiEnableOn,
  showCommand,
} from '../../components/command-register.machine.ts';
import { deviceOwner } from '../../components/device-owner.machine.ts';
import { hostIrq, showHostIrq } from '../../components/host-irq.machine.ts';
import { interruptMask, showInterruptMask } from '../../components/interrupt-mask.machine.ts';
import { showVpciMsi, vpciMsi } from '../../components/vpci-msi.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import type { InterruptScene, MsiDevice, SpinLock, Vector } from './code/parts.ts';
import type { Defect, PathCode, Values } from './parameters.ts';

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly devices: readonly MsiDevice[];
  readonly pcidevs: Component<typeof recursiveLock>;
  /** `d->pci_lock` of the guest. */
  readonly pciLock: Component<typeof rwLock>;
  /** `vpci->lock` of the first device. */
  readonly vpciLock: SpinLock;
  readonly scene: InterruptScene;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const lock = (name: string): SpinLock => system.component(name, spinLock, { show: showSpinLock });
  return {
    values,
    has,
    defect,
    devices: repeat(values.devices, (index) => makeDevice(system, values, has, index)),
    pcidevs: system.component('pcidevs_lock', recursiveLock, { show: showRecursiveLock }),
    pciLock: system.component('pci_lock', rwLock, { show: showRwLock }),
    vpciLock: lock('vpci0.lock'),
    scene: {
      eventLock: lock('event_lock'),
      bridgeLock: null,
      defect,
    },
  };
}

function makeDevice(
  system: SystemBuilder,
  values: Values,
  has: World['has'],
  index: number,
): MsiDevice {
  const here = index === 0 && values.start !== 'elsewhere';
  const on = index > 0 || values.start === 'on';
  const name = (what: string): string => `${what}${index}`;
  const vpci = index === 0 && has('MSI', 'MSG', 'MASK', 'WR', 'DEA', 'ASG');
  const registers = index === 0 && has('MSI', 'WR') && values.start !== 'on';
  return {
    index,
    owner: system.component(name('owner'), here ? deviceOwner.here : deviceOwner.elsewhere),
    vpci: vpci
      ? system.component(name('msi'), vpciMsi(startOf(values)), { show: showVpciMsi })
      : null,
    enable: index === 0 ? system.component(name('msi_enable'), on ? msiEnableOn : msiEnable) : null,
    command: registers
      ? system.component(name('command'), commandRegister, { show: showCommand })
      : null,
    guestIntx: registers ? system.component(name('guest_cmd.intxd'), flag) : null,
    desc: null,
    access: null,
    vectors: repeat(index === 0 ? values.vectors : 1, (k) =>
      makeVector(
        system,
        has,
        index === 0 ? k : values.vectors,
        on ? (here ? 'here' : 'elsewhere') : null,
      ),
    ),
  };
}

function startOf({ start, vectors }: Values): Parameters<typeof vpciMsi>[0] {
  if (start === 'on') return { enabled: vectors };
  return start === 'off' ? 'off' : 'absent';
}

function makeVector(
  system: SystemBuilder,
  has: World['has'],
  number: number,
  boundTo: 'here' | 'elsewhere' | null,
): Vector {
  const name = `irq${number}`;
  return {
    number,
    irq: system.component(name, hostIrq(boundTo), { show: showHostIrq }),
    lock: system.component(`${name}.lock`, spinLock, { show: showSpinLock }),
    pending: has('IRQ') ? system.component(`${name}.softirq`, flag) : null,
    mask: has('MASK')
      ? system.component(`${name}.mask`, interruptMask(boundTo === null), {
          show: showInterruptMask,
        })
      : null,
  };
}
