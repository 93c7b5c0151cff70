/**
 * Whether a property is alert in a state (`../search/questions.kernel.ts`), as WebAssembly: what
 * `judge-code.kernel.ts` writes as JavaScript.
 *
 * Expressions become jumps and no values, so that what does not matter any more is not computed.
 *
 * Reads of linked expressions are unchecked; their tables are complete.
 */

import { acceptedBy, isNever, scaledClasses, type Waiting } from '../search/signs.kernel.ts';
import type { LinkedExpression } from '../system.ts';
import {
  block,
  type Code,
  choose,
  i32,
  type Local,
  leave,
  leaveIf,
  whileTrue,
} from './instructions.ts';
import type { LookPart, WaitsPart } from './look-parts.ts';
import { isAmong, type SlotCode } from './slot-code.kernel.ts';
import type { Tables } from './tables.ts';

type Relation = Extract<LinkedExpression, { readonly kind: 'relation' }>;

/** Sets of properties that code is told. */
export interface Sets {
  /** What to ask of the state: at least one property of the part. */
  readonly asked: Code;
  /** As in `Questions`. */
  readonly open: Code;
  readonly unmet: Code;
}

/** The code about one state. */
export class AlertCode {
  readonly #slots: SlotCode;
  readonly #tables: Tables;
  readonly #variable: () => Local;

  constructor(slots: SlotCode, tables: Tables, variable: () => Local) {
    this.#slots = slots;
    this.#tables = tables;
    this.#variable = variable;
  }

  /** Leaves so many blocks if a property of this part is alert. */
  leaveIfAlert(part: LookPart, sets: Sets, depth: number): Code {
    if (part.kind === 'waits') return this.#leaveIfWaiting(part, sets, depth);
    const { signs, bit } = part;
    return [
      this.#leaveIfAsked(isIn(sets.open, bit), signs.violated, depth),
      this.#leaveIfAsked(isIn(sets.unmet, bit), signs.met, depth),
    ];
  }

  #leaveIfAsked(asked: Code, sign: LinkedExpression, depth: number): Code {
    if (isNever(sign)) return [];
    return block(leaveIf(0, i32.isZero(asked)), this.#leaveIf(sign, true, depth + 1));
  }

  /** Leaves so many blocks if an expression has this value. */
  #leaveIf(expression: LinkedExpression, value: boolean, depth: number): Code {
    switch (expression.kind) {
      case 'constant':
        return expression.value === value ? leave(depth) : [];
      case 'atom':
        return leaveIf(depth, truth(this.#atom(expression.slot, expression.bits), value));
      case 'relation':
        return leaveIf(depth, truth(this.#relation(expression), value));
      case 'not':
        return this.#leaveIf(expression.of, !value, depth);
      case 'and':
      case 'or': {
        // One part decides for this value; for the other one, all must have it.
        const deciding = expression.kind === 'or';
        if (value === deciding) return expression.of.map((of) => this.#leaveIf(of, value, depth));
        return block(
          expression.of.map((of) => this.#leaveIf(of, deciding, 0)),
          leave(depth + 1),
        );
      }
    }
  }

  #atom(slot: number, bits: Uint8Array): Code {
    const lookedUp = (local: Code) => this.#tables.read(bits, local);
    return isAmong(this.#slots.localOf(slot), bits.length, acceptedBy(bits), lookedUp);
  }

  #relation(relation: Relation): Code {
    const { slots, bits } = relation;
    const parts = scaledClasses(relation).map((scaled, k) =>
      this.#tables.read(scaled, this.#slots.localOf(slots[k]!)),
    );
    const place = parts.reduce(i32.add, i32.const(0));
    return isAmong(place, bits.length, acceptedBy(bits), (at) => this.#tables.read(bits, at));
  }

  /**
   * The wait-for graph as sets of waiters, one for each waiter, and what is asked of it. Without an edge, nothing is
   * to be said; with one, companions are met.
   */
  #leaveIfWaiting(part: WaitsPart, { asked, open, unmet }: Sets, depth: number): Code {
    const edges = part.waiting.map((waiting) => ({ waiting, set: this.#variable() }));
    const sets = edges.map(({ set }) => set);
    const all = sets.reduce((sum: Code, set) => i32.or(sum, set.get), i32.const(0));
    return block(
      edges.map(({ waiting, set }) => this.#findEdges(waiting, set)),
      leaveIf(0, i32.isZero(all)),
      part.asked.map(({ cycles, bit }) =>
        block(
          leaveIf(0, i32.isZero(isIn(asked, bit))),
          leaveIf(depth + 2, isIn(unmet, bit)),
          leaveIf(0, i32.isZero(isIn(open, bit))),
          cycles === 'several' ? [] : leaveIf(depth + 2, isOwn(sets)),
          cycles === 'self' ? [] : this.#leaveIfSeveral(sets, depth + 2),
        ),
      ),
    );
  }

  /** Sets a variable to those whom an actor waits for. */
  #findEdges({ slot, request, cases }: Waiting, set: Local): Code {
    const asked = this.#tables.read(request, this.#slots.localOf(slot));
    const bodies: Code[] = [];
    for (const one of cases) {
      const blocked = this.#tables.read(one.blockedBy, this.#slots.localOf(one.slot));
      bodies[one.request] = set.set(blocked);
    }
    const codes = Array.from(bodies, (body) => body ?? []);
    return [set.set(i32.const(0)), codes.length === 0 ? [] : choose(asked, codes)];
  }

  /**
   * A cycle of several waiters exists exactly when some set of waiters is left after those without an edge
   * into the set have been taken out again and again.
   */
  #leaveIfSeveral(sets: readonly Local[], depth: number): Code {
    const [rest, next] = [this.#variable(), this.#variable()];
    const stays = sets.map((set, w) => {
      const others = i32.and(i32.and(set.get, rest.get), i32.const(~(1 << w)));
      return i32.shl(i32.ne(others, i32.const(0)), i32.const(w));
    });
    return [
      next.set(i32.const(2 ** sets.length - 1)),
      rest.set(i32.const(0)),
      whileTrue(
        i32.ne(rest.get, next.get),
        rest.set(next.get),
        next.set(stays.reduce(i32.or, i32.const(0))),
      ),
      leaveIf(depth, rest.get),
    ];
  }
}

/** A number that is not 0 exactly where the property of a bit is in a set. */
export function isIn(set: Code, bit: number): Code {
  return i32.and(set, i32.const(bit));
}

/** A number that is not 0 exactly where another one is not 0, or, for the value false, where it is 0. */
function truth(number: Code, value: boolean): Code {
  return value ? number : i32.isZero(number);
}

/** Whether one waits for itself. */
function isOwn(sets: readonly Local[]): Code {
  const own = sets.map((set, w) => i32.and(set.get, i32.const(1 << w)));
  return own.reduce(i32.or, i32.const(0));
}
