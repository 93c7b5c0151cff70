/**
 * What a frontend does for one device: it waits at the gate of the variant, makes its first access,
 * learns its backend, sets up DMA and sets DRIVER_OK. One worker per device, as probes run side by side.
 */

import { repeat } from '../../../compose/index.ts';
import { go } from '../../../kit/lock-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';
import { linesAccess } from './access.ts';
import { linesDma } from './dma.ts';

/** The program of the worker of a device. */
export function frontendProgram(world: World, device: Device): Program {
  const program = new Program('boot', ['gate']);
  program.landmark('missed', ['missed', 'rest']);
  program.landmark('absent', ['gave-up', 'rest']);
  program.landmark('placeholder', ['shown-placeholder', 'rest']);
  program.landmark('refused', ['refused', 'rest']);
  program.landmark('using', ['driverOK', 'rest']);
  const path = program.path('fe');
  linesGate(path, world, device);
  linesAccess(path, world, device);
  linesDma(path, world, device);
  return program;
}

/** Listens, samples, sleeps; in the order of the variant. */
function linesGate(path: CodePath, world: World, device: Device): void {
  const { gate } = world.traits;
  const { port } = device;
  if (gate === null || port === null) {
    path.from('start of the kernel of the frontend').line('boot', 'comes up', go);
    return;
  }
  path.from(gate.source);
  const samples = gate.sample !== null && device.level !== null;
  const listens: readonly Case[] = gate.boundFromStart ? go : [{ with: [() => port.on('BIND')] }];
  if (samples && world.defect('SAMPLE_FIRST')) {
    path
      .line('boot', `${gate.sample}, before it listens`, sampleCases(world, device, '.register'))
      .line('.register', gate.register, toSleep(listens), ['gate']);
  } else {
    path.line('boot', gate.register, samples ? listens : toSleep(listens));
  }
  if (samples) {
    path.line('.sample', gate.sample ?? '', sampleCases(world, device, '.sleep'), ['gate']);
  }
  const awake = world.values.variant === 'V6' ? '.link' : samples ? '.sample' : '.access';
  path.line(
    '.sleep',
    gate.sleep,
    [
      { name: 'edge', to: awake, with: [() => port.on('TAKE')], tags: samples ? [] : ['believes'] },
      ...(world.values.variant === 'V10' ? [supplierTimeout(device)] : []),
    ],
    ['gate', 'asleep'],
  );
  if (world.values.variant === 'V6') linesLink(path, world, device);
}

function toSleep(cases: readonly Case[]): readonly Case[] {
  return cases.map((c) => ({ ...c, to: '.sleep' }));
}

/** The level says that the device may be probed, or that it may not; V0 notes whose it is. */
function sampleCases(world: World, device: Device, otherwise: string): readonly Case[] {
  const { devices, lives, values } = world;
  const ready = (d: Device): Effect[] =>
    d.level === null
      ? []
      : [() => (d.level as Level).when('is ready', (s) => s.context.by !== null)];
  const not = (d: Device): Effect[] =>
    d.level === null
      ? []
      : [() => (d.level as Level).when('is not ready', (s) => s.context.by === null)];
  const proceed = { to: '.access', tags: ['believes'] };
  if (values.waitFor === 'any') {
    return [
      ...devices.map((d): Case => ({ name: `${d.name} is ready`, with: ready(d), ...proceed })),
      { name: 'none is ready', with: devices.flatMap(not), to: otherwise },
    ];
  }
  if (values.waitFor === 'all') {
    return [
      { name: 'all are ready', with: devices.flatMap(ready), ...proceed },
      ...devices.map(
        (d): Case => ({ name: `${d.name} is not ready`, with: not(d), to: otherwise }),
      ),
    ];
  }
  const notReady: Case = { name: 'not ready', with: not(device), to: otherwise };
  if (world.traits.identity !== 'record') {
    return [{ name: 'ready', with: ready(device), ...proceed }, notReady];
  }
  return [
    ...repeat(lives, (inc): Case => {
      const is: Effect = () =>
        (device.level as Level).when(`is ready #${inc}`, (s) => s.context.by === inc);
      const name = lives > 1 ? `ready #${inc}` : 'ready';
      return { name, with: [is], set: { inc }, ...proceed };
    }),
    notReady,
  ];
}

type Level = NonNullable<Device['level']>;

const notYet =
  (device: Device): Effect =>
  () =>
    (device.level as Level).when('is not ready', (s) => s.context.by === null);

/** V10: deferred_probe_timeout; the driver core goes on without the supplier. */
function supplierTimeout(device: Device): Case {
  return {
    name: 'time-out, goes on without its supplier',
    tags: ['environment', 'expires'],
    with: [notYet(device)],
    set: { expired: 1 },
    to: '.access',
  };
}

/** V6.5: after a hot-plug interrupt the link is waited for, for a second or so. */
function linesLink(path: CodePath, world: World, device: Device): void {
  const expires = { tags: ['environment', 'expires'], with: [notYet(device)] };
  const up: Effect = () => (device.level as Level).when('is ready', (s) => s.context.by !== null);
  path
    .line(
      '.link',
      'V6.5 pcie_wait_for_link',
      [
        { name: 'link up', to: '.access', tags: ['believes'], with: [up] },
        world.defect('TIMEOUT_READY')
          ? { name: 'time-out counts as link up', set: { expired: 1 }, to: '.access', ...expires }
          : { name: 'time-out', ...expires },
      ],
      ['gate'],
    )
    .line('.slot-off', 'V6.5 powers the slot off', [{ to: '.sleep' }], ['gate', 'timed-out']);
}
