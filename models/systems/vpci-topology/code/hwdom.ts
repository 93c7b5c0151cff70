/**
 * What the hardware domain does: it toggles memory decode of a device that is hidden, one that belongs to
 * dom_xen. vpci_write finds it on the list of dom_xen under the lock of the hardware domain; modify_bars
 * asserts that of the owner; vpci_process_pending asks who the owner is (drivers/vpci, S4).
 */

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
import type { Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { ASSERTION, codeOf, GUEST } from './marks.ts';

const EXIT = 'exit';

/** Code of a vCPU of the hardware domain. */
export function hwdom(world: World, program: Program): void {
  const { hidden, domainLock, pending } = world;
  if (hidden === null || domainLock === null) return;
  program.landmark(EXIT);
  const slotOf = (actor: string) => {
    const slot = pending.get(actor);
    if (slot === undefined) throw new Error(`${actor} has no pending slot`);
    return slot;
  };
  const path = program
    .path('cmd', ['on 0'])
    .from(codeOf(world, 'vpci_write'))
    .line(GUEST, 'CMD hidden traps', go);
  lineTakeWrite(path, '.lock', 'CMD hidden (1) write_lock', domainLock, '.find');
  path
    .line('.find', 'CMD hidden (2) search: not ours, on the list of dom_xen', go)
    .line('.vlock', 'CMD hidden (4) spin_lock', take(hidden.lock), [wants(hidden.lock)])
    .calls(codeOf(world, 'modify_bars'), (p) =>
      p.line(
        '.assert',
        'CMD hidden (3) modify_bars',
        [
          {
            name: 'ASSERT(rw_is_write_locked(lock of dom_xen)) fails',
            with: [
              () => hidden.xenLock.when('has no writer', ({ context }) => context.writer === null),
            ],
            to: ASSERTION,
            fault: true,
          },
          {
            name: 'no writer, assertion compiled out',
            with: [
              () => hidden.xenLock.when('has no writer', ({ context }) => context.writer === null),
            ],
          },
        ],
        ['asserts'],
      ),
    )
    .calls(codeOf(world, 'defer_map'), (p) =>
      p.line('.fill', 'CMD hidden (4) defer_map', [
        {
          with: [
            (actor) =>
              slotOf(actor).on('FILL', { device: 0, pdev: 0, vpci: 0, intxDisabled: false }),
          ],
        },
      ]),
    )
    .line('.vunlock', 'CMD hidden (6) spin_unlock', drop(hidden.lock))
    .line('.out', 'CMD hidden (6) write_unlock', dropWrite(domainLock))
    .end(EXIT);
  program
    .path('pend', ['on 0'])
    .from(codeOf(world, 'vpci_process_pending'))
    .line(EXIT, 'PEND (1) the slot names the hidden device', [
      { with: [(actor) => slotOf(actor).when('is filled', (s) => s.context.request !== null)] },
    ])
    .line('.lock', 'PEND (2) read_lock', takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.test', 'PEND (3) tests vpci and owner', [
      {
        name: 'other owner',
        with: [() => hidden.owner.when('is not this domain', (s) => !s.matches('here'))],
      },
    ])
    .line(
      '.clear',
      'PEND (3) clears the slot and does nothing',
      [{ with: [(actor) => slotOf(actor).on('CLEAR')] }],
      ['drops'],
    )
    .line('.unlock', 'PEND (3) read_unlock', dropRead(domainLock))
    .end(GUEST);
}
