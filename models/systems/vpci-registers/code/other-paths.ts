/** What a vCPU does besides plain accesses: enabling MSI, walking the capability list. */

import {
  drop,
  dropRead,
  dropWrite,
  go,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { passesGaps } from '../handlers.ts';
import { bitsText, COMMAND } from '../layout.ts';
import type { World } from '../world.ts';
import { codeOf, GUEST, inHandler, outside, tags } from './marks.ts';
import { valuesIn } from './values.ts';

/**
 * MSI: control_write. A guest that enables MSI has INTX_DISABLE set in hardware by read-modify-write
 * (pci_intx) and in guest_cmd (since S4); disabling takes nothing back.
 */
export function linesMsi(world: World, program: Program): void {
  const { msi, values, domainLock, deviceLock } = world;
  if (msi === null || deviceLock === null) return;
  const path = program.path('msi').from(codeOf(values, 'vpci_write')).line(GUEST, 'MSI traps', go);
  if (domainLock !== null) lineTakeWrite(path, '.lock', 'MSI (1) write_lock', domainLock, '.vlock');
  path
    .line('.vlock', 'MSI (4) spin_lock', take(deviceLock), [wants(deviceLock)])
    .from(codeOf(values, 'control_write'))
    .line('.control', 'MSI (5) control', [
      { name: 'disable', with: [() => msi.on('DISABLE')], to: '.vunlock' },
      { name: 'enable', with: [() => msi.when('is off', (s) => s.matches('off'))] },
      {
        name: 'enabled already',
        with: [() => msi.when('is on', (s) => s.matches('on'))],
        to: '.vunlock',
      },
    ]);
  if (values.profile === 'domU' && values.scheme === 'S4') linesIntxOff(path, world);
  path
    .line('.enable', 'MSI (5) enables it', [{ with: [() => msi.on('ENABLE')] }])
    .from(codeOf(values, 'vpci_write'))
    .line('.vunlock', 'MSI (6) spin_unlock', outside(drop(deviceLock)));
  if (domainLock !== null) path.line('.out', 'MSI (6) write_unlock', dropWrite(domainLock));
  path.end(GUEST);
}

function linesIntxOff(path: CodePath, { command }: World): void {
  if (command === null || (command.mask & COMMAND.INTX_DISABLE) === 0) return;
  const { hardware, copy, mask } = command;
  const all = valuesIn(command, mask);
  path.line(
    '.intx-read',
    'MSI (3) pci_intx reads PCI_COMMAND',
    inHandler(
      all.map(({ value, effect }) => ({
        name: bitsText(command, value),
        set: { value: value | COMMAND.INTX_DISABLE },
        with: [effect],
      })),
    ),
  );
  const rest = all.map(({ value }) => value | COMMAND.INTX_DISABLE);
  path.line(
    '.intx-write',
    'MSI (3) pci_intx writes it with INTX_DISABLE',
    inHandler(
      [...new Set(rest)].map((value) => ({
        name: bitsText(command, value),
        where: { value },
        set: { value: null },
        with: [() => hardware.on('WRITE', { value, mask, asked: COMMAND.INTX_DISABLE })],
      })),
    ),
  );
  if (copy === null) return;
  path.line(
    '.intx-copy',
    'MSI (3) sets it in guest_cmd',
    inHandler([{ with: [() => copy.on('SET', { bits: COMMAND.INTX_DISABLE })] }]),
  );
}

/**
 * CAPS: the domain follows the list of capabilities: one for power management, which nobody emulates,
 * and then the one for interrupts, if there is one. What a pointer says decides where it looks next.
 */
export function linesWalk(world: World, program: Program): void {
  const { values } = world;
  const all = passesGaps(values) || world.defect('CAPS_SHOWN');
  const last = values.capability === 'none' ? '.end-of-list' : '.interrupts';
  const path = program
    .path('caps', [tags.walks])
    .from(codeOf(values, 'vpci_read, vpci_init_capability_list'))
    .line(GUEST, 'CAPS begins', go);
  lineRead(path, world, '.first', 'CAPS reads PCI_CAPABILITY_LIST', [
    all ? { name: 'power management', to: '.power' } : { name: 'filtered', to: last },
  ]);
  if (all) {
    path.line('.power', 'CAPS looks at power management', [{ to: last }], [tags.unemulated]);
  }
  if (last === '.interrupts') {
    path.line('.interrupts', `CAPS looks at ${values.capability.toUpperCase()}`, go);
  }
  path.line('.end-of-list', 'CAPS is at the end of the list', go).end(GUEST);
}

/** A read of one byte of the list, under the locks of RD. */
function lineRead(
  path: CodePath,
  { domainLock, deviceLock }: World,
  at: string,
  does: string,
  cases: readonly Case[],
): void {
  if (domainLock !== null) {
    path.line(`${at}-lock`, `${does} (1) read_lock`, takeRead(domainLock), [
      wants(domainLock, 'read'),
    ]);
  }
  if (deviceLock !== null) {
    path.line(`${at}-vlock`, `${does} (4) spin_lock`, take(deviceLock), [wants(deviceLock)]);
    path.line(`${at}-vunlock`, `${does} (6) spin_unlock`, drop(deviceLock));
  }
  if (domainLock !== null) path.line(`${at}-out`, `${does} (6) read_unlock`, dropRead(domainLock));
  path.line(`${at}-next`, `${does} goes on`, cases);
}
