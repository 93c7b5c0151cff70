/** Instructions on the command register and on MSI. */

import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import { access, nameOf, uses } from './marks.ts';
import { answers, shown } from './seen.ts';

/** Cases of a plain register write; of the command register where it is modelled. */
export function plainWrite(device: Device, to: string): readonly Case[] {
  const { command, msi } = device;
  const tags = access(device);
  const plain: Case = { name: 'plain register or BAR', tags, to, answer: answers.emulated };
  if (command === null || msi === null) return [plain];
  return [
    plain,
    ...(['off', 'on'] as const).map(
      (state): Case => ({
        name: state === 'off' ? 'command, INTx on' : 'command, INTx forced off',
        tags,
        to,
        answer: answers.emulated,
        with: [
          () => command.on('GUEST_WRITE', { intxDisabled: state === 'on' }),
          () => msi.when(`is ${state}`, (s) => s.matches(state)),
        ],
      }),
    ),
  ];
}

/** Two lines: INTx is disabled, then MSI is enabled; nothing where registers are not modelled. */
export function linesEnableMsi(path: CodePath, device: Device, does: string): void {
  const { command, msi } = device;
  if (command === null || msi === null) return;
  path
    .line('.msi-intx', `${does} sets INTX_DISABLE`, [{ with: [() => command.on('DISABLE_INTX')] }])
    .line('.msi-on', `${does} writes the MSI control`, [{ with: [() => msi.on('ENABLE')] }]);
}

/** Writes the command value that was kept. */
export function writeKeptCommand(device: Device): readonly Case[] {
  const { command } = device;
  if (command === null) return [{ observable: shown.command }];
  return [0, 1].map(
    (intx): Case => ({
      name: intx === 1 ? 'INTx off' : 'INTx on',
      where: { intx },
      set: { intx: null },
      observable: shown.command,
      with: [() => command.on('DEFERRED_WRITE', { intxDisabled: intx === 1 })],
    }),
  );
}

/** Registers as an assignment to a guest leaves them. */
export function linesResetRegisters(path: CodePath, device: Device, does: string): void {
  const { command, msi } = device;
  if (command === null || msi === null) return;
  path.line('.registers', `${does} clears the command register`, [
    { with: [() => command.on('ASSIGNED'), () => msi.on('DISABLE')] },
  ]);
}

export function msiOff(device: Device): readonly Case[] {
  const { msi } = device;
  return msi === null ? go : [{ with: [() => msi.on('DISABLE')] }];
}

/** MSI enable that takes pcidevs_lock while locks of the access are held. Ends at the next label. */
export function linesMsiUnderPcidevs(path: CodePath, world: World, device: Device): void {
  const { pcidevs } = world;
  const does = `MSI ${nameOf(device)}`;
  path.calls(codeOf(world, 'MSI'), (callee) =>
    callee
      .line('.msi-bind', `${does} (2) pcidevs_lock`, take(pcidevs), [wants(pcidevs), uses(device)])
      .line('.msi-map', `${does} (3) maps and binds a pirq`, go, [uses(device)])
      .line('.msi-unlock', `${does} (4) pcidevs_unlock`, drop(pcidevs), [uses(device)]),
  );
}
