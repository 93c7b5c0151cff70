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
import {
  hostVector,
  msiMessage,
  remapEntry,
  showHostVector,
  showMsiMessage,
  showRemapEntry,
} from '../../components/interrupt-remapping.machine.ts';
import { pcibackMsi } from '../../components/pciback-msi.machine.ts';
import { showVpciMsi, vpciMsi } from '../../components/vpci-msi.machine.ts';
import {
  msixControl,
  msixEntry,
  showMsixControl,
  showMsixEntry,
} from '../../components/vpci-msix.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import { heapObject, showHeapObject } from '../../kit/heap-object.machine.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import { type Messages, VECTORS } from './code/messages.ts';
import type { MsixParts } from './code/msix-entry.ts';
import type { InterruptScene, MsiDevice, SpinLock, Vector } from './code/parts.ts';
import type { Defect, PathCode, Values } from './parameters.ts';

/** How often the descriptor of an MSI may be made; a bound of the model. */
const GENERATIONS = 2;

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
  /** How messages become interrupts, where that is modelled. */
  readonly messages: Messages | null;
  /** MSI-X of the first device. */
  readonly msix: MsixParts | null;
  /** What pciback has enabled. */
  readonly back: Component<typeof pcibackMsi> | null;
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
      dying: has('DOM') ? system.component('dying', flag) : null,
      bridgeLock: has('BRG') ? lock('bus2bridge_lock') : null,
      defect,
    },
    msix: has('MSIX', 'TBL', 'BAR') ? makeMsix(system, has) : null,
    back: has('BACK') ? system.component('pciback', pcibackMsi) : null,
    messages: has('SPOOF', 'AFF', 'DM') ? makeMessages(system, values, defect) : null,
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
  // A second device whose MSI is there to be mapped by anybody has not been set up by its owner.
  const mapsOthers = index > 0 && has('MAP');
  const vpci = index === 0 && !has('MAP') && has('MSI', 'MSG', 'MASK', 'WR', 'DEA', 'ASG');
  const registers = index === 0 && has('MSI', 'WR') && values.start !== 'on';
  return {
    index,
    owner: system.component(name('owner'), here ? deviceOwner.here : deviceOwner.elsewhere),
    vpci: vpci
      ? system.component(name('msi'), vpciMsi(startOf(values)), { show: showVpciMsi })
      : null,
    enable: vpci ? system.component(name('msi_enable'), on ? msiEnableOn : msiEnable) : null,
    command: registers
      ? system.component(name('command'), commandRegister, { show: showCommand })
      : null,
    guestIntx: registers ? system.component(name('guest_cmd.intxd'), flag) : null,
    desc: has('MAP')
      ? system.component(
          name('msi_desc'),
          heapObject(GENERATIONS, on && !mapsOthers ? 'allocated' : 'freed'),
          {
            show: showHeapObject,
          },
        )
      : null,
    access:
      has('MAP') && index === 0
        ? system.component(name('irq_access'), on ? raisedFlag : flag)
        : null,
    vectors: repeat(index === 0 ? values.vectors : 1, (k) =>
      makeVector(
        system,
        has,
        index === 0 ? k : values.vectors,
        on && !mapsOthers ? (here ? 'here' : 'elsewhere') : null,
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
    pending: has('IRQ', 'SPOOF') ? system.component(`${name}.softirq`, flag) : null,
    mask: has('MASK', 'MSIX', 'TBL')
      ? system.component(`${name}.mask`, interruptMask(boundTo === null), {
          show: showInterruptMask,
        })
      : null,
  };
}

/**
 * Vectors and entries: vector and entry of a device have its number, and those that are left are free.
 */
function makeMessages(
  system: SystemBuilder,
  { remapping, devices }: Values,
  defect: World['defect'],
): Messages {
  const all = repeat(devices, (index) => index);
  const sources = (device: number): readonly number[] => {
    // What is not validated is the second device, be it for its bridge or for its type.
    const loose = device > 0 && (defect('SID_BUS') || defect('SID_NONE'));
    return loose || defect('IRT_SHARED') ? all : [device];
  };
  const entry = (i: number): Parameters<typeof remapEntry>[0] => {
    if (remapping === 'none') return { sources: all, vector: i };
    return { sources: i < devices ? sources(i) : [], vector: i };
  };
  return {
    remapping,
    sources,
    entries: repeat(VECTORS, (i) =>
      system.component(remapping === 'none' ? `index${i}` : `irte${i}`, remapEntry(entry(i)), {
        show: showRemapEntry,
      }),
    ),
    vectors: repeat(VECTORS, (v) =>
      system.component(`vector${v}`, hostVector(v < devices ? v : null), { show: showHostVector }),
    ),
    registers: repeat(devices, (index) =>
      system.component(`message${index}`, msiMessage(index), { show: showMsiMessage }),
    ),
  };
}

/** A BAR that stays where it is is there from the start. */
function makeMsix(system: SystemBuilder, has: World['has']): MsixParts {
  const moves = has('BAR');
  return {
    control: system.component('msix', msixControl, { show: showMsixControl }),
    entry: system.component('msix_entry', msixEntry, { show: showMsixEntry }),
    enabled: system.component('bar.enabled', moves ? flag : raisedFlag),
    mapped: moves ? system.component('bar.mapped', flag) : null,
    pending: moves ? system.component('bar.pending', flag) : null,
  };
}
