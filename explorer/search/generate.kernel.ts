/**
 * Successor generation written out as JavaScript for one system.
 *
 * The generic kernel reads records; here each record of a {@link Layout} becomes a statement in which
 * the pivot's local state, masks, shifts and, where only one change is possible, the change itself
 * are constants. A state arrives as numbers, one for each word, and leaves as stores into the batch.
 *
 * V8 gives up on very large functions: the locations of a pivot are cut into groups, one function
 * each, found by a tree of comparisons. Successors come in the order of the generic kernel, which
 * remains the reference and does the work where code would be too large or may not be made.
 *
 * Reads of the layout are unchecked, as in `layout.kernel.ts`.
 */

import { makeCode, range } from '../store/made-code.ts';
import { HEADER, type Layout, pack } from './layout.kernel.ts';
import type { Batch } from './successors.kernel.ts';
import { isAmong, localOf, wordNames } from './word-code.kernel.ts';

/** Writes the successors of the state at `words[at ..]` from place `count` on; returns their end. */
export type Appender = (words: Int32Array, at: number, count: number) => number;

/** Records in one function: enough that few calls are made, few enough that it stays optimised. */
const RECORDS_PER_FUNCTION = 24;
/** A system with more records, or states of more words, is left to the generic kernel. */
const RECORDS_MAX = 20_000;
const WORDS_MAX = 12;
/** V8 begins to note what it sees in a function after about a kilobyte of its code has run. */
const EXERCISES = 8;

/**
 * Code that fills this batch (all but {@link Batch.from}), or null: the system is too large for
 * that, or the process may not make code. What the batch holds is overwritten. Costs some milliseconds, and more while V8 optimises it.
 */
export function generate(layout: Layout, batch: Batch): Appender | null {
  if (layout.wordCount > WORDS_MAX || recordCount(layout) > RECORDS_MAX) return null;
  const { words: W, step: S } = batch;
  const { pool: P, changes: C } = layout;
  const append = makeCode<Appender>({ W, S, P, C }, sourceOf(layout));
  for (let round = 0; append !== null && round < EXERCISES; round++) exercise(layout, append);
  return append;
}

/**
 * Lets every statement run once, on states made up for it: V8 takes what never ran for what never
 * will, and would discard optimised code again and again as rare steps are first taken.
 */
function exercise(layout: Layout, append: Appender): void {
  const { pivots, slotOffset, programStart, program, pool } = layout;
  const words = new Int32Array(layout.wordCount);
  for (const pivot of pivots) {
    for (let here = slotOffset[pivot]!; here < slotOffset[pivot + 1]!; here++) {
      const end = programStart[here + 1]!;
      for (let record = programStart[here]!; record < end; record = program[record]!) {
        const state = new Int32Array(layout.slotCount);
        state[pivot] = here - slotOffset[pivot]!;
        for (let p = record + HEADER; p < program[record + 1]!; p += 2) {
          const guard = program[p]!;
          const size = slotOffset[guard + 1]! - slotOffset[guard]!;
          const table = program[p + 1]!;
          state[guard] = pool.subarray(table, table + size).findIndex((to) => to >= 0);
        }
        pack(layout, state, words, 0);
        append(words, 0, 0);
      }
    }
  }
}

/** Number of records: each becomes a statement, and costs V8 some tenths of a millisecond. */
export function recordCount({ program, programStart }: Layout): number {
  let count = 0;
  for (let record = 0; record < programStart.at(-1)!; record = program[record]!) count++;
  return count;
}

/** The body of a function of `W` and `S` (words and steps of the batch), `P` and `C` (pool, changes). */
export function sourceOf(layout: Layout): string {
  const words = wordNames(layout);
  const functions: string[] = [];
  const calls = [...layout.pivots].map((slot) => {
    const groups = groupsOf(layout, slot);
    const names = groups.map(({ first, text }) => {
      const name = `f${slot}_${first}`;
      const body = `switch (${localOf(layout, slot)}) {\n${text}}\nreturn n;`;
      functions.push(`function ${name}(n, ${words.join(', ')}) {\n${body}\n}`);
      return { first, call: `${name}(n, ${words.join(', ')})` };
    });
    return `n = ${choice(localOf(layout, slot), names)};`;
  });
  const loads = words.map((name, w) => `const ${name} = a[i + ${w}];`).join(' ');
  return `${functions.join('\n')}
return function append(a, i, n) {\n${loads}\n${calls.join('\n')}\nreturn n;\n};`;
}

interface Group {
  /** Its first local state. */
  readonly first: number;
  readonly text: string;
}

/** The local states of a pivot, cut where a function would hold too many records. */
function groupsOf(layout: Layout, slot: number): readonly Group[] {
  const { slotOffset, programStart, program } = layout;
  const groups: Group[] = [];
  let text = '';
  let first = 0;
  let records = 0;
  const size = slotOffset[slot + 1]! - slotOffset[slot]!;
  for (let local = 0; local < size; local++) {
    const here = slotOffset[slot]! + local;
    const end = programStart[here + 1]!;
    let statements = '';
    for (let record = programStart[here]!; record < end; record = program[record]!) {
      statements += statementOf(layout, record, slot, local);
      records++;
    }
    if (statements !== '') text += `case ${local}:\n${statements}break;\n`;
    if (records < RECORDS_PER_FUNCTION && local < size - 1) continue;
    groups.push({ first, text });
    text = '';
    first = local + 1;
    records = 0;
  }
  return groups;
}

/** The call for the group that holds a local state. */
function choice(local: string, calls: readonly { first: number; call: string }[]): string {
  if (calls.length === 1) return calls[0]!.call;
  const half = calls.length >> 1;
  const lower = choice(local, calls.slice(0, half));
  return `${local} < ${calls[half]!.first} ? ${lower} : ${choice(local, calls.slice(half))}`;
}

/** What one record does in a state whose pivot `slot` is at `local`. */
function statementOf(layout: Layout, record: number, slot: number, local: number): string {
  const { program, pool, wordCount, slotOffset } = layout;
  const writes = program[record + 1]!;
  const possible = new Map([[slot, [local]]]);
  const conditions: string[] = [];
  let p = record + HEADER;
  for (; p < writes; p += 2) {
    const guard = program[p]!;
    const table = program[p + 1]!;
    const size = slotOffset[guard + 1]! - slotOffset[guard]!;
    const accepted = range(size).filter((from) => pool[table + from]! >= 0);
    possible.set(guard, accepted);
    conditions.push(isAmong(layout, guard, accepted, (from) => `P[${table} + ${from}] >= 0`));
  }
  const words = [...wordNames(layout)];
  for (; p < program[record]!; p += 3) {
    const word = program[p]!;
    const changed = program[p + 1]!;
    const size = slotOffset[changed + 1]! - slotOffset[changed]!;
    const from = possible.get(changed) ?? range(size);
    words[word] = changeOf(layout, words[word]!, changed, program[p + 2]!, from);
  }
  const stores = words.map((text, w) => `W[${at(wordCount, w)}] = ${text};`).join(' ');
  const body = `${stores} S[n++] = ${program[record + 2]!};`;
  return conditions.length === 0 ? `${body}\n` : `if (${conditions.join(' && ')}) { ${body} }\n`;
}

/** The place of word `w` of successor `n`. */
function at(wordCount: number, w: number): string {
  const from = wordCount === 1 ? 'n' : `n * ${wordCount}`;
  return w === 0 ? from : `${from} + ${w}`;
}

/** A word after the change of a slot in it, which is in one of the local states `from` before. */
function changeOf(
  layout: Layout,
  word: string,
  slot: number,
  table: number,
  from: readonly number[],
): string {
  const { changes, pool, slotShift, slotMask } = layout;
  const shift = slotShift[slot]!;
  const [change = 0, ...others] = new Set(from.map((local) => changes[table + local]!));
  if (others.length === 0) return change === 0 ? word : `(${word} ^ ${change})`;
  const [to = 0, ...elsewhere] = new Set(from.map((local) => pool[table + local]!));
  if (elsewhere.length === 0) return `(${word} & ${~(slotMask[slot]! << shift)} | ${to << shift})`;
  return `(${word} ^ C[${table} + ${localOf(layout, slot)}])`;
}
