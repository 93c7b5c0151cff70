/**
 * The IOMMU driver of Linux, whose callers attach, release, map and unmap at any time: two threads, one for
 * endpoints and one for mappings.
 *
 * Models drivers/iommu/virtio-iommu.c at f088104d837a: viommu_attach_dev with viommu_replay_mappings,
 * viommu_release_dev, viommu_map_pages and viommu_unmap_pages. The driver keeps a tree of its own for each domain
 * and sends nothing for a domain that it thinks has no endpoints. By default it does what it should: it
 * reads every status, counts an endpoint when ATTACH has succeeded, and does not let the two threads in
 * between each other; how it departs from that is a defect.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { endpointCount, showEndpointCount } from '../../components/endpoint-count.machine.ts';
import { iovaPage, type Permission, showMapping } from '../../components/viommu-tables.machine.ts';
import {
  type Component,
  type Participation,
  repeat,
  type SystemBuilder,
} from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { type Case, type CodePath, type Effect, Program } from '../../kit/program.ts';
import { type Command, textOf } from './commands.ts';
import type { Vmm } from './vmm.ts';
import type { Domain, Endpoint, World } from './world.ts';

const cites = 'drivers/iommu/virtio-iommu.c in Linux f088104d837a';
const idle = 'idle';

/** What only the driver knows of a domain. */
interface Known {
  readonly domain: Domain;
  readonly count: Component<ReturnType<typeof endpointCount>>;
  /** Its tree of mappings, by I/O virtual page. */
  readonly tree: readonly Component<typeof iovaPage>[];
}

/** The driver before the device is made: its commands are known, and who executes them is not yet. */
export interface LinuxDriver {
  readonly commands: readonly Command[];
  /** Adds the threads, when it is known who executes what they send. */
  readonly install: (system: SystemBuilder, vmm: Vmm) => readonly Actor[];
}

/** Writes down the two threads of the driver. */
export function linuxDriver(system: SystemBuilder, world: World): LinuxDriver {
  const page = (name: string) => system.component(name, iovaPage, { show: showMapping });
  const known = world.domains.map(
    (domain): Known => ({
      domain,
      count: system.component(
        `nr_endpoints.d${domain.index}`,
        endpointCount(world.endpoints.length),
        {
          show: showEndpointCount,
        },
      ),
      tree: repeat(world.values.iovas, (v) => page(`tree.d${domain.index}.v${v}`)),
    }),
  );
  const writer = new Writer(system, world, known);
  writer.probe();
  for (const endpoint of world.endpoints) {
    for (const one of known) writer.attach(endpoint, one);
    for (const one of known) writer.release(endpoint, one);
  }
  for (const one of known) {
    one.tree.forEach((_page, v) => {
      world.pages.forEach((_p, p) => {
        for (const flags of world.values.flags) writer.map(one, v, p, flags);
      });
      writer.unmap(one, v);
    });
  }
  writer.flush();
  return { commands: writer.commands, install: (to, vmm) => writer.install(to, vmm) };
}

class Writer {
  readonly world: World;
  readonly known: readonly Known[];
  readonly lock: Component<typeof flag> | null;
  /** In lazy mode: an UNMAP is queued that nobody waits for. */
  readonly pending: Component<typeof flag> | null;
  readonly #endpoints = new Program('power-on');
  readonly #mappings = new Program(idle, ['rest']);
  readonly #commands = new Map<string, Command>();
  #vmm: Vmm | null = null;

  constructor(system: SystemBuilder, world: World, known: readonly Known[]) {
    this.world = world;
    this.known = known;
    this.lock = world.defect('countUnlocked') ? null : system.component('lock', flag);
    this.pending = world.defect('lazyFlush') ? system.component('flush.pending', flag) : null;
    this.#endpoints.landmark(idle, ['rest']);
  }

  get commands(): readonly Command[] {
    return [...this.#commands.values()];
  }

  install(system: SystemBuilder, vmm: Vmm): readonly Actor[] {
    this.#vmm = vmm;
    const threads = [
      ['endpoints', this.#endpoints],
      ['mappings', this.#mappings],
    ] as const;
    return threads.map(([name, program]) => program.actor(system, name));
  }

  #text(command: Command): string {
    const text = textOf(command, this.world.values);
    this.#commands.set(text, command);
    return text;
  }

  /** Two lines: a request is sent, and its status is read or only waited for. */
  #request(
    path: CodePath,
    at: string,
    does: string,
    command: Command,
    failed: string | null,
  ): void {
    const { queue } = this.world;
    if (queue === null) throw new Error('there is no queue');
    const request = this.#text(command);
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
  #putOff(path: CodePath, does: string, command: Command): void {
    const { queue } = this.world;
    const pending = this.pending;
    if (queue === null || pending === null) throw new Error('there is no lazy mode');
    const request = this.#text(command);
    path.line('.queue', `${does} queues ${request}`, [
      { with: [() => queue.on('POST', { request }), () => pending.on('RAISE')] },
    ]);
  }

  /** The flush of what was put off. */
  flush(): void {
    const { queue } = this.world;
    const { pending } = this;
    if (queue === null || pending === null) return;
    const path = this.#mappings.path('flush').from(`viommu_flush_iotlb_all, ${cites}`);
    path
      .line(
        idle,
        'flush: collects what was put off',
        ['OK', 'NOENT', 'INVAL', 'DEVERR'].map((status) => ({
          name: status,
          with: [() => queue.on('COLLECT', { status }), () => pending.on('LOWER')],
        })),
      )
      .end(idle);
  }

  #done(path: CodePath, at: string, does: string): void {
    const { lock } = this;
    path.line(at, `${does} returns`, [
      { with: lock === null ? [] : [() => lock.on('LOWER')], to: idle },
    ]);
  }

  /** The driver is loaded: it negotiates, and is ready for its callers. */
  probe(): void {
    const text = this.#text({ op: 'NEGOTIATE', old: false, config: false });
    const device = (): Vmm => {
      if (this.#vmm === null) throw new Error('the device has not been made');
      return this.#vmm;
    };
    this.#endpoints
      .path('probe')
      .from(`viommu_probe, ${cites}`)
      .line('power-on', `probe begins ${text}`, [{ with: [() => device().on(text)] }])
      .line('.over', 'probe is done', [
        { with: [() => device().when('is done', (s) => s.hasTag('rest'))] },
      ])
      .end(idle);
  }

  attach(endpoint: Endpoint, one: Known): void {
    const { world } = this;
    const { domain, count, tree } = one;
    const does = `attach ${endpoint.name} to d${domain.index}`;
    const early = world.defect('countBeforeAttach');
    const path = this.#endpoints.path(does).from(`viommu_attach_dev, ${cites}`);
    this.#lockedFor(path, does, isNotIn(endpoint, domain));
    if (early) path.line('.down', `${does}: nr_endpoints of the old domain`, this.#down(endpoint));
    this.#request(
      path,
      '.request',
      does,
      { op: 'ATTACH', domain: domain.index, endpoint: endpoint.index, kind: 'plain' },
      '.return',
    );
    path.line('.empty', `${does}: was it empty?`, [
      { name: 'yes', with: [counts(count, true)], to: '.tree-v0' },
      { name: 'no', with: [counts(count, false)], to: '.moved' },
    ]);
    tree.forEach((page, v) => {
      this.#replay(path, does, domain, page, v);
    });
    const from = (old: Domain | null) => () =>
      endpoint.believed.on('MOVE', { from: old?.index ?? null, domain: domain.index });
    path.line('.moved', `${does}: nr_endpoints, and where it is`, [
      { name: 'was in none', with: [from(null), () => count.on('UP')] },
      ...this.known
        .filter((old) => old !== one)
        .map((old) => ({
          name: `was in d${old.domain.index}`,
          with: [
            from(old.domain),
            () => count.on('UP'),
            ...(early ? [] : [() => old.count.on('DOWN')]),
          ],
        })),
    ]);
    this.#done(path, '.return', does);
    path.end(idle);
  }

  #lockedFor(path: CodePath, does: string, only: Effect): void {
    const { lock } = this;
    path.line(idle, `${does} is called`, [{ with: [only] }]);
    if (lock !== null)
      path.line('.lock', `${does} takes the lock`, [{ with: [() => lock.on('RAISE')] }]);
  }

  /** One page of the tree is mapped again, for a domain that the device has made anew. */
  #replay(
    path: CodePath,
    does: string,
    domain: Domain,
    page: Known['tree'][number],
    v: number,
  ): void {
    const { values } = this.world;
    const next = v + 1 < values.iovas ? `.tree-v${v + 1}` : '.moved';
    const all = this.world.pages.flatMap((_p, p) => values.flags.map((flags) => ({ p, flags })));
    const label = (p: number, flags: Permission): string => `.replay-v${v}-p${p}-${flags}`;
    path.line(`.tree-v${v}`, `${does}: is v${v} in the tree?`, [
      {
        name: 'no',
        with: [() => page.when('is not mapped', (s) => s.context.to === null)],
        to: next,
      },
      ...all.map(({ p, flags }) => ({
        name: `p${p} ${flags}`,
        with: [holds(page, p, flags)],
        to: label(p, flags),
      })),
    ]);
    for (const { p, flags } of all) {
      const command = {
        op: 'MAP',
        domain: domain.index,
        iova: v,
        length: 1,
        page: p,
        flags,
      } as const;
      this.#request(path, label(p, flags), does, command, null);
      path.line(`${label(p, flags)}-next`, `${does}: goes on after v${v}, p${p} ${flags}`, [
        { to: next },
      ]);
    }
  }

  /** The count of the domain that the endpoint is thought to be in goes down, before ATTACH is sent. */
  #down(endpoint: Endpoint): readonly Case[] {
    return [
      { name: 'was in none', with: [isInNone(endpoint)] },
      ...this.known.map(({ domain, count }) => ({
        name: `was in d${domain.index}`,
        with: [isIn(endpoint, domain), () => count.on('DOWN')],
      })),
    ];
  }

  release(endpoint: Endpoint, { domain, count }: Known): void {
    const does = `release ${endpoint.name} from d${domain.index}`;
    const path = this.#endpoints.path(does).from(`viommu_release_dev, ${cites}`);
    this.#lockedFor(path, does, isIn(endpoint, domain));
    this.#request(
      path,
      '.request',
      does,
      { op: 'DETACH', domain: domain.index, endpoint: endpoint.index },
      '.return',
    );
    path.line('.down', `${does}: nr_endpoints, and that it is nowhere`, [
      {
        with: [() => count.on('DOWN'), () => endpoint.believed.on('LEAVE', { from: domain.index })],
      },
    ]);
    this.#done(path, '.return', does);
    path.end(idle);
  }

  map({ domain, count, tree }: Known, v: number, p: number, flags: Permission): void {
    const does = `map p${p} ${flags} at v${v} of d${domain.index}`;
    const [page, caller] = [tree[v] as Known['tree'][number], domain.believed[v]];
    const path = this.#mappings.path(does).from(`viommu_map_pages, ${cites}`);
    this.#lockedFor(path, does, () => page.when('is not mapped', (s) => s.context.to === null));
    const set = { page: p, flags, part: 'single' } as const;
    path
      .line('.tree', `${does}: into the tree`, [{ with: [() => page.on('SET', set)] }])
      .line('.any', `${does}: any endpoints?`, [
        { name: 'none', with: [counts(count, true)], to: '.give' },
        { name: 'some', with: [counts(count, false)], to: '.request' },
      ]);
    this.#request(
      path,
      '.request',
      does,
      { op: 'MAP', domain: domain.index, iova: v, length: 1, page: p, flags },
      '.undo',
    );
    path.line('.give', `${does}: the caller has its mapping`, [
      { with: caller === undefined ? [] : [() => caller.on('SET', set)], to: '.return' },
    ]);
    path.line('.undo', `${does}: out of the tree again`, [{ with: [() => page.on('CLEAR')] }]);
    this.#done(path, '.return', does);
    path.end(idle);
  }

  unmap({ domain, count, tree }: Known, v: number): void {
    const { world } = this;
    const does = `unmap v${v} of d${domain.index}`;
    const [page, caller] = [tree[v] as Known['tree'][number], domain.believed[v]];
    const path = this.#mappings.path(does).from(`viommu_unmap_pages, ${cites}`);
    const give = { with: caller === undefined ? [] : [() => caller.on('CLEAR')] };
    const lazy = world.defect('lazyFlush');
    this.#lockedFor(path, does, () =>
      (caller as NonNullable<typeof caller>).when('is mapped', (s) => s.context.to !== null),
    );
    path
      .line('.tree', `${does}: out of the tree`, [{ with: [() => page.on('CLEAR')] }])
      .line('.any', `${does}: any endpoints?`, [
        { name: 'none', with: [counts(count, true)], to: lazy ? '.early' : '.give' },
        { name: 'some', with: [counts(count, false)], to: lazy ? '.early-sent' : '.request' },
      ]);
    if (lazy) {
      path
        .line('.early', `${does}: there is nothing to put off`, [{ ...give, to: '.return' }])
        .line('.early-sent', `${does}: the caller frees the page, the flush is put off`, [give]);
      this.#putOff(path, does, { op: 'UNMAP', domain: domain.index, first: v, last: v });
      this.#done(path, '.return', does);
      path.end(idle);
      return;
    }
    const command = { op: 'UNMAP', domain: domain.index, first: v, last: v } as const;
    const unread = world.defect('unmapStatusIgnored');
    this.#request(path, '.request', does, command, unread ? null : '.kept');
    path.line('.give', `${does}: the caller frees the page`, [{ ...give, to: '.return' }]);
    path.line('.kept', `${does}: the page is kept, and stays in use`, [{ to: '.return' }]);
    this.#done(path, '.return', does);
    path.end(idle);
  }
}

function counts(count: Known['count'], none: boolean): Effect {
  return () =>
    count.when(none ? 'is zero' : 'is not zero', (s) => (s.context.count === 0) === none);
}

function holds(page: Known['tree'][number], p: number, flags: Permission): () => Participation {
  return () =>
    page.when(`is p${p} ${flags}`, ({ context: { to } }) => to?.page === p && to.flags === flags);
}

function isIn({ believed }: Endpoint, { index }: Domain): Effect {
  return () => believed.when(`is thought to be in d${index}`, (s) => s.context.domain === index);
}

function isNotIn({ believed }: Endpoint, { index }: Domain): Effect {
  return () =>
    believed.when(`is not thought to be in d${index}`, (s) => s.context.domain !== index);
}

function isInNone({ believed }: Endpoint): Effect {
  return () => believed.when('is thought to be in none', (s) => s.context.domain === null);
}
