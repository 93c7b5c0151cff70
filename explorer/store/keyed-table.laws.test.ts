import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelOn, stepless } from '../testing/kernels.ts';
import { TABLE_AT } from '../wasm/area.ts';
import { newWasmMemory } from '../wasm/module.ts';
import { Words } from '../wasm/words.kernel.ts';
import {
  enterDisplaced,
  isInKeyed,
  keyedBitsMin,
  keyLines,
  moveKeyedLines,
  REST_BITS_MAX,
  type Rest,
} from './keyed-table.kernel.ts';
import { newSharedMemory } from './shared-memory.kernel.ts';
import { SharedSet } from './shared-set.kernel.ts';
import { SharedStates } from './shared-states.kernel.ts';
import { HASH_FACTOR, HASH_LAST_FACTOR, hashOfWords, LINE, LINE_BITS } from './table.kernel.ts';

/** States are at home in so many lines, the first ones of a table; some are displaced to as many more. */
const LINES = 4;
const STATES_MAX = LINES * LINE;

/** The number by which a product has to be multiplied to undo `factor`, by Newton's method. */
function inverseOf(factor: number): number {
  let inverse = factor;
  for (let bits = 3; bits < 32; bits *= 2) {
    inverse = Math.imul(inverse, 2 - Math.imul(factor, inverse));
  }
  return inverse;
}

/** The first word of the state that has this hash, and this second word. */
function firstWordOf(hash: number, second: number): number {
  const undone = (h: number): number =>
    Math.imul(h ^ (h >>> 15) ^ (h >>> 30), inverseOf(HASH_FACTOR));
  const h = Math.imul(hash ^ (hash >>> 16), inverseOf(HASH_LAST_FACTOR));
  return undone(undone(h) ^ second);
}

/** Tables of all sizes from the one before entries are keyed on, without their empty lines taking memory. */
function tablesFor(rest: Rest) {
  const memory = newWasmMemory();
  if (memory === null) throw new Error('there is a memory for a kernel');
  const set = new SharedSet(newSharedMemory(2, 1, rest, undefined, memory), 0);
  set.isAlone = true;
  set.makeRoom(STATES_MAX);
  const tableOf = (bits: number) => new Int32Array(memory.buffer, TABLE_AT, 2 ** bits);
  const { kernel, arrays } = kernelOn(set, stepless(2), STATES_MAX);
  return { ...arrays, kernel, tableOf, states: new SharedStates(set.memory) };
}

describe('keyed entries', () => {
  test.each(
    [0, 5, 12, REST_BITS_MAX].flatMap((bits) =>
      ['kernel', 'JavaScript'].map((by) => ({ rest: { word: 1, bits }, by })),
    ),
  )(
    'are all that was entered, while a table grows: $rest.bits bits of rest, $by',
    ({ rest, by }) => {
      const { words, hashes, kernel, tableOf, states } = tablesFor(rest);
      const keyedFrom = keyedBitsMin(rest);
      const homeBits = 32 - (keyedFrom - LINE_BITS) + Math.log2(LINES);
      const key = fc.record({
        hash: fc.nat(2 ** homeBits - 1),
        second: fc.nat(2 ** rest.bits - 1),
      });
      const move = (bits: number): void => {
        const table = tableOf(bits + 1);
        if (by === 'JavaScript') {
          const displaced: number[] = [];
          if (bits < keyedFrom) keyLines(table, bits, rest, states, 0, 2 * LINES, displaced);
          else moveKeyedLines(table, bits, rest.bits, 0, 2 * LINES, displaced);
          enterDisplaced(table, bits + 1, displaced);
          return;
        }
        const displaced = new Words();
        const to = { bits: bits + 1, keyed: rest };
        kernel.move({ bits, keyed: bits < keyedFrom ? null : rest }, to, 0, 2 * LINES, displaced);
        kernel.enter(to, displaced);
      };
      fc.assert(
        fc.property(fc.array(key, { maxLength: STATES_MAX }), fc.boolean(), (keys, isShared) => {
          tableOf(keyedFrom).fill(0, 0, 8 * LINES * LINE);
          const known = new Set<string>();
          keys.forEach(({ hash, second }, i) => {
            words.set([firstWordOf(hash, second), second], 2 * i);
            hashes[i] = hashOfWords(words, 2 * i, 2);
            expect((hashes[i] ?? 0) >>> 0).toBe(hash);
            known.add(`${hash} ${second}`);
          });
          const numbered = { bits: keyedFrom - 1, keyed: null };
          expect(kernel.lookUp(keys.length, 0, numbered, isShared)).toBe(known.size);
          for (let bits = keyedFrom; bits <= keyedFrom + 1; bits++) {
            move(bits - 1);
            for (const { hash, second } of keys) {
              expect(isInKeyed(tableOf(bits), bits, hash, second)).toBe(true);
              for (let other = 1; other < 2 ** rest.bits; other *= 2) {
                const isKnown = known.has(`${hash} ${second ^ other}`);
                expect(isInKeyed(tableOf(bits), bits, hash, second ^ other)).toBe(isKnown);
              }
            }
            const keyed = { bits, keyed: rest };
            expect(kernel.lookUp(keys.length, known.size, keyed, isShared)).toBe(known.size);
          }
        }),
        { seed: 20261121, numRuns: 100 },
      );
    },
  );
});
