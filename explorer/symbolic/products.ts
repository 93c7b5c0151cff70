/**
 * Local relations as sums of products over digits.
 *
 * A local relation is a partial function on the local states of a slot. Where the slot is told by
 * several digits, it is written as products: functions of single digits that all have to be defined.
 * Of each local state that the relation accepts exactly one product is defined, and of no other; codes
 * that stand for no local state never occur in a set, so what a product says of them does not matter.
 */

/** A part of a slot's local states that has a level of its own. */
export interface Digit {
  readonly slot: number;
  /** Number of values. */
  readonly size: number;
  /** `of[local]`: the value in a local state. */
  readonly of: Int32Array;
  /** What it tells of the slot; empty if it tells everything. */
  readonly label: string;
  /** The actor whose doings it tells; null if there is no such actor. */
  readonly actor: number | null;
}

/** What a product does with one digit: `to[value]` is the value afterwards, -1 where it refuses. */
export interface Factor {
  /** Position in the digits of the slot. */
  readonly digit: number;
  readonly to: Int32Array;
}

/** Digits that are not named stay as they are, whatever they are. */
export type Product = readonly Factor[];

/**
 * A local relation as products. `next[local]` is -1 where the relation refuses. Null if more than
 * `productsMax` were needed.
 */
export function productsOf(
  digits: readonly Digit[],
  next: Int32Array,
  productsMax = Number.POSITIVE_INFINITY,
): readonly Product[] | null {
  const [first] = digits;
  if (first === undefined) return (next[0] ?? -1) < 0 ? [] : [[]];
  if (digits.length === 1) return whole(next);
  const known = found.get(digits)?.get(next);
  if (known !== undefined) return known;
  const products = search(digits, next, productsMax);
  if (products === null) return null;
  if (!found.has(digits)) found.set(digits, new WeakMap());
  found.get(digits)?.set(next, products);
  return products;
}

/** What was found already: steps share relations, and digits are tried before they are used. */
const found = new WeakMap<readonly Digit[], WeakMap<Int32Array, readonly Product[]>>();

function search(
  digits: readonly Digit[],
  next: Int32Array,
  productsMax: number,
): readonly Product[] | null {
  const domain: number[] = [];
  next.forEach((to, from) => {
    if (to >= 0) domain.push(from);
  });
  const pieces = piecesOf(digits, next, domain, productsMax);
  return pieces === null ? null : pieces.map(({ product }) => product);
}

/** The relation of a slot with one digit. */
function whole(next: Int32Array): readonly Product[] {
  if (next.every((to) => to < 0)) return [];
  return [next.every((to, from) => to === from) ? [] : [{ digit: 0, to: next }]];
}

/** Local states on which a relation is a product. */
interface Piece {
  readonly domain: readonly number[];
  readonly product: Product;
}

function piecesOf(
  digits: readonly Digit[],
  next: Int32Array,
  domain: readonly number[],
  piecesMax: number,
): readonly Piece[] | null {
  if (domain.length === 0) return [];
  const product = productOn(digits, next, domain);
  if (product !== null) return [{ domain, product }];
  if (piecesMax < 2) return null;
  const parts = divided(digits, next, domain);
  const pieces: Piece[] = [];
  for (const part of parts) {
    const more = piecesOf(digits, next, part, piecesMax - pieces.length);
    if (more === null) return null;
    pieces.push(...more);
  }
  return pieces.length > piecesMax ? null : merged(digits, next, pieces);
}

/** The domain by the values of one digit: the one that leaves the fewest parts that are no products. */
function divided(
  digits: readonly Digit[],
  next: Int32Array,
  domain: readonly number[],
): readonly (readonly number[])[] {
  let best: readonly (readonly number[])[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  for (const { of } of digits) {
    const parts = new Map<number, number[]>();
    for (const local of domain) {
      const value = of[local] ?? 0;
      const part = parts.get(value);
      if (part === undefined) parts.set(value, [local]);
      else part.push(local);
    }
    if (parts.size < 2) continue;
    const groups = [...parts.values()];
    const failing = groups.filter((part) => productOn(digits, next, part) === null).length;
    const cost = failing * domain.length + groups.length;
    if (cost < bestCost) [best, bestCost] = [groups, cost];
  }
  return best;
}

/** Fewer pieces, where two together are a product as well. */
function merged(
  digits: readonly Digit[],
  next: Int32Array,
  pieces: readonly Piece[],
): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    let added = false;
    for (let i = 0; i < result.length && !added; i++) {
      const domain = [...(result[i]?.domain ?? []), ...piece.domain];
      const product = productOn(digits, next, domain);
      if (product === null) continue;
      result[i] = { domain, product };
      added = true;
    }
    if (!added) result.push(piece);
  }
  return result;
}

/** The relation on some local states as one product that accepts no other local state; or null. */
function productOn(
  digits: readonly Digit[],
  next: Int32Array,
  domain: readonly number[],
): Product | null {
  const factors: Int32Array[] = [];
  for (const { size, of } of digits) {
    const to = new Int32Array(size).fill(-1);
    for (const local of domain) {
      const from = of[local] ?? 0;
      const target = of[next[local] ?? 0] ?? 0;
      const known = to[from] ?? -1;
      if (known < 0) to[from] = target;
      else if (known !== target) return null;
    }
    factors.push(to);
  }
  const refusals = refusalsOf(digits, factors, next.length);
  let accepted = 0;
  for (const count of refusals) if (count === 0) accepted++;
  if (accepted !== domain.length) return null;
  return factors.flatMap((to, digit) =>
    mayStay(digits, factors, digit, refusals) ? [] : [{ digit, to }],
  );
}

/** For each local state, how many factors refuse it. */
function refusalsOf(
  digits: readonly Digit[],
  factors: readonly Int32Array[],
  size: number,
): Uint16Array {
  const refusals = new Uint16Array(size);
  digits.forEach(({ of }, d) => {
    const to = factors[d] ?? new Int32Array();
    for (let local = 0; local < size; local++) {
      if ((to[of[local] ?? 0] ?? -1) < 0) refusals[local] = (refusals[local] ?? 0) + 1;
    }
  });
  return refusals;
}

/** Whether a factor changes nothing and refuses nothing that others do not; then it is taken out. */
function mayStay(
  digits: readonly Digit[],
  factors: readonly Int32Array[],
  digit: number,
  refusals: Uint16Array,
): boolean {
  const to = factors[digit] ?? new Int32Array();
  if (to.some((target, from) => target >= 0 && target !== from)) return false;
  const of = digits[digit]?.of ?? new Int32Array();
  for (let local = 0; local < refusals.length; local++) {
    if (refusals[local] === 1 && (to[of[local] ?? 0] ?? -1) < 0) return false;
  }
  for (let local = 0; local < refusals.length; local++) {
    if ((to[of[local] ?? 0] ?? -1) < 0) refusals[local] = (refusals[local] ?? 1) - 1;
  }
  return true;
}
