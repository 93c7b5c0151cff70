/** Whether some state of a set makes a formula true: with each digit, less of the formula is left. */

import type { LinkedExpression, LinkedStep } from '../../system.ts';
import type { Certificate, Level, Node } from './read.kernel.ts';

/** What is left to be true of a state whose digits above some level are known. */
export interface Formula {
  readonly id: number;
  readonly after: (level: Level, digit: number) => Formula;
  /** Nodes of which no vector makes it true. */
  readonly failed: Set<Node>;
}

/** For slots of a step, local states before and after it; or what is left of them below some level. */
type Moves = ReadonlyMap<number, readonly (readonly [from: number, to: number])[]>;

/** Makes formulas about the states of a certificate; equal ones are one object. */
export class Formulas {
  readonly claims: Certificate;
  readonly #formulas = new Map<string, Formula>();
  readonly #ids = new Map<unknown, number>();
  readonly true = this.#one('true', () => this.true);
  readonly false = this.#one('false', () => this.false);

  constructor(claims: Certificate) {
    this.claims = claims;
  }

  /** An expression, or its opposite; with a step, as it will be once the step is taken. */
  of(expression: LinkedExpression, wanted: boolean, step?: LinkedStep): Formula {
    const isSo = (bit: number | undefined): boolean => (bit === 1) === wanted;
    switch (expression.kind) {
      case 'constant':
        return isSo(Number(expression.value)) ? this.true : this.false;
      case 'not':
        return this.of(expression.of, !wanted, step);
      case 'atom':
        return this.local(expression.slot, taken(expression.slot, expression.bits, step), isSo);
      case 'relation': {
        const { slots, strides, bits } = expression;
        const numbers = slots.map((slot, k) => taken(slot, expression.classes[k]!, step));
        const from = (k: number, sum: number): Formula => {
          if (k === slots.length) return isSo(bits[sum]) ? this.true : this.false;
          const ways = [...new Set(numbers[k])].map((number) => {
            const isOne = this.local(slots[k]!, numbers[k]!, (other) => other === number);
            return this.join('and', [isOne, from(k + 1, sum + number * strides[k]!)]);
          });
          return this.join('or', ways);
        };
        return from(0, 0);
      }
      default: {
        const of = expression.of.map((part) => this.of(part, wanted, step));
        return this.join((expression.kind === 'and') === wanted ? 'and' : 'or', of);
      }
    }
  }

  /** That the local state of a slot, of those that have a number, has a wanted one. */
  local(slot: number, numbers: ArrayLike<number>, isWanted: (n: number) => boolean): Formula {
    const locals = Array.from(numbers, (number, local) => (isWanted(number) ? [local] : []));
    return this.#in(slot, locals.flat());
  }

  /** That the local state of a slot, or what digits of it are still to come, is one of these. */
  #in(slot: number, locals: readonly number[]): Formula {
    if (locals.length === 0) return this.false;
    const formula: Formula = this.#one(`${slot} in ${locals}`, (level, digit) => {
      if (slot !== level.slot) return formula;
      const left = locals.filter((local) => digitOf(local, level) === digit);
      const rest = left.map((local) => local - digit * level.divisor);
      return level.isLast && left.length > 0 ? this.true : this.#in(slot, rest);
    });
    return formula;
  }

  join(kind: 'and' | 'or', formulas: readonly Formula[]): Formula {
    const [unit, zero] = kind === 'and' ? [this.true, this.false] : [this.false, this.true];
    const of = [...new Set(formulas)].filter((part) => part !== unit).sort((a, b) => a.id - b.id);
    if (of.length < 2 || of.includes(zero)) return of.includes(zero) ? zero : (of[0] ?? unit);
    const left = (level: Level, digit: number) => of.map((part) => part.after(level, digit));
    const key = `${kind} ${of.map(({ id }) => id)}`;
    return this.#one(key, (level, digit) => this.join(kind, left(level, digit)));
  }

  /** All that begin to look at this level or one below. */
  all(begin: (level: Level) => readonly Formula[], level: Level | null): Formula {
    if (level === null) return this.true;
    return this.#one(`all ${this.#id(begin)} ${this.#id(level)}`, (_, digit) => {
      const left = begin(level).map((formula) => formula.after(level, digit));
      return this.join('and', [...left, this.all(begin, level.below)]);
    });
  }

  /** Whether no state of the set is led out of it by a step. */
  isClosed({ slots, next }: LinkedStep): boolean {
    const pairs = (to: Int32Array) => [...to.entries()].filter(([, local]) => local >= 0);
    const moves = new Map(slots.map((slot, k) => [slot, pairs(next[k]!)]));
    const level = this.claims.levels.find(({ slot }) => moves.has(slot));
    if (level === undefined) return true;
    return !level.nodes.some((node) => this.#isMet(this.#leaves(level, node, moves), level, node));
  }

  /** That the moves are possible and lead out of a node. Slots without moves stay as they are. */
  #leaves(level: Level | null, node: Node | undefined, moves: Moves): Formula {
    if (level === null) return node === undefined ? this.true : this.false;
    const movesId = remembered(this.#ids, moves, () => this.#id(JSON.stringify([...moves])));
    const key = `leaves ${this.#id(level)} ${this.#id(node)} ${movesId}`;
    const leaves = this.#one(key, (_, digit) => {
      const pairs = moves.get(level.slot);
      if (pairs === undefined) return this.#leaves(level.below, node?.children.get(digit), moves);
      const possible = pairs.filter(([from]) => digitOf(from, level) === digit);
      const ways = [...new Set(possible.map(([, to]) => digitOf(to, level)))].map((target) => {
        const [a, b] = [digit * level.divisor, target * level.divisor];
        const same = possible.filter(([, to]) => digitOf(to, level) === target);
        const rest = same.map(([from, to]) => [from - a, to - b] as const);
        const left = new Map(moves).set(level.slot, rest);
        if (level.isLast) left.delete(level.slot);
        return this.#leaves(level.below, node?.children.get(target), left);
      });
      return this.join('or', ways);
    });
    if (moves.size === 0 && node !== undefined) leaves.failed.add(node);
    return leaves;
  }

  #id(thing: unknown): number {
    return remembered(this.#ids, thing, () => this.#ids.size);
  }

  /** The formula of this name; what is left of it after a digit is only worked out once. */
  #one(name: string, after: Formula['after']): Formula {
    return remembered(this.#formulas, name, () => {
      const left = new Map<string, Formula>();
      const leftAfter = (level: Level, digit: number): Formula =>
        remembered(left, `${this.#id(level)} ${digit}`, () => after(level, digit));
      return { id: this.#formulas.size, after: leftAfter, failed: new Set() };
    });
  }

  /** Whether a formula is true of some state of the set. */
  isPossible(formula: Formula): boolean {
    return this.#isMet(formula, this.claims.levels[0] ?? null, this.claims.set);
  }

  /** Whether a formula is true of some vector of a node. */
  #isMet(formula: Formula, level: Level | null, node: Node): boolean {
    if (formula === this.false || formula.failed.has(node)) return false;
    if (level === null) return true;
    for (const [digit, child] of node.children) {
      if (this.#isMet(formula.after(level, digit), level.below, child)) return true;
    }
    formula.failed.add(node);
    return false;
  }

  /** Whether a formula is true of a state. */
  isTrue(formula: Formula, state: readonly number[]): boolean {
    const after = (rest: Formula, level: Level): Formula =>
      rest.after(level, digitOf(state[level.slot]!, level));
    return this.claims.levels.reduce(after, formula) === this.true;
  }
}

function digitOf(local: number, { divisor, radix }: Level): number {
  return Math.floor(local / divisor) % radix;
}

/** The number of each local state of a slot, or of where a step takes it (any where it refuses). */
function taken(slot: number, numbers: ArrayLike<number>, step?: LinkedStep): readonly number[] {
  const to = step?.next[step.slots.indexOf(slot)];
  return to === undefined ? Array.from(numbers) : Array.from(to, (after) => numbers[after] ?? 0);
}

/** What is known under a key, or is made now. */
function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
