import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Code, choose, either, I32, I64, i32, i64, whileTrue } from './instructions.ts';
import { compile, instantiate, ModuleCode, newWasmMemory } from './module.ts';

const memory = newWasmMemory();

/** What a function of one number says of it. */
function run(define: (module: ModuleCode) => void, ...values: number[]): number | undefined {
  if (memory === null) throw new Error('there is WebAssembly');
  const module = new ModuleCode();
  define(module);
  return instantiate(compile(module.bytes), memory)['f']?.(...values);
}

const constant = (value: Code): number | undefined =>
  run((module) => module.define([], () => value, 'f'));

describe('WebAssembly code', () => {
  test('has constants of 32 and 64 bits', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        (n, wide) => {
          expect(constant(i32.const(n))).toBe(n);
          const half = (by: bigint): Code => i32.of64(i64.shr(i64.const(wide), i64.const(by)));
          expect(constant(half(0n))).toBe(Number(BigInt.asIntN(32, wide)));
          expect(constant(half(32n))).toBe(Number(BigInt.asIntN(32, wide >> 32n)));
        },
      ),
      { seed: 20261121, numRuns: 200 },
    );
  });

  test('may be nested deeper than calls may be', () => {
    let deep: Code = i32.const(7);
    for (let n = 0; n < 100_000; n++) deep = [deep];
    expect(constant(deep)).toBe(7);
  });

  test('chooses one of several cases, or none', () => {
    const of = (n: number): number | undefined =>
      run((module) => {
        module.define(
          [I32],
          ([n]) => [
            choose(
              n.get,
              [7, 8, 9].map((value) => n.set(i32.const(value))),
            ),
            n.get,
          ],
          'f',
        );
      }, n);
    expect([0, 1, 2, 3, -1].map(of)).toEqual([7, 8, 9, 3, -1]);
  });

  test('goes round, calls, and decides', () => {
    const sum = (n: number): number | undefined =>
      run((module) => {
        const add = module.define([I32, I32], ([a, b]) => i32.add(a.get, b.get));
        module.define(
          [I32],
          ([n], variable) => {
            const total = variable();
            const wide = variable(I64);
            return [
              whileTrue(n.get, total.set(add(total.get, n.get)), n.add(-1)),
              wide.set(i64.of32(total.get)),
              either(i32.gt(total.get, i32.const(50)), i32.const(-1), i32.of64(wide.get)),
            ];
          },
          'f',
        );
      }, n);
    expect([0, 1, 4, 10].map(sum)).toEqual([0, 1, 10, -1]);
  });

  test('exchanges an entry only where it is what was expected', () => {
    const exchange = (expected: number, value: number): number | undefined =>
      run(
        (module) => {
          module.define(
            [I32, I32],
            ([a, b]) => i32.compareExchange(i32.const(64), a.get, b.get),
            'f',
          );
        },
        expected,
        value,
      );
    expect([exchange(0, 5), exchange(0, 6), exchange(5, 0), exchange(0, 0)]).toEqual([0, 5, 5, 0]);
  });
});
