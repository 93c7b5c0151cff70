/**
 * At how many levels each actor has the highest participant of some step.
 *
 * Saturation fires the steps of a level together, and all that lies below is worked out anew for each
 * level at which an actor begins. In orders of systems of ours with as many nodes, three times fewer
 * such levels made three times less work.
 */

import type { Variables } from './encode.ts';

/** The steps of an actor that have the same participants. */
interface Meeting {
  readonly actor: number;
  readonly digits: readonly number[];
}

export class Tops {
  /** Pairs of an actor and a level that is the highest one of some step of it. */
  count = 0;
  /** `place[digit]`: its level. */
  readonly place: Int32Array;
  readonly #meetings: readonly Meeting[];
  /** `of[digit]`: meetings it takes part in. */
  readonly #of: readonly (readonly number[])[];
  /** `top[meeting]`: the highest level of a meeting. */
  readonly #top: Int32Array;
  /** `#begun[actor * levels + level]`: meetings of the actor with this highest level. */
  readonly #begun: Int32Array;

  constructor({ system, steps }: Variables, digits: readonly number[]) {
    this.place = new Int32Array(digits.length);
    digits.forEach((digit, level) => {
      this.place[digit] = level;
    });
    const meetings = new Map<string, Meeting>();
    steps.forEach((cases, step) => {
      const actor = system.steps[step]?.actor ?? 0;
      for (const one of cases) {
        const met = [...new Set(one.map(({ digit }) => digit))].sort((a, b) => a - b);
        if (met.length > 0) meetings.set(`${actor}:${met.join()}`, { actor, digits: met });
      }
    });
    this.#meetings = [...meetings.values()];
    const of = digits.map((): number[] => []);
    this.#meetings.forEach((meeting, m) => {
      for (const digit of meeting.digits) of[digit]?.push(m);
    });
    this.#of = of;
    this.#begun = new Int32Array(system.actors.length * digits.length);
    this.#top = Int32Array.from(this.#meetings, (meeting) => this.#highest(meeting));
    this.#meetings.forEach((meeting, m) => {
      this.#begin(meeting.actor, this.#top[m] ?? 0, 1);
    });
  }

  /** A digit and the one above it change places. */
  swap(low: number, high: number): void {
    const level = this.place[low] ?? 0;
    this.place[low] = level + 1;
    this.place[high] = level;
    for (const digit of [low, high]) {
      for (const m of this.#of[digit] ?? []) {
        const before = this.#top[m] ?? 0;
        if (before !== level && before !== level + 1) continue;
        const meeting = this.#meetings[m];
        if (meeting === undefined) continue;
        const after = this.#highest(meeting);
        this.#top[m] = after;
        this.#begin(meeting.actor, before, -1);
        this.#begin(meeting.actor, after, 1);
      }
    }
  }

  #highest({ digits }: Meeting): number {
    let highest = 0;
    for (const digit of digits) highest = Math.max(highest, this.place[digit] ?? 0);
    return highest;
  }

  #begin(actor: number, level: number, more: 1 | -1): void {
    const at = actor * this.place.length + level;
    const before = this.#begun[at] ?? 0;
    this.#begun[at] = before + more;
    if (before === 0) this.count++;
    if (before + more === 0) this.count--;
  }
}
