/**
 * The first access to a device: the config read that finds its vendor, or the read of the magic value.
 *
 * A ready device model answers it. If no server claims the range, the hypervisor answers with all-ones, and
 * nobody asks a second time (virtio_mmio_probe returns -ENODEV, a bus scan sees no function). If one
 * claims it whose device model does not run its loop, the vCPU is held in the hypervisor
 * (ioreq_send, hvm_wait_for_io at c447b7308b).
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';

const platform = 'virtio_mmio_probe in drivers/virtio/virtio_mmio.c of Linux, 2025';
const scan = 'pci_bus_read_dev_vendor_id in drivers/pci/probe.c of Linux, 2025';

/** The access, and where the vCPU is held. */
export function linesAccess(path: CodePath, world: World, device: Device): void {
  const { variant } = world.values;
  path
    .from(variant === 'V2' || variant === 'V9' ? platform : scan)
    .line('.access', 'first access', accessCases(world, device), ['gate']);
  if (world.traits.unclaimed === 'retry') {
    path.line('.retry', 'retry status, waits', retryCases(device), ['gate']);
  }
  path
    .from('ioreq_send, wait_for_io at c447b7308b')
    .line('.held', 'is held in the hypervisor', heldCases(world, device), ['held']);
}

function accessCases(world: World, device: Device): readonly Case[] {
  const lives = repeat(world.lives, (life) => life);
  const generation = (life: number): string => (world.lives > 1 ? ` #${life}` : '');
  return [
    ...lives.flatMap((life) => answered(device, life, `answered${generation(life)}`)),
    ...lives.map(
      (life): Case => ({
        name: `held, server${generation(life)} does not answer`,
        with: [claimedBy(device, life), notServedBy(device, life)],
        set: { srv: life },
        to: '.held',
      }),
    ),
    ...unclaimedCases(world, device),
  ];
}

/** A device model that runs answers: for V9 with the real DeviceID or with 0. */
function answered(device: Device, life: number, name: string): readonly Case[] {
  const { shown } = device;
  const by = [claimedBy(device, life), servedBy(device, life)];
  if (shown === null) return [{ name, with: by, to: '.identify' }];
  return [
    { name, with: [...by, () => shown.when('is on', (s) => s.matches('on'))], to: '.identify' },
    {
      name: `${name}, DeviceID 0`,
      with: [...by, () => shown.when('is off', (s) => s.matches('off'))],
      to: 'placeholder',
    },
  ];
}

function unclaimedCases(world: World, device: Device): readonly Case[] {
  const { domain } = device.backend;
  const unclaimed = unclaimedBy(device);
  switch (world.traits.unclaimed) {
    case 'all-ones':
      return [{ name: 'all-ones', with: [unclaimed], to: 'missed' }];
    case 'held':
      return [{ name: 'held, not served yet', with: [unclaimed], to: '.held' }];
    case 'retry':
      return [{ name: 'retry status', with: [unclaimed], to: '.retry' }];
    case 'recheck':
      return [
        { name: 'all-ones, looks again', with: [unclaimed], set: { inc: null }, to: '.sample' },
      ];
    case 'linkDown':
      return [
        {
          name: 'all-ones, link down',
          with: [unclaimed, () => domain.when('is dead', (s) => s.matches('dead'))],
          to: '.sleep',
        },
        {
          name: 'all-ones',
          with: [unclaimed, () => domain.when('is not dead', (s) => !s.matches('dead'))],
          to: 'missed',
        },
      ];
  }
}

/** V6b: the scan backs off and reads again, for about a minute. */
function retryCases(device: Device): readonly Case[] {
  return [
    { name: 'again', to: '.access' },
    {
      name: 'time-out',
      tags: ['environment', 'expires'],
      with: [unclaimedBy(device)],
      to: 'absent',
    },
  ];
}

/** The request sits at the server it was sent to; V11's sits with the hypervisor. */
function heldCases(world: World, device: Device): readonly Case[] {
  const lives = repeat(world.lives, (life) => life);
  const generation = (life: number): string => (world.lives > 1 ? ` #${life}` : '');
  const held = (life: number) => (world.traits.unclaimed === 'held' ? [undefined, life] : [life]);
  return [
    ...lives.flatMap((life) =>
      held(life).flatMap((srv) =>
        answered(
          device,
          life,
          `served${generation(life)}${srv === undefined ? ' at last' : ''}`,
        ).map((c): Case => ({ ...c, where: { srv: srv ?? null }, set: { srv: null } })),
      ),
    ),
    ...(world.withdraws ? lives.map((life) => ended(world, device, life)) : []),
  ];
}

/** The server was taken away with its domain: the hypervisor answers what was held there. */
function ended({ traits, lives }: World, { range }: Device, life: number): Case {
  const gone: Effect = () => range.when(`does not go to #${life}`, (s) => s.context.by !== life);
  return {
    name: `ended with all-ones${lives > 1 ? ` #${life}` : ''}`,
    where: { srv: life },
    with: [gone],
    set: { srv: null, inc: null },
    to: traits.unclaimed === 'recheck' ? '.sample' : '.sleep',
  };
}

function claimedBy({ range }: Device, life: number): Effect {
  return () => range.when(`goes to #${life}`, (s) => s.context.by === life);
}

function unclaimedBy({ range }: Device): Effect {
  return () => range.when('is unclaimed', (s) => s.context.by === null);
}

function servedBy({ backend: { loop } }: Device, life: number): Effect {
  return () => loop.when(`#${life} runs`, (s) => s.context.by === life);
}

function notServedBy({ backend: { loop } }: Device, life: number): Effect {
  return () => loop.when(`#${life} does not run`, (s) => s.context.by !== life);
}
