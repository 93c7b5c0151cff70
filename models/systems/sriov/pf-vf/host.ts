/** The host: it enables VFs and disables them, gives the PF to a driver, and has drivers for VFs itself. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, Program } from '../../../kit/program.ts';
import { pfVf as sources } from '../sources.ts';
import { linesReset } from './pf-user.ts';
import { domainIds, type Vf, type World } from './world.ts';

/** The tag of locations at which the hardware has a VF that the host has not taken note of yet. */
export const appeared = ({ name }: Vf): string => `has just enabled ${name}`;

/** Adds the host. */
export function host(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  if (world.has('NUM')) {
    linesEnable(program, world);
    linesDisable(program, world);
  }
  if (world.has('DRV')) linesRebind(program, world);
  if (world.has('KDR')) for (const vf of world.vfs) linesProbe(program, world, vf);
  if (world.has('RST')) {
    const { pf } = world;
    const managed = () => pf.when('is with the host', (s) => s.context.driver === 'kernel');
    linesReset(program.path('rst'), world, 'idle', 'idle', { with: [managed] });
  }
  return program.actor(system, 'host');
}

/** NumVFs is written: the VFs are there before the host has looked for them. */
function linesEnable(program: Program, world: World): void {
  const { pf, sriov, vfs } = world;
  const path = program.path('enable').from(sources.numvfs);
  path.line('idle', 'NUM enables VFs', [
    {
      with: [
        () => sriov.on('ENABLE'),
        () => pf.when('has a driver', (s) => s.context.driver !== null),
      ],
    },
  ]);
  vfs.forEach(({ name, known, context }, i) => {
    const adds = () => known.on('SET');
    const own = { was: null, tables: 'host', id: domainIds.host };
    path.line(
      `.add-${i}`,
      `NUM adds ${name}`,
      [
        { with: [adds, () => context.on('WRITE', own)] },
        ...(world.defect('VF_KEEPS_CONTEXT')
          ? [
              {
                name: 'with the context of the one before',
                with: [adds, () => context.when('is present', (s) => s.context.entry !== null)],
              },
            ]
          : []),
      ],
      vfs.slice(i).map(appeared),
    );
  });
  path.end('idle');
}

/** Drivers let go of the VFs, users close them first; then the VFs go. */
function linesDisable(program: Program, world: World): void {
  const { sriov, vfs } = world;
  const path = program.path('disable').from(sources.numvfs);
  const enabled: Case = {
    with: [() => sriov.when('is on', (s) => !s.matches('off'))],
  };
  path.line('idle', 'NUM disables VFs', [enabled]);
  vfs.forEach(({ name, known, holder, context, ats, dma }, i) => {
    const gone = () => known.on('CLEAR');
    path.line(`.unbind-${i}`, `NUM unbinds ${name} once nobody uses it`, [
      { with: [gone, () => holder.when('is nobody', (s) => s.matches('nobody'))] },
      ...(world.has('KDR')
        ? [
            {
              name: 'a driver of the host lets go',
              with: [gone, () => holder.on('TAKE', { from: 'host' })],
            },
          ]
        : []),
    ]);
    if (world.defect('VF_KEEPS_CONTEXT')) return;
    path
      .line(`.remove-${i}`, `NUM takes ${name} out of the IOMMU`, [
        { with: [() => context.on('CLEAR', { was: 'host' })] },
      ])
      .line(`.flush-${i}`, `NUM has what is cached of ${name} forgotten`, [
        {
          with: [
            () => context.on('INVALIDATE'),
            ...(ats === null ? [] : [() => ats.tlb.on('EMPTY')]),
            ...(dma === null ? [] : [() => dma.when('is idle', (s) => s.matches('idle'))]),
          ],
        },
      ]);
  });
  path
    .line('.disable', 'NUM has disabled VFs', [{ with: [() => sriov.on('DISABLE')] }])
    .end('idle');
}

/** The PF changes its driver. vfio-pci takes none whose VFs are enabled, and gives back none either. */
function linesRebind(program: Program, { pf, sriov, defect }: World): void {
  const off = () => sriov.when('is off', (s) => s.matches('off'));
  program
    .path('to-vfio')
    .from(sources.bind)
    .line('idle', 'DRV unbinds pf from its driver', [
      { with: [() => pf.on('UNBIND', { from: 'kernel' })] },
    ])
    .line('.bind', 'DRV binds pf to vfio-pci', [
      { with: [() => pf.on('BIND', { driver: 'vfio' }), off], to: 'idle' },
      {
        name: 'though VFs are enabled',
        with: [
          () => pf.on('BIND', { driver: defect('PF_BOUND_WITH_VFS') ? 'vfio' : 'kernel' }),
          () => sriov.when('is on', (s) => !s.matches('off')),
        ],
        to: 'idle',
        ...(defect('PF_BOUND_WITH_VFS') ? {} : { name: 'VFs are enabled: back to its driver' }),
      },
    ])
    .end('idle');
  program
    .path('to-kernel')
    .from(sources.bind)
    .line('idle', 'DRV unbinds pf from vfio-pci', [
      { with: [() => pf.on('UNBIND', { from: 'vfio' }), off] },
    ])
    .line('.bind', 'DRV binds pf to its driver', [
      { with: [() => pf.on('BIND', { driver: 'kernel' })] },
    ])
    .end('idle');
}

/** A driver of the host takes a VF. vfio-pci keeps the VFs of its PF to itself. */
function linesProbe(program: Program, { pf, defect }: World, vf: Vf): void {
  const known = () => vf.known.when('is on', (s) => s.matches('on'));
  const take = () => vf.holder.on('GIVE', { to: 'host' });
  program
    .path(`probe-${vf.name}`)
    .from(sources.probe)
    .line('idle', `KDR a driver of the host takes ${vf.name}`, [
      {
        with: [
          take,
          known,
          () => pf.when('is with the host', (s) => s.context.driver === 'kernel'),
        ],
        to: 'idle',
      },
      ...(defect('VF_AUTOPROBE')
        ? [
            {
              name: 'of a PF in user space',
              with: [
                take,
                known,
                () => pf.when('is with vfio-pci', (s) => s.context.driver === 'vfio'),
              ],
              to: 'idle',
            },
          ]
        : []),
    ])
    .end('idle');
  program
    .path(`probe-${vf.name}`)
    .from(sources.probe)
    .line('idle', `KDR the driver of the host lets go of ${vf.name}`, [
      { with: [() => vf.holder.on('TAKE', { from: 'host' })], to: 'idle' },
    ])
    .end('idle');
}
