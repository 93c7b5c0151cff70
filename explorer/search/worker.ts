/** The program of a thread that takes part in searches: it works, meets the others, does as decided. */

import { parentPort } from 'node:worker_threads';
import type { InUse } from '../reduce/in-use.ts';
import type { SharedMemory } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage, Limits } from '../verdict.ts';
import type { WasmModule } from '../wasm/module.ts';
import type { ControlMemory } from './control-memory.kernel.ts';
import { CrewControl, type Range } from './crew-control.kernel.ts';
import { layOut } from './layout.kernel.ts';
import { Member, nameIn } from './member.kernel.ts';
import { Shard } from './shard.kernel.ts';
import type { Tuning } from './tuning.ts';
import type { Seen } from './watch.ts';

/** What a thread is told. */
export interface WorkerOrder {
  readonly system: LinkedSystem;
  readonly me: number;
  readonly threads: number;
  readonly memory: SharedMemory;
  readonly control: ControlMemory;
  readonly limits: Limits;
  readonly tuning: Tuning;
  readonly inUse: InUse;
  /** The module of the leader, if it has one. */
  readonly module: WasmModule | null;
  /** What the leader has seen so far. */
  readonly coverage: Coverage;
}

/** What it shows, when it is asked to and at the end. */
export interface WorkerAnswer {
  readonly me: number;
  readonly count: number;
  readonly levels: readonly number[];
  /** What is left of the piece it was expanding. */
  readonly rest: Range;
  readonly seen: Seen;
  readonly transitions: number;
  readonly represented: bigint;
}

/** Loads no more of the program than this search needs. */
async function newMember(order: WorkerOrder, crew: CrewControl): Promise<Member> {
  const { system, me, threads, memory, limits, tuning, inUse, module } = order;
  const { symmetry, partialOrder } = inUse;
  const layout = layOut(system);
  const set = new SharedSet(memory, me);
  const idOf = nameIn(threads, me);
  const modules =
    module === null
      ? (await import('../wasm/modules.ts')).modulesOf(system, layout)
      : { made: () => module, make: () => module };
  const shard = new Shard(system, { layout, visited: set, tuning, symmetry, idOf, modules });
  shard.watch.know(order.coverage);
  if (partialOrder !== null) {
    const { PartialOrder } = await import('../reduce/partial-order.ts');
    const by = new PartialOrder(system, layout, symmetry, tuning.partialOrder, partialOrder);
    shard.taking = by.sets;
  }
  return new Member(me, threads, shard, set, crew, limits);
}

async function run(order: WorkerOrder): Promise<void> {
  const crew = new CrewControl(order.control, order.me);
  if (!crew.prepare()) return;
  const member = await newMember(order, crew);
  const { shard, set } = member;
  const levels = crew.join();
  if (levels === null) return;
  shard.skipLevels(levels);
  set.refresh();
  shard.beginLevel(crew.standings);
  for (;;) {
    while (!member.work(Number.POSITIVE_INFINITY));
    member.say();
    let decision = crew.meet();
    while (decision === 'show' || decision === 'double') {
      if (decision === 'show') parentPort?.postMessage(answerOf(order.me, member));
      else for (const _ of set.double(crew.part, crew.active)) crew.meetWithin();
      decision = crew.meet();
      set.refresh();
    }
    if (decision === 'stop') break;
    set.refresh();
    if (decision === 'next level') shard.beginLevel(crew.standings);
  }
  parentPort?.postMessage(answerOf(order.me, member));
}

function answerOf(me: number, { shard, rest }: Member): WorkerAnswer {
  const { levels, watch, transitions, represented } = shard;
  const { count } = shard.visited;
  return { me, count, levels, rest, seen: watch.seen, transitions, represented };
}

parentPort?.on('message', run);
