/**
 * A guest, or the VMM for it: it opens a VF by vfio-pci, and closes it.
 *
 * The token is compared when the device is looked up, and the VF counts as in use when the device has
 * been opened: two critical sections of the mutex of the token, with the opening in between.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, Program } from '../../../kit/program.ts';
import { pfVf as sources } from '../sources.ts';
import { linesAttach, linesDetach } from './translation.ts';
import { friendOf, type Guest, type Vf, type World } from './world.ts';

/** Tags of the program of a guest. */
export const guestTags = {
  has: ({ name }: Vf) => `has ${name}`,
  /** The VF is attached for it, or just was. */
  uses: ({ name }: Vf) => `uses ${name}`,
} as const;

/** Adds a guest. */
export function guest(system: SystemBuilder, world: World, name: Guest): Actor {
  const program = new Program('idle', ['rest']);
  for (const vf of world.vfs) linesOpen(program, world, name, vf);
  return program.actor(system, name, program.machine('guest'));
}

function linesOpen(program: Program, world: World, guest: Guest, vf: Vf): void {
  const uses = [guestTags.uses(vf)];
  const place = { does: 'OPN', fn: vf, of: guest, tags: uses };
  const path = program.path(`opn-${vf.name}`);
  path
    .from(sources.group)
    .line('idle', `OPN opens the group of ${vf.name}`, [
      {
        with: [
          () => vf.holder.on('GIVE', { to: guest }),
          () => vf.known.when('is on', (s) => s.matches('on')),
        ],
      },
    ])
    .from(sources.match)
    .line('.match', `OPN looks ${vf.name} up`, matches(world, guest));
  linesAttach(path, place);
  path.from(sources.finish).line('.open', `OPN has opened ${vf.name}`, counts(world, guest), uses);
  path
    .from(sources.close)
    .line('.has', `OPN closes ${vf.name}`, leaves(world), [...uses, guestTags.has(vf)]);
  linesDetach(path, world, place);
  path
    .from(sources.group)
    .line('.give-up', `OPN closes the group of ${vf.name}`, [
      { with: [() => vf.holder.on('TAKE', { from: guest })] },
    ])
    .end('idle');
}

const inUserSpace = ({ pf }: World) =>
  pf.when('is with vfio-pci', (s) => s.context.driver === 'vfio');
const elsewhere = ({ pf }: World) =>
  pf.when('is not with vfio-pci', (s) => s.context.driver !== 'vfio');

/** `proved` says whether the token was compared. */
function matches(world: World, guest: Guest): readonly Case[] {
  const { token } = world;
  const secret = friendOf[guest];
  const kernel: Case = {
    name: 'no token is needed',
    with: [() => elsewhere(world)],
    set: { proved: 0 },
  };
  const unasked: Case = {
    name: 'the token is not asked for',
    with: [() => inUserSpace(world)],
    set: { proved: 0 },
  };
  if (world.defect('pfUntrusted')) return [kernel, unasked];
  return [
    kernel,
    {
      name: 'shows the token',
      with: [() => inUserSpace(world), () => token.on('SHOW', { secret })],
      set: { proved: 1 },
    },
    {
      name: 'the token is another one',
      with: [
        () => inUserSpace(world),
        () => token.when(`is not of ${secret}`, (s) => s.context.secret !== secret),
      ],
      to: '.give-up',
    },
    ...(world.defect('TOKEN_CDEV') ? [{ ...unasked, name: 'by its character device' }] : []),
  ];
}

/** The VF counts as in use, if it is one that tokens are for. */
function counts(world: World, guest: Guest): readonly Case[] {
  const { token } = world;
  const secret = friendOf[guest];
  const kernel: Case = { name: 'not counted', with: [() => elsewhere(world)] };
  if (world.defect('pfUntrusted')) {
    return [kernel, { name: 'nor with vfio-pci', with: [() => inUserSpace(world)] }];
  }
  const counted: Case = {
    name: 'counted',
    with: [() => inUserSpace(world), () => token.on('ENTER')],
  };
  if (world.defect('TOKEN_EARLY')) return [kernel, counted];
  return [
    kernel,
    ...(world.defect('TOKEN_CDEV') ? [{ ...counted, where: { proved: 0 } }] : []),
    {
      name: 'the token is still right, counted',
      where: { proved: 1 },
      with: [() => inUserSpace(world), () => token.on('SHOW_AND_ENTER', { secret })],
    },
    {
      name: 'the token has changed',
      where: { proved: 1 },
      with: [
        () => inUserSpace(world),
        () => token.when(`is not of ${secret}`, (s) => s.context.secret !== secret),
      ],
      to: world.pfSide === null || world.defect('ATC_SKIPPED') ? '.detach' : '.ats-off',
    },
  ];
}

function leaves(world: World): readonly Case[] {
  return [
    { name: 'not counted', with: [() => elsewhere(world)] },
    world.defect('pfUntrusted')
      ? { name: 'nor with vfio-pci', with: [() => inUserSpace(world)] }
      : { name: 'counted', with: [() => inUserSpace(world), () => world.token.on('LEAVE')] },
  ];
}
