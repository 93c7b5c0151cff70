/** The thread of the driver of Linux that attaches endpoints and releases them. */

import type { Permission } from '../../../components/viommu-tables.machine.ts';
import type { Participation } from '../../../compose/index.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Domain } from '../world.ts';
import {
  cites,
  counts,
  holds,
  idle,
  isIn,
  isInNone,
  isNotIn,
  type Known,
  type Writer,
} from './parts.ts';

/** The driver is loaded: it negotiates, and is ready for its callers. */
export function probe(writer: Writer): void {
  const config = writer.identity !== null;
  const text = writer.text({ op: 'NEGOTIATE', old: false, config });
  writer.endpoints
    .path('probe')
    .from(`viommu_probe, ${cites}`)
    .line('power-on', `probe begins ${text}`, [{ with: [() => writer.device().on(text)] }])
    .line('.over', 'probe is done', [
      { with: [() => writer.device().when('is done', (s) => s.hasTag('rest'))] },
    ])
    .end(idle);
}

/** viommu_attach_dev */
export function attach(writer: Writer, endpoint: Endpoint, one: Known): void {
  const { world } = writer;
  const { domain, count, tree } = one;
  const does = `attach ${endpoint.name} to d${domain.index}`;
  const early = world.defect('countBeforeAttach');
  const path = writer.endpoints.path(does).from(`viommu_attach_dev, ${cites}`);
  writer.lockedFor(path, does, isNotIn(endpoint, domain));
  if (early) path.line('.down', `${does}: nr_endpoints of the old domain`, down(writer, endpoint));
  writer.request(
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
    replay(writer, path, does, domain, page, v);
  });
  const moved = { from: one, early, with: [() => count.on('UP')], to: '.return' };
  path.line(
    '.moved',
    `${does}: nr_endpoints, and where it is`,
    leaving(writer, moved, (from) => endpoint.believed.on('MOVE', { from, domain: domain.index })),
  );
  undo(writer, path, does, endpoint, one);
  writer.done(path, '.return', does);
  path.end(idle);
}

/** Where the endpoint was thought to be, which is counted out of there; and what else takes part. */
function leaving(
  { known, identity }: Writer,
  more: {
    readonly from: Known | null;
    readonly early: boolean;
    readonly with: readonly Effect[];
    readonly to: string;
  },
  moves: (from: number | null) => Participation,
): readonly Case[] {
  const rest = { to: more.to };
  const out = (index: number | null) => [() => moves(index), ...more.with];
  return [
    { ...rest, name: 'was in none', with: out(null) },
    ...known
      .filter((old) => old !== more.from)
      .map((old) => ({
        ...rest,
        name: `was in d${old.domain.index}`,
        with: [...out(old.domain.index), ...(more.early ? [] : [() => old.count.on('DOWN')])],
      })),
    ...(identity === null
      ? []
      : [{ ...rest, name: 'was in the identity domain', with: out(identity.index) }]),
  ];
}

/** A replay has failed: the endpoint is taken out of the domain again, and is in none. */
function undo(writer: Writer, path: CodePath, does: string, endpoint: Endpoint, one: Known): void {
  const { world } = writer;
  if (world.defect('replayFailureLeft')) return;
  const { domain } = one;
  const detach = { op: 'DETACH', domain: domain.index, endpoint: endpoint.index } as const;
  writer.request(path, '.failed', does, detach, '.return');
  const early = world.defect('countBeforeAttach');
  const nowhere = endpoint.believed;
  path.line(
    '.nowhere',
    `${does}: it is nowhere now`,
    leaving(writer, { from: one, early, with: [], to: '.return' }, (from) =>
      from === null
        ? nowhere.when('is thought to be in none', (s) => s.context.domain === null)
        : nowhere.on('LEAVE', { from }),
    ),
  );
}

/** One page of the tree is mapped again, for a domain that the device has made anew. */
function replay(
  writer: Writer,
  path: CodePath,
  does: string,
  domain: Domain,
  page: Known['tree'][number],
  v: number,
): void {
  const { values } = writer.world;
  const next = v + 1 < values.iovas ? `.tree-v${v + 1}` : '.moved';
  const all = writer.world.pages.flatMap((_p, p) => values.flags.map((flags) => ({ p, flags })));
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
    const failed = writer.world.defect('replayFailureLeft') ? '.return' : '.failed';
    writer.request(path, label(p, flags), does, command, failed);
    path.line(`${label(p, flags)}-next`, `${does}: goes on after v${v}, p${p} ${flags}`, [
      { to: next },
    ]);
  }
}

/** The count of the domain that the endpoint is thought to be in goes down, before ATTACH is sent. */
function down(writer: Writer, endpoint: Endpoint): readonly Case[] {
  return [
    { name: 'was in none', with: [isInNone(endpoint)] },
    ...writer.known.map(({ domain, count }) => ({
      name: `was in d${domain.index}`,
      with: [isIn(endpoint, domain), () => count.on('DOWN')],
    })),
    ...(writer.identity === null
      ? []
      : [{ name: 'was in the identity domain', with: [isIn(endpoint, writer.identity)] }]),
  ];
}

/** viommu_release_dev */
export function release(writer: Writer, endpoint: Endpoint, { domain, count }: Known): void {
  const does = `release ${endpoint.name} from d${domain.index}`;
  const path = writer.endpoints.path(does).from(`viommu_release_dev, ${cites}`);
  writer.lockedFor(path, does, isIn(endpoint, domain));
  writer.request(
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
  writer.done(path, '.return', does);
  path.end(idle);
}

/** viommu_attach_identity_domain: nothing is replayed there, and nobody is counted. */
export function attachIdentity(writer: Writer, endpoint: Endpoint, identity: Domain): void {
  const does = `attach ${endpoint.name} to the identity domain`;
  const path = writer.endpoints.path(does).from(`viommu_attach_identity_domain, ${cites}`);
  writer.lockedFor(path, does, isNotIn(endpoint, identity));
  const [domain, index] = [identity.index, endpoint.index];
  const command = { op: 'ATTACH', domain, endpoint: index, kind: 'bypass' } as const;
  writer.request(path, '.request', does, command, '.return');
  path.line(
    '.moved',
    `${does}: nr_endpoints of the old domain, and where it is`,
    leaving(writer, { from: null, early: false, with: [], to: '.return' }, (from) =>
      endpoint.believed.on('MOVE', { from, domain }),
    ).filter(({ name }) => name !== 'was in the identity domain'),
  );
  writer.done(path, '.return', does);
  path.end(idle);
}

/** viommu_release_dev of one in the identity domain, which has an id of its own in each device. */
export function releaseIdentity(writer: Writer, endpoint: Endpoint, identity: Domain): void {
  const does = `release ${endpoint.name} from the identity domain`;
  const wrong = writer.world.defect('identityWrongId');
  const path = writer.endpoints.path(does).from(`viommu_release_dev, ${cites}`);
  writer.lockedFor(path, does, isIn(endpoint, identity));
  const domain = wrong ? 0 : identity.index;
  const command = { op: 'DETACH', domain, endpoint: endpoint.index } as const;
  writer.request(path, '.request', does, command, wrong ? null : '.return');
  path.line('.nowhere', `${does}: it is nowhere`, [
    { with: [() => endpoint.believed.on('LEAVE', { from: identity.index })] },
  ]);
  writer.done(path, '.return', does);
  path.end(idle);
}
