/** A user of the PF: it opens it by vfio-pci, resets it, and closes it. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, type CodePath, Program } from '../../../kit/program.ts';
import { pfVf as sources } from '../sources.ts';
import { linesAttach, linesDetach } from './translation.ts';
import type { User, World } from './world.ts';

/** The tag of locations at which a reset of the PF is under way. */
export const resets = 'resets';
/** The tag of locations at which the PF is attached for its user, or just was. */
export const usesPf = 'uses pf';

/** Adds a user. */
export function pfUser(system: SystemBuilder, world: World, name: User): Actor {
  const program = new Program('idle', ['rest']);
  linesOpen(program, world, name);
  if (world.has('RST')) linesReset(program.path('pfo'), world, '.has', '.has');
  return program.actor(system, name, program.machine('pfUser'));
}

function linesOpen(program: Program, world: World, user: User): void {
  const { pf, pfSide } = world;
  const path = program.path('pfo');
  const claimed = (type: 'CLAIM' | 'OPEN' | 'CLOSE'): Case => ({
    with: [() => pf.on(type, { by: user })],
  });
  path
    .from(sources.group)
    .line('idle', 'PFO opens the group of pf', [claimed('CLAIM')])
    .from(sources.match)
    .line('.match', 'PFO looks pf up', matches(world, user));
  if (pfSide !== null) linesAttach(path, { does: 'PFO', fn: pfSide, of: user, tags: [usesPf] });
  path.from(sources.group).line('.open', 'PFO has opened pf', [claimed('OPEN')], [usesPf]);
  path.from(sources.close).line('.has', 'PFO closes pf', [{}], [usesPf]);
  if (pfSide !== null) {
    linesDetach(path, world, { does: 'PFO', fn: pfSide, of: user, tags: [usesPf] });
  }
  path
    .from(sources.group)
    .line('.give-up', 'PFO closes the group of pf', [claimed('CLOSE')])
    .end('idle');
}

/** While VFs are in use their token must be shown; otherwise the user may set one. */
function matches({ token, defect }: World, user: User): readonly Case[] {
  if (defect('pfUntrusted')) return [{ name: 'there is no token' }];
  const unused = () => token.when('no VF is in use', (s) => s.context.users === 0);
  return [
    { name: 'sets the token', with: [() => token.on('CHOOSE', { secret: user })] },
    {
      name: 'sets none',
      with: [defect('TOKEN_KEPT') ? unused : () => token.on('FORGET')],
    },
    {
      name: 'shows the token of VFs in use',
      with: [
        () =>
          token.when(
            `is of ${user}, VFs are in use`,
            (s) => s.context.users > 0 && s.context.secret === user,
          ),
      ],
    },
    {
      name: defect('PF_REPLACED')
        ? 'VFs are in use: is not asked'
        : 'has not the token of VFs in use',
      with: [
        () =>
          token.when(
            `is not of ${user}, VFs are in use`,
            (s) => s.context.users > 0 && s.context.secret !== user,
          ),
      ],
      ...(defect('PF_REPLACED') ? {} : { to: '.give-up' }),
    },
  ];
}

/** RST: the PF is reset, which the VFs do not survive, and its SR-IOV capability is written back. */
export function linesReset(
  path: CodePath,
  { sriov, vfs, defect }: World,
  from: string,
  to: string,
  allowed: Case = {},
): void {
  const caches = vfs.flatMap(({ ats }) => (ats === null ? [] : [ats.tlb]));
  const kept = defect('IOV_NOT_RESTORED');
  path.from(sources.reset).line(from, 'RST resets pf', [
    {
      with: [
        ...(allowed.with ?? []),
        () => sriov.on('RESET'),
        ...caches.map((tlb) => () => tlb.on('EMPTY')),
      ],
      ...(kept ? { to } : {}),
    },
  ]);
  if (!kept) {
    path.line(
      '.restore',
      'RST restores the SR-IOV capability',
      [{ with: [() => sriov.on('RESTORE')], to }],
      from === '.has' ? [resets, usesPf] : [resets],
    );
  }
  path.end(to);
}
