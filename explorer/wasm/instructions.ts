/**
 * WebAssembly instructions as functions of their operands: `i32.add(a, b)` is the code that computes
 * `a`, then `b`, then adds them.
 *
 * Code is a tree of bytes, flattened once by `module.ts`, so that putting pieces together copies
 * nothing. Only what the search needs is here. Opcodes: WebAssembly Core Specification 2.0, section 5.4,
 * and the Threads proposal for atomics.
 */

/** Bytes, in order. */
export type Code = number | readonly Code[];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;
export type NumberType = typeof I32 | typeof I64;
export type Type = NumberType | typeof V128;

/** A number in LEB128, without a sign. */
export function unsigned(n: number): Code {
  const bytes: number[] = [];
  let rest = n >>> 0;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** A number of at most 64 bits in LEB128, with a sign. */
function signed(n: bigint): Code {
  const bytes: number[] = [];
  let rest = n;
  for (; rest < -64n || rest > 63n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest & 0x7fn)];
}

const one =
  (opcode: number) =>
  (a: Code): Code => [a, opcode];

const two =
  (opcode: number) =>
  (a: Code, b: Code): Code => [a, b, opcode];

/** Reads at an address plus a constant offset; `align` is a power of two. */
const reading =
  (opcode: number, align: number) =>
  (at: Code, offset = 0): Code => [at, opcode, align, unsigned(offset)];

const writing =
  (opcode: number, align: number) =>
  (at: Code, value: Code, offset = 0): Code => [at, value, opcode, align, unsigned(offset)];

export const i32 = {
  const: (n: number): Code => [0x41, signed(BigInt(n | 0))],
  load: reading(0x28, 2),
  store: writing(0x36, 2),
  /** 8 bits, and zeros above them. */
  load8: reading(0x2d, 0),
  /** The same with 16 bits. */
  load16: reading(0x2f, 1),
  store16: writing(0x3b, 1),
  isZero: one(0x45),
  /** How many of the lowest bits are 0. */
  trailingZeros: one(0x68),
  eq: two(0x46),
  ne: two(0x47),
  /** Comparisons are those of numbers without a sign. */
  lt: two(0x49),
  gt: two(0x4b),
  le: two(0x4d),
  ge: two(0x4f),
  add: two(0x6a),
  sub: two(0x6b),
  mul: two(0x6c),
  /** The quotient of numbers without a sign. */
  div: two(0x6e),
  and: two(0x71),
  or: two(0x72),
  xor: two(0x73),
  shl: two(0x74),
  shr: two(0x76),
  /** The lower half of 64 bits. */
  of64: one(0xa7),
  /** Puts `value` in place of `expected`, atomically; what was there. */
  compareExchange: (at: Code, expected: Code, value: Code, offset = 0): Code => [
    at,
    expected,
    value,
    [0xfe, 0x48, 2],
    unsigned(offset),
  ],
} as const;

export const i64 = {
  const: (n: bigint): Code => [0x42, signed(BigInt.asIntN(64, n))],
  load: reading(0x29, 3),
  store: writing(0x37, 3),
  eq: two(0x51),
  ne: two(0x52),
  and: two(0x83),
  or: two(0x84),
  xor: two(0x85),
  shl: two(0x86),
  shr: two(0x88),
  /** 32 bits, and zeros above them. */
  of32: one(0xad),
} as const;

/** Four numbers of 32 bits at once, or narrower ones. */
export const v128 = {
  load: (at: Code, offset = 0): Code => [at, 0xfd, 0x00, 4, unsigned(offset)],
  or: (a: Code, b: Code): Code => [a, b, 0xfd, 0x50],
  isAnyTrue: (a: Code): Code => [a, 0xfd, 0x53],
  /** The same number four times. */
  splat: (a: Code): Code => [a, 0xfd, 0x11],
  /** For each of four numbers, -1 where they are equal, else 0. */
  eq: (a: Code, b: Code): Code => [a, b, 0xfd, 0x37],
  /** The same with eight numbers of 16 bits. */
  splat16: (a: Code): Code => [a, 0xfd, 0x10],
  eq16: (a: Code, b: Code): Code => [a, b, 0xfd, 0x2d],
  /** Eight numbers of 16 bits, and sixteen of 8. */
  narrow32: (a: Code, b: Code): Code => [a, b, 0xfd, 0x85, 0x01],
  narrow16: (a: Code, b: Code): Code => [a, b, 0xfd, 0x65],
  /** The first bits of sixteen numbers. */
  signs8: (a: Code): Code => [a, 0xfd, 0x64],
} as const;

const NO_VALUE = 0x40;
const END = 0x0b;

/** Code that {@link leave} can leave at its end. */
export function block(...body: readonly Code[]): Code {
  return [0x02, NO_VALUE, ...body, END];
}

/** Goes round as long as the condition holds; within it, depth 0 is its beginning, 1 its end. */
export function whileTrue(condition: Code, ...body: readonly Code[]): Code {
  return block([0x03, NO_VALUE, condition, i32.isZero([]), 0x0d, 1, ...body, leave(0), END]);
}

export function when(condition: Code, then: Code, otherwise: Code = []): Code {
  return [condition, 0x04, NO_VALUE, then, 0x05, otherwise, END];
}

/** The one value if a condition holds, else the other; only that one is computed. */
export function either(condition: Code, then: Code, otherwise: Code): Code {
  return [condition, 0x04, I32, then, 0x05, otherwise, END];
}

/** Goes to the end of the block so many levels out, or to the beginning of a loop. */
export function leave(depth: number): Code {
  return [0x0c, unsigned(depth)];
}

/** The same if a condition holds. */
export function leaveIf(depth: number, condition: Code): Code {
  return [condition, 0x0d, unsigned(depth)];
}

/** One of the cases, by number, or none of them. */
export function choose(number: Code, cases: readonly Code[]): Code {
  const n = cases.length;
  const jump: Code = [number, 0x0e, unsigned(n), cases.map((_, i) => unsigned(i)), unsigned(n)];
  return block(cases.reduce((before, body, i) => [block(before), body, leave(n - 1 - i)], jump));
}

/** Ends everything with a RuntimeError. */
export const trap: Code = [0x00];

/** A parameter or variable of a function. */
export class Local {
  readonly get: Code;
  readonly #index: number;

  constructor(index: number) {
    this.#index = index;
    this.get = [0x20, unsigned(index)];
  }

  set(value: Code): Code {
    return [value, 0x21, unsigned(this.#index)];
  }

  /** Adds a constant. */
  add(n: number): Code {
    return this.set(i32.add(this.get, i32.const(n)));
  }
}
