/**
 * The program of one worker thread: one shard of a breadth-first search, in step with the others.
 *
 * A round: expand a block of states and post what others own; meet; take in what was posted; say how
 * far one is; meet. All workers then know the same and decide alike whether to go on with the level,
 * to begin the next one, or to end.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { SharedParts } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import { type ControlMemory, CrewControl } from './crew-control.kernel.ts';
import { Mail } from './mail.kernel.ts';
import { Shard } from './shard.kernel.ts';
import type { Seen } from './watch.ts';
import { Watch } from './watch.ts';

/** What a worker is told. */
export interface WorkerOrder {
  readonly system: LinkedSystem;
  readonly me: number;
  readonly workers: number;
  readonly control: ControlMemory;
  readonly office: Int32Array;
  /** Its share of the limits. */
  readonly limits: Limits;
  readonly generateAfter: number | undefined;
}

/** What it answers. */
export interface WorkerAnswer {
  readonly parts: SharedParts;
  readonly bytesMax: number;
  readonly levels: readonly number[];
  readonly seen: Seen;
  readonly transitions: number;
  readonly frontier: number;
  readonly limit: LimitReached | null;
}

function work({ system, me, workers, control, office, limits, generateAfter }: WorkerOrder) {
  const shard = new Shard(system, { me, shards: workers }, generateAfter);
  const crew = new CrewControl(control);
  const mail = new Mail(office, shard.layout.wordCount, me, workers);
  let limit: LimitReached | null = null;
  for (;;) {
    limit = shard.expandBlock(limits, mail);
    crew.meet();
    limit = shard.receive(limits, mail) ?? limit;
    const said = {
      remaining: shard.remaining,
      frontier: shard.frontier,
      isLimited: limit !== null,
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
    if (all.stopped) break;
    if (all.remaining > 0) continue;
    if (all.frontier === 0 || Watch.isSettled(standings)) break;
    shard.beginLevel(standings);
  }
  const answer: WorkerAnswer = {
    parts: shard.visited.share(),
    bytesMax: shard.visited.bytesMax,
    levels: shard.levels,
    seen: shard.watch.seen,
    transitions: shard.transitions,
    frontier: shard.frontier,
    limit,
  };
  parentPort?.postMessage(answer);
}

work(workerData as WorkerOrder);
