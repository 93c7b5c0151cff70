/**
 * What QEMU and the host do with devices and RAM of a guest that has no virtual IOMMU.
 *
 * Read: hw/vfio/listener.c and hw/vfio/container.c of QEMU 10.0.91, drivers/vfio/vfio_iommu_type1.c and
 * drivers/iommu/iommu.c of Linux. QEMU does one thing at a time; the host and the management layer come in between.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { conflicts } from '../../../components/guest-ram.machine.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, type Effect, Program } from '../../../kit/program.ts';
import { vfio as sources } from '../sources.ts';
import { domainIds, type World } from './world.ts';

/** RAM of the guest, as its tables have it. */
export const ram = { page: 'RAM of A', writable: true } as const;
const plain = { tables: 'A', id: domainIds.A } as const;

/** Adds QEMU. */
export function qemu(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  program.landmark('aborted', ['rest', 'crashed']);
  linesDevice(program, world);
  linesUnplug(program, world);
  for (const over of [0, 1]) linesRam(program, world, over);
  if (world.values.migrates) linesMigrate(program, world);
  return program.actor(system, 'qemu');
}

/** The host refuses to map over the region, if it looks, and it knows of it. */
function refusesRegion({ values }: World): boolean {
  return (
    values.resv === 'checkAtAttach' && values.listed === 'all' && values.region !== 'relaxable'
  );
}

/** device_add: the group is claimed and attached, RAM is mapped for it, then the guest sees it. */
function linesDevice(program: Program, world: World): void {
  const { context, plugged, entry, values, compared, ram: map } = world;
  const name = 'device_add f0';
  const hard = values.region === 'direct';
  const away: Effect = () => plugged.when('is not there', (s) => s.matches('off'));
  const wanted: Effect[] = [
    away,
    () => map.when('is alive', (s) => s.matches('alive')),
    ...(compared === null
      ? []
      : [() => compared.when('has found no conflict', (s) => s.matches('on'))]),
  ];
  const path = program
    .path('add')
    .from(sources.command)
    .line('idle', `${name}: is asked for`, [{ with: wanted }]);
  path
    .from(sources.claim)
    .line(
      '.claim',
      `${name} (1) VFIO claims the group`,
      [
        hard && values.direct === 'refuseClaim'
          ? { name: 'refused: it has a direct region', to: 'idle', tags: ['hot-add ends'] }
          : hard && values.direct === 'ignore'
            ? { name: 'it stays as it is' }
            : { with: [() => context.on('CLEAR', { was: 'host' })] },
      ],
      ['asked for a device'],
    );
  path.from(sources.attach).line('.attach', `${name} (2) attaches it to the guest`, [
    hard && values.direct === 'refuseAttach'
      ? { name: 'refused: it has a direct region', to: '.release' }
      : {
          with: [
            () =>
              context.on('WRITE', {
                was: hard && values.direct === 'ignore' ? 'host' : null,
                ...plain,
              }),
          ],
        },
  ]);
  path.from(sources.map).line('.map', `${name} (3) maps RAM of the guest`, mapsRam(world));
  path
    .from(sources.command)
    .line('.plug', `${name} (4) the guest sees it`, [
      { with: [() => plugged.on('RAISE')], to: 'idle', tags: ['attaches to A', 'hot-add ends'] },
    ]);
  path.from(sources.detach);
  path.line('.detach', `${name} (5) detaches it again`, [
    { with: [() => context.on('CLEAR', { was: 'A' })] },
  ]);
  path
    .line('.release', `${name} (6) fails, and the host has it again`, [
      {
        with: [
          () => context.on('WRITE', { was: null, tables: 'host', id: domainIds.host }),
          () => entry.on('UNMAP'),
        ],
        to: 'idle',
        tags: ['hot-add ends'],
      },
    ])
    .end('idle');
}

/** RAM over the region is mapped too, unless the host refuses. */
function mapsRam(world: World): readonly Case[] {
  const { ram: map, entry, grown } = world;
  const conflict: Effect = () => map.when('has a conflict', (s) => conflicts(s));
  const none: Effect = () => map.when('has no conflict', (s) => !conflicts(s));
  const there =
    (is: boolean): Effect =>
    () =>
      grown.when(is ? 'is there' : 'is not there', (s) => s.matches(is ? 'on' : 'off'));
  if (!refusesRegion(world)) {
    return [
      { with: [none], to: '.plug' },
      { name: 'over the region', with: [conflict, () => entry.on('MAP', ram)], to: '.plug' },
    ];
  }
  return [
    { with: [none], to: '.plug' },
    {
      name: 'where no region is yet',
      with: [conflict, there(false), () => entry.on('MAP', ram)],
      to: '.plug',
    },
    { name: 'refused: it is over the region', with: [conflict, there(true)], to: '.detach' },
  ];
}

/** device_del: the guest loses the device, RAM is unmapped for it, the host has it again. */
function linesUnplug(program: Program, { plugged, context, entry }: World): void {
  const name = 'device_del f0';
  program
    .path('del')
    .from(sources.command)
    .line('idle', `${name}: the guest loses it`, [{ with: [() => plugged.on('LOWER')] }])
    .from(sources.detach)
    .line('.detach', `${name} (1) detaches it`, [
      { with: [() => context.on('CLEAR', { was: 'A' }), () => entry.on('UNMAP')] },
    ])
    .line('.release', `${name} (2) the host has it again`, [
      { with: [() => context.on('WRITE', { was: null, tables: 'host', id: domainIds.host })] },
    ])
    .end('idle');
}

/** RAM is added where a host has its region: mapped first for the device that is there, then shown. */
function linesRam(program: Program, world: World, over: number): void {
  const { ram: map, plugged, entry, grown, values } = world;
  const name = `RAM over the region of host ${over}`;
  const has =
    (is: boolean): Effect =>
    () =>
      plugged.when(is ? 'is there' : 'is not there', (s) => s.matches(is ? 'on' : 'off'));
  const on =
    (is: boolean, label: string): Effect =>
    () =>
      map.when(
        label,
        (s) => s.matches('alive') && s.context.over === null && (s.context.host === over) === is,
      );
  const here = on(true, `is on host ${over}`);
  const elsewhere = on(false, `is on the other host`);
  const there =
    (is: boolean): Effect =>
    () =>
      grown.when(is ? 'is there' : 'is not there', (s) => s.matches(is ? 'on' : 'off'));
  const path = program.path(`ram-${over}`).from(sources.command);
  const add =
    (onHost: number | null): Effect =>
    () =>
      map.on('ADD', { over, on: onHost });
  const first = values.order !== 'deviceThenRAM' && values.layout !== 'allHosts';
  const late = values.order !== 'RAMThenDevice' && values.layout !== 'allHosts';
  path.line('idle', `adds ${name}`, [
    ...(first
      ? [
          {
            name: 'no device',
            with: [has(false), add(values.layout === 'thisHost' ? 1 - over : null)],
            to: 'idle',
          },
        ]
      : []),
    ...(late ? [{ name: 'for f0 too', with: [has(true), here], to: '.map' }] : []),
    ...(late
      ? [{ name: 'which is no region here', with: [has(true), elsewhere], to: '.show' }]
      : []),
  ]);
  if (!late) {
    path.end('idle');
    return;
  }
  const aborts = values.mapFailLate === 'abort';
  path.from(sources.map).line('.map', `${name} (1) is mapped for f0`, [
    ...(refusesRegion(world)
      ? [
          {
            name: aborts ? 'refused: the process aborts' : 'refused: not added',
            with: [there(true), ...(aborts ? [() => map.on('ABORT', { on: over })] : [])],
            to: aborts ? 'aborted' : 'idle',
            tags: ['late conflict', 'hot-add ends'],
          },
          { name: 'where no region is yet', with: [there(false), () => entry.on('MAP', ram)] },
        ]
      : [{ with: [() => entry.on('MAP', ram)] }]),
  ]);
  path
    .from(sources.command)
    .line('.show', `${name} (2) is there`, [{ with: [add(null)], tags: ['hot-add ends'] }])
    .end('idle');
}

/** The guest moves to another host; that is done without devices. */
function linesMigrate(program: Program, { ram: map, plugged }: World): void {
  program
    .path('mig')
    .from(sources.migrate)
    .line('idle', 'migrates to host 1', [
      {
        with: [
          () => map.on('MIGRATE'),
          () => plugged.when('is not there', (s) => s.matches('off')),
        ],
      },
    ])
    .end('idle');
}
