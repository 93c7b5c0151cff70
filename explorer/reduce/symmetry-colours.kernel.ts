/**
 * Colour refinement of two systems at once: their local states, moves, steps and actors keep one colour
 * while nothing tells them apart. Each round colours a step by what it does to coloured local states, and
 * a local state by the coloured steps into it and out of it. Between steps and local states stand
 * *moves*, the distinct successor tables, of which there are far fewer than participants of steps.
 *
 * Hash values stand for multisets: two things may keep one colour by mistake, but never lose it.
 *
 * Cost of a round: the entries of all moves that are no refusals, and the participants of all steps.
 */

import type { LinkedSystem } from '../system.ts';

/** The system with slot `slots[s]` in the place of slot `s`. */
export interface Parts {
  /** Entry `e` of a table: move `move[e]` takes local state `from[e]` to `to[e]`. */
  readonly move: Int32Array;
  /** Numbers of local states: `offset[s] + local` for the place `s`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly moveCount: number;
  /** The moves a step consists of. */
  readonly movesOfStep: readonly Int32Array[];
  /** What is known of each step before refinement begins. */
  readonly stepKeys: readonly string[];
  readonly actorOfStep: Int32Array;
}

/** Colours of the parts of one of the two systems. */
export interface Colours {
  states: Int32Array;
  moves: Int32Array;
  steps: Int32Array;
  actors: Int32Array;
}

/** The system with slot `slots[s]` in the place of slot `s`; local states of a place begin at `offset`. */
export function partsOf(system: LinkedSystem, slots: Int32Array, offset: Int32Array): Parts {
  const place = new Int32Array(slots.length);
  slots.forEach((slot, s) => {
    place[slot] = s;
  });
  const move: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const known = system.slots.map(() => new Map<Int32Array, number>());
  let moveCount = 0;
  const moveOf = (slot: number, next: Int32Array): number => {
    const number = known[slot]!.get(next);
    if (number !== undefined) return number;
    known[slot]!.set(next, moveCount);
    const first = offset[place[slot]!]!;
    for (let local = 0; local < next.length; local++) {
      if (next[local]! < 0) continue;
      move.push(moveCount);
      from.push(first + local);
      to.push(first + next[local]!);
    }
    return moveCount++;
  };
  const movesOfStep = system.steps.map((step) =>
    Int32Array.from(step.slots, (slot, k) => moveOf(slot, step.next[k]!)),
  );
  const stepKeys = system.steps.map((step, t) => {
    const places = step.slots.map((slot) => place[slot]!).sort((a, b) => a - b);
    const selected = system.properties.map((p) => (p.kind === 'stepInvariant' ? p.steps[t]! : 0));
    return `${places.join(' ')};${step.fault};${selected.join('')}`;
  });
  return {
    move: Int32Array.from(move),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    moveCount,
    movesOfStep,
    stepKeys,
    actorOfStep: Int32Array.from(system.steps, ({ actor }) => actor),
  };
}

/** Local states are known by their slot, and the initial ones are known. */
export function firstColours(system: LinkedSystem, parts: Parts, offset: Int32Array): Colours {
  const states = new Int32Array(offset.at(-1)!);
  system.slots.forEach(({ size }, s) => {
    states.fill(2 * s, offset[s]!, offset[s]! + size);
    states[offset[s]!] = 2 * s + 1;
  });
  return {
    states,
    moves: new Int32Array(parts.moveCount),
    steps: new Int32Array(parts.stepKeys.length),
    actors: new Int32Array(system.actors.length),
  };
}

/** Colours steps by their keys. */
export function equalise(
  [left, right]: readonly [Colours, Colours],
  leftKeys: readonly string[],
  rightKeys: readonly string[],
): void {
  const numbers = new Map<string, number>();
  const number = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  left.steps = Int32Array.from(leftKeys, number);
  right.steps = Int32Array.from(rightKeys, number);
}

/** Refines until nothing changes. In words what has no counterpart, or null. */
export function refine(
  system: LinkedSystem,
  parts: readonly [Parts, Parts],
  pair: readonly [Colours, Colours],
): string | null {
  for (let count = 0; ; ) {
    const palette = new Palette();
    for (const side of [0, 1] as const) colourSteps(parts[side], pair[side], palette);
    const step = unmatched(pair[0].steps, pair[1].steps);
    if (step >= 0) return `step ${JSON.stringify(system.steps[step]!.name)} has no counterpart`;
    for (const side of [0, 1] as const) colourStates(parts[side], pair[side], palette);
    const state = unmatched(pair[0].states, pair[1].states);
    if (state >= 0) return `${labelOf(system, state)} has no counterpart`;
    const actor = unmatched(pair[0].actors, pair[1].actors);
    if (actor >= 0) return `actor ${system.actors[actor]} has no counterpart`;
    if (palette.size === count) return null;
    count = palette.size;
  }
}

function labelOf({ slots }: LinkedSystem, state: number): string {
  let local = state;
  let s = 0;
  while (local >= slots[s]!.size) local -= slots[s++]!.size;
  return `${slots[s]!.component} in ${JSON.stringify(slots[s]!.labels[local] ?? '')}`;
}

/** Distinct hash values of a round, numbered in the order of their appearance. */
class Palette {
  readonly #numbers = new Map<number, number>();

  get size(): number {
    return this.#numbers.size;
  }

  /** Colours by kind, old colour and sums. */
  recolour(kind: number, old: Int32Array, { high, low }: Sums): Int32Array {
    return old.map((colour, i) => {
      const first = mix(mix(kind, colour), high[i]!) >>> 0;
      const key = first * 2 ** 21 + (mix(low[i]!, mix(colour, kind)) >>> 11);
      const known = this.#numbers.get(key);
      if (known !== undefined) return known;
      this.#numbers.set(key, this.#numbers.size);
      return this.#numbers.size - 1;
    });
  }
}

/** For each of some things, two hash values of the multiset of what was added to it. */
class Sums {
  readonly high: Int32Array;
  readonly low: Int32Array;

  constructor(size: number) {
    this.high = new Int32Array(size);
    this.low = new Int32Array(size);
  }

  add(to: number, what: number): void {
    this.high[to] = this.high[to]! + mix(what, 3);
    this.low[to] = this.low[to]! + mix(what, 5);
  }
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x2545f491, 0x85ebca6b) ^ Math.imul(b + 0x9e3779b9, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  return h ^ (h >>> 13);
}

/** Colours moves by what they do to local states, and steps by their moves and actors. */
function colourSteps(parts: Parts, colours: Colours, palette: Palette): void {
  const { move, from, to, movesOfStep, actorOfStep } = parts;
  const { states } = colours;
  const moves = new Sums(colours.moves.length);
  for (let e = 0; e < move.length; e++) {
    const stays = from[e] === to[e] ? 7 : 11;
    moves.add(move[e]!, mix(states[from[e]!]!, mix(stays, states[to[e]!]!)));
  }
  colours.moves = palette.recolour(1, colours.moves, moves);
  const steps = new Sums(colours.steps.length);
  movesOfStep.forEach((of, t) => {
    steps.add(t, mix(13, colours.actors[actorOfStep[t]!]!));
    for (const m of of) steps.add(t, mix(17, colours.moves[m]!));
  });
  colours.steps = palette.recolour(2, colours.steps, steps);
}

/** Colours moves and actors by their steps, and local states by the moves into them and out of them. */
function colourStates(parts: Parts, colours: Colours, palette: Palette): void {
  const { move, from, to, movesOfStep, actorOfStep } = parts;
  const moves = new Sums(colours.moves.length);
  const actors = new Sums(colours.actors.length);
  movesOfStep.forEach((of, t) => {
    actors.add(actorOfStep[t]!, colours.steps[t]!);
    for (const m of of) moves.add(m, colours.steps[t]!);
  });
  colours.moves = palette.recolour(3, colours.moves, moves);
  colours.actors = palette.recolour(4, colours.actors, actors);
  const states = new Sums(colours.states.length);
  for (let e = 0; e < move.length; e++) {
    const by = colours.moves[move[e]!]!;
    states.add(from[e]!, mix(by, mix(19, colours.states[to[e]!]!)));
    states.add(to[e]!, mix(by, mix(23, colours.states[from[e]!]!)));
  }
  colours.states = palette.recolour(5, colours.states, states);
}

/** The first on the left whose colour does not occur as often on the right; -1 for none. */
function unmatched(left: Int32Array, right: Int32Array): number {
  const surplus = new Map<number, number>();
  for (const colour of left) surplus.set(colour, (surplus.get(colour) ?? 0) + 1);
  for (const colour of right) surplus.set(colour, (surplus.get(colour) ?? 0) - 1);
  return left.findIndex((colour) => surplus.get(colour) !== 0);
}
