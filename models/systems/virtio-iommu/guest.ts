/**
 * The guest of a boot time line: firmware of some kind, then an OS, then what happens afterwards.
 *
 * Models the time lines of the mails that came with the bypass rework (virtio-dev, October 2021) and
 * the order of the Linux driver (f088104d837a): device reset, negotiation, then ATTACH and MAP endpoint
 * by endpoint, BUS_MASTER last.
 */

import { deviceTags } from '../../../properties/passthrough/viommu-subject.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import { type CodePath, Program, type ProgramMachine } from '../../kit/program.ts';
import { sources } from './code/parts.ts';
import { type Command, textOf } from './commands.ts';
import type { BusParts, Endpoint } from './endpoints.ts';
import type { Vmm } from './vmm.ts';
import type { World } from './world.ts';

export type Guest = Component<ProgramMachine>;

/** Places of the guest. */
export const places = {
  powerOn: 'power-on',
  os: 'OS starts',
  running: 'OS runs',
  failed: 'boot-failed',
} as const;

/** The guest before the device is made: its commands are known, and who executes them is not yet. */
export interface Script {
  readonly commands: readonly Command[];
  readonly install: (system: SystemBuilder, vmm: Vmm) => Guest;
}

/** Writes down the program of the guest. */
export function writeScript(world: World): Script {
  const writer = new Writer(world);
  firmware(writer);
  operatingSystem(writer);
  for (const what of world.values.after) afterwards[what](writer);
  return { commands: writer.commands, install: (system, vmm) => writer.install(system, vmm) };
}

/** Writes paths, and collects the commands that they use. */
class Writer {
  readonly world: World;
  readonly #program = new Program(places.powerOn);
  readonly #commands = new Map<string, Command>();
  #vmm: Vmm | null = null;

  constructor(world: World) {
    this.world = world;
    this.#program.landmark(places.os, [deviceTags.driverStarts]);
    this.#program.landmark(places.running, ['rest', deviceTags.takenOver]);
    this.#program.landmark(places.failed, ['rest', deviceTags.bootFailed]);
  }

  get commands(): readonly Command[] {
    return [...this.#commands.values()];
  }

  path(prefix: string, source: string, tags: readonly string[] = []): CodePath {
    return this.#program.path(prefix, tags).from(source);
  }

  /** Takes note of a command that somebody may send. */
  text(command: Command): string {
    const text = textOf(command, this.world.values);
    this.#commands.set(text, command);
    return text;
  }

  /** Two lines: a request is posted, and its answer is collected. */
  request(path: CodePath, at: string, who: string, command: Command): void {
    const { queue } = this.world;
    if (queue === null) return;
    const request = this.text(command);
    path
      .line(at, `${who} posts ${request}`, [{ with: [() => queue.on('POST', { request })] }])
      .line(
        `${at}-answer`,
        `${who} collects the answer to ${request}`,
        ['OK', 'NOENT', 'INVAL', 'DEVERR'].map((status) => ({
          name: status,
          with: [() => queue.on('COLLECT', { status })],
        })),
      );
  }

  /** Two lines: a register is written, or the platform acts, and the guest goes on when that is done. */
  trap(path: CodePath, at: string, who: string, command: Command): void {
    const text = this.text(command);
    path
      .line(at, `${who}: ${text}`, [{ with: [() => this.#device().on(text)] }])
      .line(`${at}-over`, `${who}: ${text} is done`, [
        { with: [() => this.#device().when('is done', (s) => s.hasTag('rest'))] },
      ]);
  }

  /** One line: BUS_MASTER bits are set or cleared. */
  master(
    path: CodePath,
    at: string,
    who: string,
    on: boolean,
    endpoints: readonly Endpoint[],
  ): void {
    const parts = endpoints.flatMap(({ bus }) => (bus === null ? [] : [bus]));
    const bridges = new Set(parts.flatMap(({ bridge }) => (bridge === null ? [] : [bridge])));
    const event = on ? 'SET' : 'CLEAR';
    path.line(at, `${who} BUS_MASTER ${on ? 'on' : 'off'}`, [
      {
        with: [...parts.map(({ master }) => master), ...bridges].map((bit) => () => bit.on(event)),
      },
    ]);
  }

  install(system: SystemBuilder, vmm: Vmm): Guest {
    this.#vmm = vmm;
    return this.#program.actor(system, 'guest');
  }

  #device(): Vmm {
    if (this.#vmm === null) throw new Error('the device has not been made');
    return this.#vmm;
  }
}

/** The boot disk: the first trusted endpoint. */
function diskOf({ world }: Writer): Endpoint {
  return world.endpoints[0] as Endpoint;
}

function busOf({ bus }: Endpoint): BusParts {
  if (bus === null) throw new Error('there is no boot time line');
  return bus;
}

/** The firmware, up to the jump into the OS. */
function firmware(writer: Writer): void {
  const { values } = writer.world;
  const path = writer.path('fw', sources.firmware);
  const disk = diskOf(writer);
  switch (values.firmware) {
    case 'flips-global':
      path.line(places.powerOn, 'FW starts', [{}]);
      writer.trap(path, '.negotiate', 'FW (1)', { op: 'NEGOTIATE', old: false, config: true });
      writer.master(path, '.master', 'FW (2) sets', true, [disk]);
      writer.trap(path, '.open', 'FW (3)', { op: 'BYPASS', open: true });
      load(path, disk, 'FW (4)');
      writer.trap(path, '.close', 'FW (5)', { op: 'BYPASS', open: false });
      writer.master(path, '.slave', 'FW (6) sets', false, [disk]);
      break;
    case 'attach-only':
      path.line(places.powerOn, 'FW starts', [{}]);
      writer.trap(path, '.negotiate', 'FW (1)', { op: 'NEGOTIATE', old: false, config: true });
      writer.request(path, '.attach', 'FW (2)', attachOf(disk, 0));
      writer.request(path, '.map', 'FW (3)', mapIn(0));
      writer.master(path, '.master', 'FW (4) sets', true, [disk]);
      load(path, disk, 'FW (5)');
      writer.master(path, '.slave', 'FW (6) sets', false, [disk]);
      writer.request(path, '.unmap', 'FW (7)', { op: 'UNMAP', domain: 0, first: 0, last: 0 });
      writer.request(path, '.detach', 'FW (8)', { op: 'DETACH', domain: 0, endpoint: disk.index });
      writer.trap(path, '.reset', 'FW (9)', { op: 'RESET' });
      break;
    default:
      path.line(places.powerOn, 'FW (1) enumerates devices', [{}]);
      writer.master(path, '.master', 'FW (2) sets', true, writer.world.endpoints);
      load(path, disk, 'FW (3)');
  }
  path.line('.jump', 'FW jumps into the OS', [{}]).end(places.os);
}

/** The disk reads the kernel into memory, if it reaches memory. */
function load(path: CodePath, disk: Endpoint, who: string): void {
  const { view, entries } = disk;
  const [entry] = entries;
  const closed = view.when('is translated', (s) => s.matches('translated'));
  path.line(
    '.load',
    `${who} loads the kernel by DMA of ${disk.name}`,
    [
      { name: 'in bypass', with: [() => view.when('is open', (s) => s.matches('open'))] },
      ...(entry === undefined
        ? []
        : [
            {
              name: 'through the mapping',
              with: [() => closed, () => entry.when('is mapped', (s) => s.matches('mapped'))],
            },
            {
              name: 'blocked',
              with: [() => closed, () => entry.when('is not mapped', (s) => !s.matches('mapped'))],
              to: places.failed,
            },
          ]),
    ],
    [deviceTags.loading],
  );
}

function attachOf({ index }: Endpoint, domain: number): Command {
  return { op: 'ATTACH', endpoint: index, domain, kind: 'plain' };
}

function mapIn(domain: number): Command {
  return { op: 'MAP', domain, iova: 0, length: 1, page: 0, flags: 'rw' };
}

/** The domain that the OS gives an endpoint: one of its own, as long as there are enough. */
function domainFor({ world }: Writer, { index }: Endpoint): number {
  return Math.min(index, world.values.domains - 1);
}

/** The OS takes over: reset, negotiation, then one endpoint after the other. */
function operatingSystem(writer: Writer): void {
  const { world } = writer;
  const path = writer.path('os', sources.os).line(places.os, 'OS starts its driver', [{}]);
  writer.trap(path, '.reset', 'OS (1)', { op: 'RESET' });
  writer.trap(path, '.negotiate', 'OS (2)', { op: 'NEGOTIATE', old: false, config: true });
  if (world.values.os === 'clears') {
    writer.trap(path, '.close', 'OS (3)', { op: 'BYPASS', open: false });
  }
  for (const endpoint of world.endpoints) takeOver(writer, path, endpoint);
  path.end(places.running);
}

function takeOver(writer: Writer, path: CodePath, endpoint: Endpoint): void {
  const { name } = endpoint;
  const domain = domainFor(writer, endpoint);
  const first = writer.world.endpoints.every(
    (other) => other.index >= endpoint.index || domainFor(writer, other) !== domain,
  );
  writer.request(path, `.attach-${name}`, 'OS (4)', attachOf(endpoint, domain));
  if (first) writer.request(path, `.map-${name}`, 'OS (5)', mapIn(domain));
  writer.master(path, `.master-${name}`, `OS (6) sets for ${name}`, true, [endpoint]);
  path.line(`.busy-${name}`, `OS (7) gives ${name} a buffer`, [
    { with: [() => busOf(endpoint).busy.on('SET')] },
  ]);
}

/** Devices stop what they are doing. */
function quiesce({ world }: Writer, path: CodePath, at: string, who: string): void {
  path.line(at, `${who} stops all devices`, [
    { with: world.endpoints.map((endpoint) => () => busOf(endpoint).busy.on('CLEAR')) },
  ]);
}

const afterwards = {
  /** Hot-unplug of the last endpoint, and hot-plug of another one with the same requester id. */
  replug: (writer: Writer): void => {
    const { world } = writer;
    const endpoint = world.endpoints.at(-1) as Endpoint;
    const domain = domainFor(writer, endpoint);
    const path = writer
      .path('replug', sources.plug, [deviceTags.takenOver])
      .line(places.running, `OS (8) unbinds ${endpoint.name}`, [
        { with: [() => busOf(endpoint).busy.on('CLEAR')] },
      ]);
    if (!world.defect('unplugNoDetach')) {
      writer.request(path, '.detach', 'OS (9)', { op: 'DETACH', domain, endpoint: endpoint.index });
    }
    writer.master(path, '.slave', `OS (10) sets for ${endpoint.name}`, false, [
      { ...endpoint, bus: { ...busOf(endpoint), bridge: null } },
    ]);
    writer.trap(path, '.unplug', 'platform', { op: 'UNPLUG', endpoint: endpoint.index });
    writer.trap(path, '.plug', 'platform', { op: 'PLUG', endpoint: endpoint.index });
    writer.request(path, '.attach', 'OS (11)', attachOf(endpoint, domain));
    path.end(places.running);
  },
  /** Another kernel is started; nothing but the virtual IOMMU is reset on the way. */
  kexec: (writer: Writer): void => {
    const path = writer
      .path('kexec', sources.os, [deviceTags.shutdown])
      .line(places.running, 'OS (12) shuts down for kexec', [{}]);
    if (!writer.world.defect('shutdownNoQuiesce')) quiesce(writer, path, '.quiesce', 'OS (13)');
    writer.trap(path, '.reset', 'OS (14)', { op: 'RESET' });
    path.line('.jump', 'OS jumps into the next kernel', [{}]).end(places.os);
  },
  /** The platform resets devices, then the virtual IOMMU, and starts the firmware. */
  reboot: (writer: Writer): void => {
    const first = writer.world.defect('iommuResetFirst');
    const path = writer
      .path('reboot', sources.reset, [deviceTags.shutdown])
      .line(places.running, 'OS (15) asks for a system reset', [{}]);
    if (!first) quiesce(writer, path, '.quiesce', 'platform');
    writer.trap(path, '.reset', 'platform', { op: 'SYSTEM-RESET' });
    if (first) quiesce(writer, path, '.quiesce', 'platform');
    writer.master(path, '.slave', 'platform sets', false, writer.world.endpoints);
    path.line('.start', 'platform starts the firmware', [{}]).end(places.powerOn);
  },
} as const;
