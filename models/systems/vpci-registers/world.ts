/** The components of the family: registers of one device, copies of them, locks, the owner. */

import { msiEnable } from '../../components/command-register.machine.ts';
import { configRegister, registerCopy } from '../../components/config-register.machine.ts';
import { deviceOwner } from '../../components/device-owner.machine.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import { type Handler, handlersOf } from './handlers.ts';
import { bitsText, COMMAND, type Register, registersOf } from './layout.ts';
import type { Defect, PathCode, RegisterName, Values } from './parameters.ts';

/** A register with what there is of it. */
export interface Cell extends Register {
  readonly hardware: Component<ReturnType<typeof configRegister>>;
  /** `header->guest_cmd`, or the data of `struct vpci_msi`; where a handler keeps one. */
  readonly copy: Component<ReturnType<typeof registerCopy>> | null;
  /** Null where no handler is registered. */
  readonly handler: Handler | null;
}

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly cells: readonly Cell[];
  readonly cell: (name: RegisterName) => Cell;
  readonly command: Cell | null;
  /** `d->pci_lock`, S4 only. */
  readonly domainLock: Component<typeof rwLock> | null;
  /** S4: `vpci->lock`. S1: `pdev->vpci_lock`. */
  readonly deviceLock: Component<typeof spinLock> | null;
  /** Only where the device can leave or come. */
  readonly owner: Component<typeof deviceOwner.here> | null;
  /** `vpci->msi->enabled`. */
  readonly msi: Component<typeof msiEnable> | null;
  /** `header->bars_mapped`, where MEMORY is modelled. */
  readonly barsMapped: Component<typeof flag> | null;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const { scheme, start } = values;
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const handlers = handlersOf(values);
  const cells = registersOf(values).map((register): Cell => {
    const handler = scheme === 'qemu' ? null : (handlers[register.name] ?? null);
    const keepsCopy = handler?.reads === 'copy';
    const show = (s: { context: { value: number; lost?: number } }) => {
      const lost = s.context.lost ?? 0;
      const text = bitsText(register, s.context.value);
      return lost === 0 ? text : `${text} (lost ${bitsText(register, lost)})`;
    };
    return {
      ...register,
      hardware: system.component(
        `hw.${register.name}`,
        configRegister(register.bits, register.starts),
        { show },
      ),
      copy: keepsCopy
        ? system.component(
            register.name === 'command' ? 'guest_cmd' : 'msi.data',
            registerCopy(register.starts),
            {
              show,
            },
          )
        : null,
      handler,
    };
  });
  const command = cells.find(({ name }) => name === 'command') ?? null;
  const emulated = scheme !== 'qemu';
  const moves = has('ASG', 'DEA');
  return {
    values,
    cells,
    cell: (name) => {
      const found = cells.find((cell) => cell.name === name);
      if (found === undefined) throw new Error(`register ${name} is not modelled here`);
      return found;
    },
    command,
    domainLock: scheme === 'S4' ? system.component('pci_lock', rwLock, { show: showRwLock }) : null,
    deviceLock: emulated
      ? system.component(scheme === 'S1' ? 'vpci_lock' : 'vpci.lock', spinLock, {
          show: showSpinLock,
        })
      : null,
    owner: moves
      ? system.component('owner', start === 'here' ? deviceOwner.here : deviceOwner.elsewhere)
      : null,
    msi: has('MSI') ? system.component('msi', msiEnable) : null,
    barsMapped:
      command !== null && (command.mask & COMMAND.MEMORY) !== 0
        ? system.component('bars_mapped', flag)
        : null,
    has,
    defect: (name) => values.defects.includes(name),
  };
}
