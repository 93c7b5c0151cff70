/** vPCI state as far as assignment goes: it is there or not, and changes under the lock of the guest. */

import type { Component } from '../../../compose/index.ts';
import type { flag } from '../../../kit/flag.machine.ts';
import { dropWrite, lineTakeWrite } from '../../../kit/lock-code.ts';
import type { Case } from '../../../kit/program.ts';
import type { Parts, VpciCode } from '../world.ts';
import { linesLocked, locking } from './lists.ts';

/** The code over a flag that is on while there is vPCI state. */
export function vpciFlag(
  world: Pick<Parts, 'lock' | 'mayFail'>,
  vpci: Component<typeof flag>,
): VpciCode {
  const { lock } = world;
  const begins = locking(world, '.vpci');
  return {
    goneAt: begins,
    madeAt: begins,
    gone: (path, does) =>
      linesLocked(path, world, '.vpci', does, 'vpci_deassign_device', [
        { with: [() => vpci.on('CLEAR')] },
      ]),
    made: (path, does, done, failed) => {
      const made = (to: string): Case => ({ with: [() => vpci.on('SET')], to });
      const fails = (to: string): readonly Case[] =>
        world.mayFail('vpci') ? [{ name: 'fails', to }] : [];
      const what = `${does} vpci_assign_device`;
      if (lock === null) {
        path.line('.vpci', what, [made(done), ...fails(failed)]);
        return;
      }
      const unlock = (to: string): readonly Case[] => dropWrite(lock).map((c) => ({ ...c, to }));
      lineTakeWrite(path, '.vpci-lock', `${does} write_lock for vPCI`, lock, '.vpci');
      path.line('.vpci', what, [made('.vpci-unlock'), ...fails('.vpci-failed')]);
      path.line('.vpci-unlock', `${does} write_unlock`, unlock(done));
      if (world.mayFail('vpci'))
        path.line('.vpci-failed', `${does} write_unlock, having failed`, unlock(failed));
    },
  };
}
