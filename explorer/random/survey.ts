/** What random walks have seen so far: states, coverage, and which properties failed. */

import { evaluator, type StatePredicate } from '../search/evaluate.ts';
import { isSettled, type Judge, judgesOf } from '../search/judges.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import type { Coverage, LimitReached } from '../verdict.ts';
import type { Walker } from './walker.kernel.ts';

/** Follows schedules and adds up what they meet. */
export class Survey {
  walks = 0;
  stepsTaken = 0;
  depth = 0;
  terminal = 0;
  deadlocks = 0;
  readonly judges: readonly Judge[];
  readonly visited: VisitedSet;
  readonly #system: LinkedSystem;
  readonly #walker: Walker;
  readonly #rests: readonly StatePredicate[];
  readonly #stepsSeen: Uint8Array;
  readonly #localSeen: readonly Uint8Array[];
  #packed: Int32Array;
  #fresh = new Int32Array(0);

  constructor(system: LinkedSystem, walker: Walker) {
    this.#system = system;
    this.#walker = walker;
    this.judges = judgesOf(system);
    this.visited = new VisitedSet(walker.layout.wordCount);
    this.#rests = system.properties.flatMap((p) =>
      p.kind === 'deadlockFree' ? [evaluator(p.rest)] : [],
    );
    this.#stepsSeen = new Uint8Array(system.steps.length);
    this.#localSeen = system.slots.map((slot) => new Uint8Array(slot.size));
    this.#packed = new Int32Array(0);
  }

  /** Follows one schedule to its end. Returns the properties that are decided since, by number. */
  follow(schedule: readonly number[]): readonly number[] {
    const open = this.judges.filter((judge) => !isSettled(judge.standing));
    const { wordCount } = this.#walker.layout;
    const length = (schedule.length + 1) * wordCount;
    if (this.#packed.length < length) this.#packed = new Int32Array(length);
    let states = 0;
    const steps = walk(this.#walker, schedule, open, () => {
      this.#packed.set(this.#walker.words, states++ * wordCount);
      this.#look();
    });
    this.walks++;
    this.stepsTaken += steps;
    this.depth = Math.max(this.depth, steps);
    this.#remember(states);
    return this.judges.flatMap((judge, p) =>
      open.includes(judge) && isSettled(judge.standing) ? [p] : [],
    );
  }

  /** The limit that is exceeded, if any. */
  exceeded(statesMax = Number.POSITIVE_INFINITY, bytesMax?: number): LimitReached | null {
    if (this.visited.count > statesMax) return { kind: 'states', value: statesMax };
    if (bytesMax !== undefined && this.visited.bytes > bytesMax) {
      return { kind: 'memory', value: bytesMax };
    }
    return null;
  }

  coverage(): Coverage {
    return { steps: this.#stepsSeen, localStates: this.#localSeen };
  }

  #look(): void {
    const { enabled, enabledCount, state } = this.#walker;
    for (let i = 0; i < enabledCount; i++) this.#stepsSeen[enabled[i] ?? 0] = 1;
    for (const [slot, seen] of this.#localSeen.entries()) seen[state[slot] ?? 0] = 1;
  }

  /** Counts the states of the walk that are new. Only its last one can be stuck. */
  #remember(states: number): void {
    if (this.#fresh.length < states) this.#fresh = new Int32Array(states);
    this.visited.makeRoom(states);
    const known = this.visited.count;
    this.visited.addAll(this.#packed, states, this.#fresh, Number.POSITIVE_INFINITY);
    const added = this.visited.count - known;
    const lastIsNew = this.#fresh.subarray(0, added).includes(states - 1);
    if (this.#walker.enabledCount > 0 || !lastIsNew) return;
    this.terminal++;
    if (!this.#rests.some((rest) => rest(this.#walker.state))) this.deadlocks++;
  }

  /** The schedule up to the first evidence of a property, by itself; null when there is none. */
  evidence(property: LinkedProperty, schedule: readonly number[]): readonly number[] | null {
    const [judge] = judgesOf({ ...this.#system, properties: [property] });
    if (judge === undefined) return null;
    const steps = walk(this.#walker, schedule, [judge], () => isSettled(judge.standing));
    return isSettled(judge.standing) ? this.#walker.taken(schedule).slice(0, steps) : null;
  }
}

/**
 * Takes the steps of a schedule that are enabled and tells the judges. `onArrival` is called in every
 * state, after the judges have seen it; true ends the walk. Returns the number of steps taken.
 */
function walk(
  walker: Walker,
  schedule: readonly number[],
  judges: readonly Judge[],
  onArrival: () => unknown,
): number {
  const arrive = (depth: number): boolean => {
    for (const judge of judges) {
      judge.onState?.(walker.state, 0, depth);
      if (walker.enabledCount === 0) judge.onStuck?.(walker.state, 0, depth);
    }
    return onArrival() === true;
  };
  walker.restart();
  let taken = 0;
  if (arrive(0)) return 0;
  for (const step of schedule) {
    if (!walker.isEnabled(step)) continue;
    const after = walker.ahead(step);
    for (const judge of judges) {
      const { property, onStep } = judge;
      if (property.kind === 'stepInvariant' && property.steps[step] === 1) {
        onStep?.(walker.state, after, 0, step, taken);
      }
    }
    walker.advance();
    taken++;
    if (arrive(taken)) break;
  }
  return taken;
}
