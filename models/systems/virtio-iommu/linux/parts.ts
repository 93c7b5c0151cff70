/** What the two threads of the driver of Linux have in common. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { endpointCount } from '../../../components/endpoint-count.machine.ts';
import type { iovaPage, Permission } from '../../../components/viommu-tables.machine.ts';
import type { Component, Participation, SystemBuilder } from '../../../compose/index.ts';
import { flag } from '../../../kit/flag.machine.ts';
import { type CodePath, type Effect, Program } from '../../../kit/program.ts';
import { type Command, textOf } from '../commands.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Vmm } from '../vmm.ts';
import type { Domain, World } from '../world.ts';

/** Where the code is. */
export const cites = 'drivers/iommu/virtio-iommu.c in Linux f088104d837a';
/** Where a thread waits for its callers. */
export const idle = 'idle';

/** What only the driver knows of a domain. */
export interface Known {
  readonly domain: Domain;
  readonly count: Component<ReturnType<typeof endpointCount>>;
  /** Its tree of mappings, by I/O virtual page. */
  readonly tree: readonly Component<typeof iovaPage>[];
}

/** Writes the paths of both threads, and collects the requests that they send. */
export class Writer {
  readonly world: World;
  readonly known: readonly Known[];
  readonly lock: Component<typeof flag> | null;
  /** In lazy mode: an UNMAP is queued that nobody waits for. */
  readonly pending: Component<typeof flag> | null;
  readonly endpoints = new Program('power-on');
  readonly mappings = new Program(idle, ['rest']);
  readonly #commands = new Map<string, Command>();
  #vmm: Vmm | null = null;

  /** The identity domain, which is not counted and has no tree; null where there is none. */
  readonly identity: Domain | null;

  constructor(system: SystemBuilder, world: World, known: readonly Known[]) {
    this.world = world;
    this.known = known;
    this.identity = world.values.identity ? (world.domains.at(-1) ?? null) : null;
    this.lock = world.defect('countUnlocked') ? null : system.component('lock', flag);
    this.pending = world.defect('lazyFlush') ? system.component('flush.pending', flag) : null;
    this.endpoints.landmark(idle, ['rest']);
  }

  get commands(): readonly Command[] {
    return [...this.#commands.values()];
  }

  install(system: SystemBuilder, vmm: Vmm): readonly Actor[] {
    this.#vmm = vmm;
    const threads = [
      ['endpoints', this.endpoints],
      ['mappings', this.mappings],
    ] as const;
    return threads.map(([name, program]) => program.actor(system, name));
  }

  text(command: Command): string {
    const text = textOf(command, this.world.values);
    this.#commands.set(text, command);
    return text;
  }

  /** Two lines: a request is sent, and its status is read or only waited for. */
  request(path: CodePath, at: string, does: string, command: Command, failed: string | null): void {
    const { queue } = this.world;
    if (queue === null) throw new Error('there is no queue');
    const request = this.text(command);
    const collect = (status: string) => [() => queue.on('COLLECT', { status })];
    path
      .line(at, `${does} sends ${request}`, [{ with: [() => queue.on('POST', { request })] }])
      .line(`${at}-answer`, `${does} gets the answer to ${request}`, [
        { name: 'OK', with: collect('OK') },
        ...['NOENT', 'INVAL', 'UNSUPP', 'DEVERR'].map((status) => ({
          name: failed === null ? `${status}, not read` : status,
          with: collect(status),
          ...(failed === null ? {} : { to: failed }),
        })),
      ]);
  }

  /** A request is queued, and nobody waits for it; the next flush collects its answer. */
  putOff(path: CodePath, does: string, command: Command): void {
    const { queue } = this.world;
    const pending = this.pending;
    if (queue === null || pending === null) throw new Error('there is no lazy mode');
    const request = this.text(command);
    path.line('.queue', `${does} queues ${request}`, [
      { with: [() => queue.on('POST', { request }), () => pending.on('RAISE')] },
    ]);
  }

  /** The last line: whoever called goes on. */
  done(path: CodePath, at: string, does: string): void {
    const { lock } = this;
    path.line(at, `${does} returns`, [
      { with: lock === null ? [] : [() => lock.on('LOWER')], to: idle },
    ]);
  }

  /** The first lines: who calls, and the lock. */
  lockedFor(path: CodePath, does: string, only: Effect): void {
    const { lock } = this;
    path.line(idle, `${does} is called`, [{ with: [only] }]);
    if (lock !== null)
      path.line('.lock', `${does} takes the lock`, [{ with: [() => lock.on('RAISE')] }]);
  }

  /** The device, when it has been made. */
  device(): Vmm {
    if (this.#vmm === null) throw new Error('the device has not been made');
    return this.#vmm;
  }
}

/** Whether the driver counts no endpoint in a domain. */
export function counts(count: Known['count'], none: boolean): Effect {
  return () =>
    count.when(none ? 'is zero' : 'is not zero', (s) => (s.context.count === 0) === none);
}

/** A page of a tree has this. */
export function holds(
  page: Known['tree'][number],
  p: number,
  flags: Permission,
): () => Participation {
  return () =>
    page.when(`is p${p} ${flags}`, ({ context: { to } }) => to?.page === p && to.flags === flags);
}

/** The driver thinks the endpoint is in the domain. */
export function isIn({ believed }: Endpoint, { index }: Domain): Effect {
  return () => believed.when(`is thought to be in d${index}`, (s) => s.context.domain === index);
}

/** The driver thinks it is not. */
export function isNotIn({ believed }: Endpoint, { index }: Domain): Effect {
  return () =>
    believed.when(`is not thought to be in d${index}`, (s) => s.context.domain !== index);
}

/** The driver thinks it is in no domain. */
export function isInNone({ believed }: Endpoint): Effect {
  return () => believed.when('is thought to be in none', (s) => s.context.domain === null);
}
