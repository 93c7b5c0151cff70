/**
 * The part that is in the family `guest-msi`: interrupts that guests set up through vPCI, and messages that
 * devices send. A message is two steps: it goes through remapping, and it raises what it was remapped to.
 */

import { msiEnable, msiEnableOn } from '../../components/command-register.machine.ts';
import { hostIrq, receiver, showHostIrq } from '../../components/host-irq.machine.ts';
import {
  accepts,
  remapEntry,
  showRemapEntry,
} from '../../components/interrupt-remapping.machine.ts';
import { type Participation, repeat, type SystemBuilder } from '../../compose/index.ts';
import { goingTo } from '../../kit/case-code.ts';
import { drop, go, take, wants } from '../../kit/lock-code.ts';
import type { CodePath } from '../../kit/program.ts';
import type { Pirq } from '../assignment/world.ts';
import { linesInterrupt } from '../guest-msi/code/deassign.ts';
import { linesBind } from '../guest-msi/code/interrupt-setup.ts';
import { binding, controller, stage, xen } from '../guest-msi/sources.ts';
import type { Interrupt } from '../guest-msi/world.ts';
import type { InterruptCode, World } from '../vpci-mapping/world.ts';
import type { Pair } from './assignment-part.ts';
import type { Values } from './parameters.ts';
import { type Device, type Guest, type Machine, startsWith } from './world.ts';

/** The part: the interrupt of each device. */
export interface Interrupts {
  readonly values: Values;
  readonly of: readonly Interrupt[];
}

/** Makes the components. */
export function makeInterrupts(
  system: SystemBuilder,
  { values, devices }: Machine,
): Interrupts | null {
  if (!values.paths.includes('MSI')) return null;
  const makeOne = ({ index, name }: Device): Interrupt => {
    const bound = values.start === 'used' ? startsWith(values, index) : null;
    const written = { sources: requestersOf(values, index), vector: index };
    const entry = bound === null ? remapEntry() : remapEntry(written);
    return {
      index,
      entry:
        values.intremap === 'none'
          ? null
          : system.component(`${name}.IRTE`, entry, { show: showRemapEntry }),
      irq: system.component(`${name}.irq`, hostIrq(bound), { show: showHostIrq }),
      msi: system.component(`${name}.msi`, bound === null ? msiEnable : msiEnableOn),
    };
  };
  return { values, of: devices.map(makeOne) };
}

/** Devices whose messages may use the entry of a device. */
function requestersOf({ intremap, devices }: Values, device: number): readonly number[] {
  return intremap === 'noSID' ? repeat(devices, (i) => i) : [device];
}

/**
 * What a guest’s write of MSI enable does: before registers are written there is a pirq and an entry, bound
 * together; and all of it goes again. Up to v8 of the series this takes pcidevs_lock, inside the locks of vPCI.
 */
export function interruptCode(
  { values, of }: Interrupts,
  device: number,
  guest: Guest,
): InterruptCode {
  const own = of[device] as Interrupt;
  const inside = values.scheme === 'S1' || values.scheme === 'S3v8';
  return {
    onAt: inside ? '.msi-pcidevs' : '.msi-map',
    offAt: inside ? '.off-pcidevs' : '.disable-off',
    off: (path, does, { pcidevs }) => {
      if (inside) lineEnter(path, '.off-pcidevs', `${does} off`, pcidevs);
      path.calls(xen.silence, () => linesInterrupt(path, own, does, '-off'));
      if (inside) path.line('.off-unlock', `${does} off pcidevs_unlock`, drop(pcidevs));
    },
    on: (path, does, failed, { pcidevs }) => {
      path.from(binding.x86);
      if (inside) lineEnter(path, '.msi-pcidevs', does, pcidevs);
      path.line('.msi-map', `${does} maps a pirq`, [
        { with: [() => own.irq.on('MAP', { domain: guest.name })] },
        {
          name: 'there is one already: fails',
          with: [() => own.irq.when('is not free', (s) => !s.matches('free'))],
          to: inside ? '.msi-failed' : failed,
        },
      ]);
      linesBind(path, own, does, { doorbell: 'x86', requesters: requestersOf(values, device) });
      if (!inside) return;
      path
        .line('.msi-unlock', `${does} pcidevs_unlock`, goingTo('.msi-intx', drop(pcidevs)))
        .line('.msi-failed', `${does} failed, pcidevs_unlock`, goingTo(failed, drop(pcidevs)));
    },
  };
}

function lineEnter(path: CodePath, at: string, does: string, pcidevs: World['pcidevs']): void {
  path.line(at, `${does} pcidevs_lock`, take(pcidevs), [wants(pcidevs)]);
}

/** MSI_OFF: the interrupt goes before vPCI state does, under the lock that protects both. */
export function silences(interrupts: Interrupts | null): interrupts is Interrupts {
  return interrupts?.values.repairs.includes('MSI_OFF') === true;
}

/** Lines that take the interrupt of a device away; they begin at `.disable`. */
export function linesSilence(
  path: CodePath,
  { of }: Interrupts,
  device: number,
  does: string,
): void {
  path.calls(xen.silence, () => linesInterrupt(path, of[device] as Interrupt, does));
}

/** The interrupts that a guest may have, as its destruction finds them. */
export function pirqsOf({ of }: Interrupts, { name }: Guest): readonly Pirq[] {
  return of.map((own) => {
    const { irq } = own;
    const has = (): Participation => irq.when(`is ${name}`, (s) => s.context.domain === name);
    const hasNot = (): Participation =>
      irq.when(`is not ${name}`, (s) => s.context.domain !== name);
    return {
      name: irq.name,
      unbinds: [
        { with: [() => irq.on('UNBIND_OF', { domain: name })] },
        {
          name: 'not bound',
          with: [() => irq.when(`is not bound to ${name}`, (s) => receiver(s) !== name)],
        },
      ],
      busy: false,
      bound: irq.is(`is bound to ${name}`, (s) => receiver(s) === name),
      unmaps: (path, at, does) => {
        const suffix = `-${own.index}`;
        path.line(at, `${does}: is it mapped?`, [
          { name: 'yes', with: [has] },
          { name: 'no', with: [hasNot], to: `${at}-done` },
        ]);
        linesInterrupt(path, own, does, suffix);
        path.line(`${at}-done`, `${does}: done`, go);
      },
    };
  });
}

/** Installs messages of a device: any that it likes or, if it is not hostile, its own while MSI is on. */
export function messages(
  system: SystemBuilder,
  { values, of }: Interrupts,
  { of: { name, index }, dma, emits }: Pair,
): void {
  const own = of[index] as Interrupt;
  const obeys = values.hostile === 'no';
  const enabled = obeys ? [own.msi.when('is on', (s) => s.matches('on'))] : [];
  for (const { entry, irq, index: number } of obeys ? [own] : of) {
    const whose = `interrupt of dev${number}`;
    system.step(
      {
        name: `${name}: message for the ${whose}`,
        actor: name,
        caseOf: `${name}: message`,
        source: controller.x86,
      },
      dma.on('SEND', { interrupt: number }),
      ...(entry === null ? [] : [entry.when(`accepts ${name}`, (s) => accepts(s, index))]),
      ...enabled,
      ...emits,
    );
    const raised = (where: string, bound: boolean): void =>
      system.step(
        {
          name: `${name}: ${whose} is raised [${where}]`,
          actor: name,
          caseOf: `${name}: interrupt is raised`,
          source: stage.end,
        },
        dma.on('RAISE', { interrupt: number }),
        irq.when(bound ? 'is bound' : 'is not bound', (s) => (receiver(s) !== null) === bound),
      );
    raised('in the guest that has it', true);
    raised('nobody has it', false);
  }
}
