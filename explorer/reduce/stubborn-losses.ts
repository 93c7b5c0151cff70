/**
 * When a step may lose a formula: it holds before the step, and no longer after it.
 *
 * A *box* says in which local states the slots must be for that, one set per slot; it contains at
 * least all states in which the formula is lost. No box, no loss.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import type { Conjunction, RelationLiteral } from './stubborn-formulas.ts';

/** `box.get(slot)[local]` is 1 where the slot may be; slots that may be anywhere are left out. */
export type Box = ReadonlyMap<number, Uint8Array>;

/** More combinations of values of a relation than this are not tried. */
const COMBINATIONS_MAX = 1 << 16;

/** A step, and where it is enabled: the box of that, without slots in which it always is. */
export interface Acting {
  readonly step: LinkedStep;
  readonly enabled: Box;
}

/** Finds out where a step is enabled. */
export function acting(step: LinkedStep): Acting {
  const enabled = new Map<number, Uint8Array>();
  step.slots.forEach((slot, k) => {
    const next = step.next[k];
    if (next?.includes(-1) === true) {
      enabled.set(
        slot,
        Uint8Array.from(next, (to) => (to >= 0 ? 1 : 0)),
      );
    }
  });
  return { step, enabled };
}

/** Whether a step can change a slot. */
export function moves({ step }: Acting, slot: number): boolean {
  return step.writes[step.slots.indexOf(slot)] === true;
}

/** Boxes that together contain all states in which a step is enabled and loses an alternative. */
export function lossesOf(
  system: LinkedSystem,
  actor: Acting,
  { atoms, relations }: Conjunction,
): readonly Box[] {
  const losers: ((box: Map<number, Uint8Array>) => boolean)[] = [];
  for (const [slot, bits] of atoms) {
    if (!moves(actor, slot)) continue;
    const set = leaving(actor.step, slot, bits);
    if (set.includes(1)) losers.push((box) => narrow(box, slot, set));
  }
  for (const literal of relations) {
    if (!literal.relation.slots.some((slot) => moves(actor, slot))) continue;
    losers.push((box) => narrowRelation(system, actor.step, box, literal, true));
  }
  return losers.flatMap((lose) => {
    const box = new Map(actor.enabled);
    for (const [slot, bits] of atoms) if (!narrow(box, slot, bits)) return [];
    if (!lose(box)) return [];
    const possible = relations.every((literal) =>
      narrowRelation(system, actor.step, box, literal, false),
    );
    return possible ? [box] : [];
  });
}

/** Cuts a box down in one slot. False when nothing is left. */
export function narrow(box: Map<number, Uint8Array>, slot: number, bits: Uint8Array): boolean {
  const known = box.get(slot);
  const left = known === undefined ? bits : bits.map((bit, local) => bit & (known[local] ?? 0));
  box.set(slot, left);
  return left.includes(1);
}

/** The local states from which a step takes a slot out of a set. */
function leaving(step: LinkedStep, slot: number, bits: Uint8Array): Uint8Array {
  const next = step.next[step.slots.indexOf(slot)];
  return bits.map((bit, local) => {
    const to = next?.[local] ?? -1;
    return bit === 1 && to >= 0 && bits[to] !== 1 ? 1 : 0;
  });
}

/** A value of one view of a relation before and after a step, as shares of an index into its bits. */
interface Move {
  readonly from: number;
  readonly into: number;
  readonly locals: number[];
}

/**
 * Cuts a box down to local states that occur where a relation has the wanted value, and, if it is to
 * be `lost`, has it no more after the step. False when there are none.
 */
function narrowRelation(
  system: LinkedSystem,
  step: LinkedStep,
  box: Map<number, Uint8Array>,
  { relation, value }: RelationLiteral,
  lost: boolean,
): boolean {
  const views = relation.slots.map((slot, k) => movesOf(system, step, box, slot, relation, k));
  if (views.some((moves) => moves.length === 0)) return false;
  if (views.reduce((product, moves) => product * moves.length, 1) > COMBINATIONS_MAX) return true;
  const used = views.map((moves) => new Uint8Array(moves.length));
  const wanted = value ? 1 : 0;
  const tries = (k: number, from: number, into: number): boolean => {
    const moves = views[k];
    if (moves === undefined) {
      return relation.bits[from] === wanted && (!lost || relation.bits[into] !== wanted);
    }
    let some = false;
    moves.forEach((move, i) => {
      if (!tries(k + 1, from + move.from, into + move.into)) return;
      some = true;
      (used[k] as Uint8Array)[i] = 1;
    });
    return some;
  };
  if (!tries(0, 0, 0)) return false;
  return relation.slots.every((slot, k) => {
    const bits = new Uint8Array(system.slots[slot]?.size ?? 0);
    views[k]?.forEach(({ locals }, i) => {
      if (used[k]?.[i] === 1) for (const local of locals) bits[local] = 1;
    });
    return narrow(box, slot, bits);
  });
}

function movesOf(
  system: LinkedSystem,
  step: LinkedStep,
  box: Box,
  slot: number,
  relation: RelationLiteral['relation'],
  k: number,
): readonly Move[] {
  const of = relation.classes[k];
  const stride = relation.strides[k] ?? 0;
  const next = step.next[step.slots.indexOf(slot)];
  const allowed = box.get(slot);
  const moves = new Map<string, Move>();
  for (let local = 0; local < (system.slots[slot]?.size ?? 0); local++) {
    const to = next === undefined ? local : (next[local] ?? -1);
    if (to < 0 || (allowed !== undefined && allowed[local] !== 1)) continue;
    const [from, into] = [(of?.[local] ?? 0) * stride, (of?.[to] ?? 0) * stride];
    const known = moves.get(`${from} ${into}`);
    if (known === undefined) moves.set(`${from} ${into}`, { from, into, locals: [local] });
    else known.locals.push(local);
  }
  return [...moves.values()];
}
