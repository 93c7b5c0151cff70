/**
 * The program of one worker thread: one shard of a breadth-first search, in step with the others.
 *
 * A round: expand a block of states and post what others own; meet; take in what was posted; say how
 * far one is; meet. All workers then know the same and decide alike whether to go on with the level,
 * to begin the next one, or to end.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { InUse } from '../reduce/in-use.ts';
import { PartialOrder } from '../reduce/partial-order.ts';
import type { SharedParts } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import { type ControlMemory, CrewControl } from './crew-control.kernel.ts';
import { Mail } from './mail.kernel.ts';
import type { Partition } from './partition.kernel.ts';
import { Shard } from './shard.kernel.ts';
import type { Snapshot } from './snapshot.ts';
import { CREW_BLOCK, type Tuning } from './tuning.ts';
import { type Seen, Watch } from './watch.ts';

/** What a worker is told. */
export interface WorkerOrder {
  readonly system: LinkedSystem;
  readonly me: number;
  readonly partition: Partition;
  readonly control: ControlMemory;
  readonly office: Int32Array;
  /** Its share of the limits. */
  readonly limits: Limits;
  readonly tuning: Tuning;
  readonly inUse: InUse;
  /** Where to go on from; taken out once its states are among those of the worker. */
  snapshot: Snapshot | undefined;
}

/** What it shows, while it is held and at the end. */
export interface WorkerAnswer {
  readonly isLast: boolean;
  readonly parts: SharedParts;
  readonly bytesMax: number;
  readonly levels: readonly number[];
  readonly next: number;
  readonly seen: Seen;
  readonly transitions: number;
  readonly represented: bigint;
  readonly frontier: number;
  readonly limit: LimitReached | null;
}

function work(order: WorkerOrder): void {
  const { system, me, partition, control, office, limits, inUse } = order;
  const { symmetry, partialOrder } = inUse;
  const tuning = { block: CREW_BLOCK, ...order.tuning };
  const shard = new Shard(
    system,
    { me, partition },
    { tuning, store: 'plain', symmetry },
    order.snapshot,
  );
  order.snapshot = undefined;
  if (partialOrder !== null) {
    shard.taking = new PartialOrder(
      system,
      shard.layout,
      symmetry,
      tuning.partialOrder,
      partialOrder,
    ).sets;
  }
  const crew = new CrewControl(control);
  const mail = new Mail(office, me, partition);
  for (;;) {
    const limit = shard.expandBlock(limits, mail);
    crew.meet();
    shard.receive(mail);
    const said = {
      remaining: shard.remaining,
      frontier: shard.frontier,
      isLimited: limit !== null,
      isCramped: shard.plain.isCramped,
    };
    const all = crew.endRound(me, said, shard.watch.standings);
    const standings = crew.standings();
    crew.nextRound();
    crew.report(me, {
      states: shard.visited.count,
      transitions: shard.transitions,
      frontier: shard.frontier,
      depth: shard.depth,
      bytes: shard.visited.bytes,
    });
    const isSettled = all.remaining === 0 && Watch.isSettled(standings);
    if (all.isStopped || all.frontier === 0 || isSettled) {
      answer(shard, limit, true);
      return;
    }
    if (all.isHeld) crew.waitHeld(() => answer(shard, null, false));
    if (all.isCramped) shard.plain.growAhead(limits.memoryBytesMax);
    if (all.remaining > 0) continue;
    shard.beginLevel(standings);
  }
}

function answer(shard: Shard, limit: LimitReached | null, isLast: boolean): void {
  const { plain, levels, next, watch, transitions, represented, frontier } = shard;
  const shown: WorkerAnswer = {
    isLast,
    parts: plain.share(),
    bytesMax: plain.bytesMax,
    levels,
    next,
    seen: watch.seen,
    transitions,
    represented,
    frontier,
    limit,
  };
  parentPort?.postMessage(shown);
}

work(workerData as WorkerOrder);
