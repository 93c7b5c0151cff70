/**
 * From an answered device to DRIVER_OK: who its backend is, which DMA operations it gets, and what is
 * looked at again.
 *
 * Models xen_grant_setup_dma_ops and its lookups (drivers/xen/grant-dma-ops.c; of_map_id in
 * drivers/of/base.c, where no entry that matches is a success with identity) and the variants' own ways
 * to name a backend.
 */

import { repeat } from '../../../compose/index.ts';
import { go } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { Backend, Device, World } from '../world.ts';

const setsUp = 'xen_grant_setup_dma_ops in drivers/xen/grant-dma-ops.c of Linux, 2025';
const looksUp = 'xen_dt_grant_init_backend_domid, of_map_id of Linux, 2025';
const driverOk = 'virtio_device_ready in include/linux/virtio_config.h of Linux, 2025';

/** The lines. */
export function linesDma(path: CodePath, world: World, device: Device): void {
  const { identity } = world.traits;
  path.from(identity === 'tree' ? looksUp : sourceOf(world));
  const { index } = world;
  if (index !== null) {
    path.line('.identify', 'V4.1 writes its BDF to the index', [
      { with: [() => index.on('WRITE', { index: device.index })] },
    ]);
    path.line('.data', 'V4.2 reads the backend id', identified(world, device), ['identifies']);
  } else {
    path.line('.identify', 'learns its backend', identified(world, device), ['identifies']);
  }
  path.from(setsUp).line('.dma', 'sets up DMA', setUp(world, device), ['identifies']);
  path.from(driverOk);
  if (identity === 'record') {
    linesMind(path, world, device);
  } else if (world.values.variant === 'V2') {
    linesAgent(path, world, device);
  } else path.line('.ok', 'DRIVER_OK', go, ['set-up']).end('using');
}

function sourceOf({ traits, values }: World): string {
  return traits.gate?.source ?? `proposal ${values.variant} in the thread of October 2022`;
}

/** What the frontend takes for its backend, or that nobody names one. */
function identified(world: World, device: Device): readonly Case[] {
  const unnamed: Case = {
    name: 'no backend named',
    ...(bypasses(world) ? {} : { to: 'refused' }),
  };
  if (!device.mapped && !world.defect('BRIDGE_WIDE')) {
    return [unnamed, ...(world.defect('RENUMBERED') ? strangers(world, device) : [])];
  }
  const expired = { where: { expired: 1 } };
  if (world.values.variant === 'V10') {
    return [
      { ...unnamed, name: 'no supplier', ...expired },
      ...named(world, device).map((c) => ({ ...c, where: { ...c.where, expired: null } })),
    ];
  }
  return [
    ...named(world, device),
    ...(world.defect('RENUMBERED') ? [unnamed, ...strangers(world, device)] : []),
  ];
}

function bypasses(world: World): boolean {
  return world.traits.bypasses || world.defect('BYPASS');
}

/** RENUMBERED: the entry of another device matches. */
function strangers(world: World, device: Device): readonly Case[] {
  const other = world.devices.find(({ backend }) => backend !== device.backend);
  return other?.mapped ? inTree(other.backend, `entry of ${other.name}`) : [];
}

function named(world: World, device: Device): readonly Case[] {
  const { backend, level, node } = device;
  const first = world.backends[0] as Backend;
  const domids = backend.domids;
  const fromDm = world.defect('DM_DOMID') || world.traits.identity === 'deviceRegister';
  const third: readonly Case[] = fromDm
    ? [{ name: 'device model names dom0', set: { domid: 0, inc: 0 } }]
    : [];
  switch (world.traits.identity) {
    case 'tree':
      return inTree(world.defect('BRIDGE_WIDE') ? first : backend);
    case 'constant':
      return inTree(first);
    case 'register':
    case 'deviceRegister':
      return [...(world.index === null ? answers(world, device) : answersByIndex(world)), ...third];
    case 'record':
      return level === null
        ? []
        : [
            ...domids.map(
              (domid, inc): Case => ({
                name: `dom${domid}${of(world, inc)}`,
                where: { inc },
                set: { domid },
              }),
            ),
            ...third,
          ];
    case 'xenstore':
      return node === null
        ? []
        : domids.map((domid, inc): Case => {
            const says: Effect = () =>
              node.when(
                `names dom${domid} #${inc}`,
                ({ context: { backend: b } }) => b?.domid === domid && b.incarnation === inc,
              );
            return { name: `dom${domid}${of(world, inc)}`, with: [says], set: { domid, inc } };
          });
  }
}

function of({ lives }: World, inc: number): string {
  return lives > 1 ? ` #${inc}` : '';
}

/** What was written at build: the first id of a backend, whoever has it now. */
function inTree({ domain, domids }: Backend, name?: string): readonly Case[] {
  const domid = domids[0];
  if (domids.length === 1 || domids[1] !== domid) {
    return [{ name: name ?? `dom${domid}`, set: { domid, inc: 0 } }];
  }
  return domids.map((_, inc): Case => {
    const is: Effect = () =>
      domain.when(`is incarnation ${inc}`, (s) => s.context.incarnation === inc);
    return { name: `${name ?? `dom${domid}`} #${inc}`, with: [is], set: { domid, inc } };
  });
}

/** The id of the domain whose server has the range of the device. */
function answers(world: World, { range, backend, name }: Device): readonly Case[] {
  return backend.domids.map((domid, inc): Case => {
    const owns: Effect = () => range.when(`goes to #${inc}`, (s) => s.context.by === inc);
    return { name: `${name}: dom${domid}${of(world, inc)}`, with: [owns], set: { domid, inc } };
  });
}

/** The same, of the device in the index by now; nothing for one that nobody claims. */
function answersByIndex(world: World): readonly Case[] {
  return world.devices.flatMap((asked) => {
    const index: Effect = () =>
      (world.index as NonNullable<World['index']>).when(
        `names ${asked.name}`,
        (s) => s.context.index === asked.index,
      );
    const nobody: Effect = () => asked.range.when('is unclaimed', (s) => s.context.by === null);
    const unready: Case = { name: `${asked.name}: nobody`, with: [index, nobody], to: 'refused' };
    if (!asked.mapped) return [{ name: `${asked.name}: no grants`, with: [index], to: 'refused' }];
    return [
      ...answers(world, asked).map((c) => ({ ...c, with: [index, ...(c.with ?? [])] })),
      unready,
    ];
  });
}

/** Every backend somebody may have been told of. */
function setUp(world: World, { dma }: Device): readonly Case[] {
  const named = world.backends.flatMap(({ domids }) =>
    domids.map((domid, inc) => ({ domid, inc })),
  );
  const other = named.some(({ domid }) => domid === 0) ? [] : [{ domid: 0, inc: 0 }];
  const known = [...other, ...named];
  return [
    ...known.map(
      ({ domid, inc }): Case => ({
        name: `grants to dom${domid}${inc === 0 ? '' : ` #${inc}`}`,
        where: { domid, inc },
        with: [() => dma.on('INSTALL', { domid, incarnation: inc })],
      }),
    ),
    {
      name: 'without grants',
      where: { domid: null },
      with: [() => dma.on('BYPASS')],
    },
  ];
}

/** V0.6 and V0.7: the record is read again before DRIVER_OK, and at every edge after it. */
function linesMind(path: CodePath, world: World, device: Device): void {
  const { dma, level, port } = device;
  const again = (same: string): readonly Case[] => [
    ...repeat(world.lives, (inc): Case => {
      const is: Effect = () =>
        (level as NonNullable<Device['level']>).when(
          `is ready #${inc}`,
          (s) => s.context.by === inc,
        );
      return { name: `same${of(world, inc)}`, where: { inc }, with: [is], to: same };
    }),
    ...repeat(world.lives, (inc): Case => {
      const isNot: Effect = () =>
        (level as NonNullable<Device['level']>).when(
          `is not ready #${inc}`,
          (s) => s.context.by !== inc,
        );
      return { name: `changed${of(world, inc)}`, where: { inc }, with: [isNot], to: '.undo' };
    }),
  ];
  path
    .line('.recheck', 'V0.6 reads the record again', again('.ok'), ['minds'])
    .line('.ok', 'DRIVER_OK', go, ['minds'])
    .line(
      '.using',
      'V0.7 wakes',
      [{ with: port === null ? [] : [() => port.on('TAKE')] }],
      ['driverOK', 'minds', 'rest'],
    )
    .line('.check', 'V0.7 reads the record', again('.using'), ['minds', 'told'])
    .line(
      '.undo',
      'V0.7 ends its grants',
      [{ with: [() => dma.on('REMOVE')], set: { inc: null, domid: null }, to: '.sample' }],
      ['minds', 'told'],
    )
    .end('using');
}

/** V2: the agent goes on listening. */
function linesAgent(path: CodePath, world: World, { port }: Device): void {
  const twice = world.defect('OVERLAY_TWICE');
  path.line('.ok', 'DRIVER_OK', go, ['set-up']).line(
    '.using',
    twice ? 'agent sets the node to okay, again' : 'agent sees that the node is okay',
    [
      {
        with: port === null ? [] : [() => port.on('TAKE')],
        to: twice ? '.twice' : '.using',
      },
    ],
    ['driverOK', 'rest'],
  );
  if (twice) path.line('.twice', 'is probed twice', [{ to: 'using' }], ['twice']);
  path.end('using');
}
