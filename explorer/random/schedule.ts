/**
 * Schedules: lists of step numbers, of which those that are not enabled are skipped. Named steps
 * survive the removal of others, which is what makes a schedule shrink well.
 */

import fc from 'fast-check';
import type { Walker } from './walker.kernel.ts';

/**
 * Random walks of up to `lengthMax` steps. One integer is drawn for each, which seeds a generator that
 * is faster than fast-check's; so fast-check can go back to any walk by its seed and path. A schedule shrinks by cutting out
 * stretches of it, long ones first; what is left keeps only the steps that can still be taken.
 */
export class ScheduleArbitrary extends fc.Arbitrary<readonly number[]> {
  readonly #walker: Walker;
  readonly #lengthMax: number;

  constructor(walker: Walker, lengthMax: number) {
    super();
    this.#walker = walker;
    this.#lengthMax = lengthMax;
  }

  override generate(random: fc.Random): fc.Value<readonly number[]> {
    return new fc.Value(this.#walker.wander(random.nextInt(), this.#lengthMax), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly number[] {
    return Array.isArray(value);
  }

  override shrink(schedule: readonly number[]): fc.Stream<fc.Value<readonly number[]>> {
    return fc.stream(this.#shorter(schedule));
  }

  *#shorter(schedule: readonly number[]): IterableIterator<fc.Value<readonly number[]>> {
    for (const cut of cuts(schedule)) yield new fc.Value(this.#walker.taken(cut), undefined);
  }
}

/** The schedule without one stretch of it: halves first, then quarters, down to single steps. */
function* cuts(schedule: readonly number[]): Generator<readonly number[]> {
  const n = schedule.length;
  for (let size = n; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = n; end > 0; end -= size) {
      yield [...schedule.slice(0, Math.max(0, end - size)), ...schedule.slice(end)];
    }
  }
}

/**
 * Leaves out steps, one at a time and then two at a time, as long as the schedule still fails.
 * `fails` is asked about candidates only, never about the schedule itself.
 */
export function polished(
  schedule: readonly number[],
  fails: (schedule: readonly number[]) => readonly number[] | null,
): readonly number[] {
  let best = schedule;
  for (let shorter: readonly number[] | null = best; shorter !== null; ) {
    best = shorter;
    shorter = firstThatFails(fewer(best), best.length, fails);
  }
  return best;
}

function firstThatFails(
  candidates: Iterable<readonly number[]>,
  length: number,
  fails: (schedule: readonly number[]) => readonly number[] | null,
): readonly number[] | null {
  for (const candidate of candidates) {
    const failing = fails(candidate);
    if (failing !== null && failing.length < length) return failing;
  }
  return null;
}

/** Above this length two steps at a time would be too many pairs. */
const PAIRS_LENGTH_MAX = 80;

function* fewer(schedule: readonly number[]): Generator<readonly number[]> {
  for (let i = 0; i < schedule.length; i++) yield schedule.toSpliced(i, 1);
  if (schedule.length > PAIRS_LENGTH_MAX) return;
  for (let i = 0; i < schedule.length; i++) {
    for (let j = i + 1; j < schedule.length; j++) yield schedule.toSpliced(j, 1).toSpliced(i, 1);
  }
}
