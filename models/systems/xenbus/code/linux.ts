/** What lines of the frontend's kernel have in common. */

import { seeing } from '../../../kit/case-code.ts';
import type { Case } from '../../../kit/program.ts';
import type { World } from '../world.ts';

/** A function of the kernel that was read. */
export const linux = (name: string): string => `${name} of Linux, 2026`;

/**
 * __xenbus_switch_state: writes the state of the frontend, unless its directory is gone. Since e2dcf9065536 it
 * does not write either where the directory is at state 1 and the device is past it: it was made anew.
 */
export function switches(
  { fe, device, values }: World,
  to: 3 | 4 | 5 | 6,
  lost: string,
  next?: string,
): readonly Case[] {
  const goesOn = next === undefined ? {} : { to: next };
  const gone: Case = {
    name: 'its directory is gone',
    with: [seeing(fe, 'is gone', (s) => s.matches('absent'))],
    to: lost,
  };
  if (values.replace === 'off' || to === 3) {
    return [
      { with: [() => fe.on('SWITCH', { to }), () => device.on('STATE', { to })], ...goesOn },
      gone,
    ];
  }
  return [
    {
      name: 'from 1',
      with: [() => fe.on('SWITCH', { to }), () => device.on('STATE', { to, from: 1 })],
      ...goesOn,
    },
    {
      with: [() => fe.on('SWITCH', { to, unless: 1 }), () => device.on('STATE', { to, unless: 1 })],
      ...goesOn,
    },
    {
      name: 'its directory was made anew',
      with: [
        seeing(device, 'is past 1', (s) => s.context.state !== 1),
        seeing(fe, 'is at 1', (s) => s.context.state === 1),
      ],
      to: lost,
    },
    gone,
  ];
}
