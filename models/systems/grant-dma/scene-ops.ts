/** The scene `ops`: a device of the frontend with grant-dma-ops, its buffer, and its backend. */

import { companion } from '../../../properties/kinds/index.ts';
import {
  buffersExact,
  nobodyExits,
  noFailOpen,
  pageAlone,
  policyKept,
} from '../../../properties/passthrough/grant-dma.ts';
import type { Grants } from '../../../properties/passthrough/grants.ts';
import { memorySafe } from '../../../properties/passthrough/memory.ts';
import { type Actor, at } from '../../../properties/passthrough/subject.ts';
import { grantDmaData, showGrantDmaData } from '../../components/grant-dma-data.machine.ts';
import { grantOps, showGrantOps } from '../../components/grant-ops.machine.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { Program } from '../../kit/program.ts';
import { type Actors, endOf, makeBackends } from './actors.ts';
import { shapeOf } from './buffers.ts';
import { type BufferPlan, useBuffer } from './code/buffer.ts';
import { mapGrant } from './code/map.ts';
import { bindDevice, type GrantDevice } from './code/setup-ops.ts';
import { unmapGrant } from './code/unmap.ts';
import { sources } from './sources.ts';
import type { GrantedPage, GrantRef } from './table.ts';
import type { World } from './world.ts';

/** A scene that was made: its actors, and what is asked of it alone. */
export interface OpsScene extends Actors {
  readonly properties: (grants: Grants) => readonly Property[];
}

/** What a property needs, where it is not asked. */
const reasons: Readonly<Record<string, string>> = {
  'NO-FAIL-OPEN': 'needs a device that is not refused at once',
  'NO-UAF': 'needs named',
  'GRANT-EXACT': 'needs named',
  'PAGE-ALONE': 'needs named, buffer=part and backendActs=anything',
  'NO-EXIT': 'needs named and backendActs=asTold',
};

/** Makes device, frontend and backend. */
export function opsScene(system: SystemBuilder, world: World): OpsScene {
  const { values, table, mappers } = world;
  const name = 'dev';
  const device: GrantDevice = {
    name,
    backend: mappers[0],
    ops: system.component(`${name}.ops`, grantOps, { show: showGrantOps }),
    data: system.component(`${name}.data`, grantDmaData, { show: showGrantDmaData }),
    named: values.named,
    refusesUnnamed: values.forceGrant === 'enforced',
    setupFails: values.failures ? values.setupFail : 'never',
    erasesEntry: values.xarrayErase,
    unbindClears: values.unbind === 'clears',
  };
  const ask = (applies: boolean, property: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(property, reasons[property] ?? '');
    return [];
  };
  const told = values.backendActs === 'asTold';
  const ring = told
    ? { posted: system.component('ring.posted', flag), done: system.component('ring.done', flag) }
    : null;
  const shape = shapeOf(values);
  const pageAt = (i: number): GrantedPage => table.pages[i] as GrantedPage;
  const refs = table.refs.slice(0, shape.granted.length);
  const plan: BufferPlan = {
    touched: shape.touched.map(pageAt),
    allocated: shape.allocated.map(pageAt),
    granted: shape.granted.map(pageAt),
    refs,
    ended: refs.slice(shape.firstEnded),
    readonly: !values.grants.includes('w'),
    coherent: values.coherent,
    onBusy: values.onBusy,
    end: endOf(world),
    version: table.version,
    ring,
  };
  const program = new Program('unbound', ['rest']);
  for (const place of ['running', 'failed', 'refused', 'plain']) program.landmark(place, ['rest']);
  program.landmark('use-after-free');
  bindDevice(program, device);
  useBuffer(program, device, plan);
  const frontend = program.actor(system, 'fe');
  const cpus =
    ring === null
      ? makeBackends(system, world)
      : [{ mapper: mappers[0], actor: honestBackend(system, world, plan, ring) }];
  return {
    workers: table.refs.map(() => frontend),
    cpus,
    properties: (grants) => [
      policyKept(frontend),
      ...ask(values.named || !device.refusesUnnamed, 'NO-FAIL-OPEN', () =>
        noFailOpen(frontend, device.ops),
      ),
      ...ask(values.named, 'NO-UAF', () =>
        memorySafe(
          'NO-UAF',
          'freed data of a device',
          [frontend],
          companion('a driver is unbound', at(frontend, 'unbind:clear')),
        ),
      ),
      ...ask(values.named, 'GRANT-EXACT', () => buffersExact(frontend, grants, plan.touched)),
      ...ask(values.named && values.buffer === 'part' && !told, 'PAGE-ALONE', () =>
        pageAlone(frontend, grants, pageAt(0)),
      ),
      ...ask(values.named && told, 'NO-EXIT', () => nobodyExits(cpus.map(({ actor }) => actor))),
    ],
  };
}

/** A device model that maps what it was told to, one page after the other, and says when it is done. */
function honestBackend(
  system: SystemBuilder,
  { table, mappers, values }: World,
  plan: BufferPlan,
  ring: NonNullable<BufferPlan['ring']>,
): Actor {
  const [mapper] = mappers;
  const handle = mapper.handles[0] as (typeof mapper.handles)[number];
  const write = values.grants.includes('w');
  const program = new Program('idle', ['guest', 'rest']);
  program.landmark('exited', ['rest']);
  program.landmark('failed');
  program.landmark('assertion-failed');
  plan.touched.forEach((_, i) => {
    program.landmark(`told ${i}`, ['told']);
    program.landmark(`has ${i}`);
  });
  program.landmark(`told ${plan.touched.length}`);
  const path = program.path('ring').from(sources.qemu);
  path
    .line('idle', 'is handed a buffer', [{ with: [() => ring.posted.on('LOWER')] }])
    .end('told 0');
  plan.touched.forEach((_, i) => {
    const wish = { ref: table.refs[i] as GrantRef, kinds: ['hst'] as const, write };
    const [has, next] = [`has ${i}`, `told ${i + 1}`];
    mapGrant(
      program,
      { from: `told ${i}`, done: has, failed: 'failed' },
      table,
      mapper,
      handle,
      wish,
    );
    unmapGrant(program, { from: has, done: next }, table, mapper, handle, { ...wish, part: false });
  });
  const finish = program.path('finish').from(sources.qemu);
  finish
    .line(
      'failed',
      values.mapFail === 'beExit'
        ? 'cannot map a grant, and exits with all devices it serves'
        : 'cannot map a grant, and reports an error for this buffer',
      [{ to: values.mapFail === 'beExit' ? 'exited' : `told ${plan.touched.length}` }],
    )
    .line(`told ${plan.touched.length}`, 'has done with the buffer', [
      { with: [() => ring.done.on('RAISE')] },
    ])
    .end('idle');
  return program.actor(system, 'be0.dm');
}
