/**
 * The memory that requests are written to: the device reads it after the kick, and a hostile endpoint
 * that reaches it may write there in between.
 *
 * Models the table rewrite attack of Morgan, Alata, Nicomette et al. (JBCS 24:2, 2018), as it was cited
 * in the thread about the bypass rework, carried over to a virtqueue: a hypothesis.
 */

import { reached } from '../../components/host-iommu.machine.ts';
import type { Participation, SystemBuilder } from '../../compose/index.ts';
import { sources } from './code/parts.ts';
import { type Command, textOf } from './commands.ts';
import type { Endpoint } from './endpoints.ts';
import type { Vmm } from './vmm.ts';
import type { World } from './world.ts';

const requests: readonly Command['op'][] = ['ATTACH', 'DETACH', 'MAP', 'UNMAP', 'PROBE'];

/** The device takes from the queue what it finds there. */
export function popRequests(
  system: SystemBuilder,
  { queue, values, status }: World,
  vmm: Vmm,
  commands: readonly Command[],
): void {
  if (queue === null) return;
  for (const command of commands.filter(({ op }) => requests.includes(op))) {
    const request = textOf(command, values);
    system.step(
      { name: `${vmm.name}: pops ${request}`, actor: vmm.name, source: sources.request },
      vmm.on(request),
      queue.on('POP', { request }),
      status.when('is running', (s) => s.matches('running')),
    );
  }
}

/** A request that a hostile endpoint turns into another one. */
export interface Forgery {
  readonly by: Endpoint;
  readonly from: Command;
  readonly to: Command;
}

/** What hostile endpoints make of requests: they turn their own ATTACH into one with the flag BYPASS. */
export function forgeries({ endpoints }: World, commands: readonly Command[]): readonly Forgery[] {
  return commands.flatMap((from) => {
    if (from.op !== 'ATTACH' || from.kind !== 'plain') return [];
    const by = endpoints[from.endpoint];
    return by?.hostile === true ? [{ by, from, to: { ...from, kind: 'bypass' } }] : [];
  });
}

/** The steps in which requests are forged: by bypass, or through a mapping of the page they are in. */
export function forge(system: SystemBuilder, world: World, forged: readonly Forgery[]): void {
  const { queue, values } = world;
  if (queue === null) return;
  for (const { by, from, to } of forged) {
    for (const [how, parts] of reaches(world, by)) {
      system.step(
        {
          name: `${by.name}: rewrites ${textOf(from, values)} [${how}]`,
          actor: by.name,
          caseOf: `${by.name}: rewrites a request`,
          source: sources.queue,
        },
        queue.on('REWRITE', { from: textOf(from, values), to: textOf(to, values) }),
        ...parts,
      );
    }
  }
}

/** The page that requests are in: the last one. */
export function requestPage({ values }: Pick<World, 'values'>): number {
  return values.pages - 1;
}

function reaches(
  world: World,
  endpoint: Endpoint,
): readonly (readonly [how: string, parts: readonly Participation[]])[] {
  const { view, entries } = endpoint;
  const bus = [...onTheBus(world, endpoint), ...world.emits(endpoint)];
  const page = requestPage(world);
  return [
    ['in bypass', [...bus, view.when('is open', (s) => s.matches('open'))]],
    ...entries.map(
      (entry, v) =>
        [
          `through v${v}`,
          [...bus, entry.when(`reaches p${page}`, (s) => reached(s)?.page === page)],
        ] as const,
    ),
  ];
}

/** What must be so for requests of an endpoint to get on the bus. */
function onTheBus({ values }: World, { hostile, bus }: Endpoint): readonly Participation[] {
  const ignores = hostile && values.hostileIgnoresBme;
  const bits = [ignores ? null : bus?.master, bus?.bridge];
  return bits.flatMap((bit) =>
    bit === null || bit === undefined ? [] : [bit.when('is on', (s) => s.matches('on'))],
  );
}
