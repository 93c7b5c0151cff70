/**
 * Sorting of columns written out as JavaScript for one system.
 *
 * The key of a column becomes one number: its local states, then the parts from slots that name it, as
 * bits. A block of few columns is a handful of variables and an insertion sort written out; where a
 * slot names columns, each exchange takes its local state through a table. A state that is in order
 * already costs its keys and one comparison for each column.
 *
 * What does not fit (keys of more than 30 bits, ties that must be broken) is left to
 * the plain version, with which this agrees on every state.
 */

import type { Layout } from '../search/layout.kernel.ts';
import { makeCode, range } from '../store/made-code.ts';
import type { BlockKeys, Keys, View } from './symmetry-orbits.kernel.ts';

/** Code for one system. States are packed; `from .. to - 1` are their places. */
export interface Generated {
  /** Puts representatives in the places of states. */
  readonly canonicalise: (words: Int32Array, from: number, to: number) => void;
  /** Sizes of the orbits of representatives, added up. */
  readonly orbitSizes: (words: Int32Array, from: number, to: number) => number;
}

/** A key is a small integer of V8. */
const KEY_BITS_MAX = 30;
/** Blocks of more columns are sorted by a loop over an array: written out they would be too long. */
const COLUMNS_WRITTEN_OUT = 8;

/** Code for these keys, or null: it does not fit, or the process may not make code. */
export function generateCanonicaliser(keys: Keys, layout: Layout): Generated | null {
  const tables: Int32Array[] = [];
  const blocks: Plan[] = [];
  for (const [b, block] of keys.blocks.entries()) {
    const plan = planOf(keys, block, b, layout, tables);
    if (plan === null) return null;
    blocks.push(plan);
  }
  return makeCode<Generated>({ tables }, sourceOf(blocks, layout));
}

/** A run of bits of a key, and where they come from. */
interface Part {
  readonly shift: number;
  readonly bits: number;
}

/** A slot that names columns: its part of the key, and what each exchange makes of it. */
interface Naming extends Part {
  readonly slot: number;
  /** Name of the variable that holds its local state. */
  readonly local: string;
  /** Names of tables: `view[local * columns + column]`, `after[exchange * size + local]`. */
  readonly view: string;
  readonly after: string;
  readonly size: number;
}

interface Plan {
  readonly name: string;
  readonly columns: readonly (readonly number[])[];
  /** Part of the key for place `k` of a column. */
  readonly places: readonly Part[];
  readonly naming: readonly Naming[];
}

function planOf(
  keys: Keys,
  block: BlockKeys,
  number: number,
  { slotMask }: Layout,
  tables: Int32Array[],
): Plan | null {
  const { columns, views, plain } = block;
  if (!plain) return null;
  const places = columns[0]!.map((slot) => 32 - Math.clz32(slotMask[slot]!));
  const seen = views.map(({ table }) => 32 - Math.clz32(table.reduce((a, b) => Math.max(a, b), 0)));
  const widths = [...places, ...seen];
  const total = widths.reduce((sum, bits) => sum + bits, 0);
  if (total > KEY_BITS_MAX) return null;
  let left = total;
  const parts = widths.map((bits) => {
    left -= bits;
    return { shift: left, bits };
  });
  const naming = views.map((view, v) => {
    tables.push(view.table, afterOf(keys, block, view));
    return {
      ...parts[places.length + v]!,
      slot: view.slot,
      local: `b${number}y${v}`,
      view: `T${tables.length - 2}`,
      after: `T${tables.length - 1}`,
      size: view.table.length / columns.length,
    };
  });
  return { name: `b${number}`, columns, places: parts.slice(0, places.length), naming };
}

/** What exchange `i` of a block makes of a local state of a naming slot: `after[i * size + local]`. */
function afterOf({ exchanges }: Keys, block: BlockKeys, { slot, table }: View): Int32Array {
  const n = block.columns.length;
  const size = table.length / n;
  const after = new Int32Array((n - 1) * size);
  for (let i = 0; i < n - 1; i++) {
    const { from, tables } = exchanges[block.firstExchange + i]!;
    const at = from.indexOf(slot);
    for (let local = 0; local < size; local++) {
      after[i * size + local] = at < 0 ? local : tables[at]![local]!;
    }
  }
  return after;
}

/** The body of a function of `tables`. */
function sourceOf(blocks: readonly Plan[], layout: Layout): string {
  const tableCount = 2 * blocks.reduce((sum, block) => sum + block.naming.length, 0);
  const tables = range(tableCount).map((i) => `const T${i} = tables[${i}];`);
  const arrays = blocks.filter(isLong).map(({ name, columns }) => {
    return `const ${name}K = new Int32Array(${columns.length});`;
  });
  const words = range(layout.wordCount);
  const eachState = `for (let at = from * ${words.length}; at < to * ${words.length}; at += ${words.length}) {
${words.map((w) => `let w${w} = a[at + ${w}];`).join(' ')}`;
  return `${[...tables, ...arrays].join('\n')}
function canonicalise(a, from, to) {
${eachState}
${blocks.map((block) => sortText(block, layout)).join('')}${words.map((w) => `a[at + ${w}] = w${w};`).join(' ')}
}
}
function orbitSizes(a, from, to) {
let sum = 0;
${eachState}
let size = 1, run = 1;
${blocks.map((block) => sizeText(block, layout)).join('')}sum += size;
}
return sum;
}
return { canonicalise, orbitSizes };`;
}

function isLong({ columns }: Plan): boolean {
  return columns.length > COLUMNS_WRITTEN_OUT;
}

/** Statements that sort one block. */
function sortText(plan: Plan, layout: Layout): string {
  const key = keysIn(plan);
  const disorder = key.slice(1).map((k, i) => `${key[i]} > ${k}`);
  const sort = isLong(plan) ? loopOf(plan) : key.map((_, i) => sinkOf(plan, key, i - 1)).join('');
  return `${readText(plan, layout)}if (${disorder.join(' || ')}) {\n${sort}${writeOf(plan, layout, key)}}\n`;
}

/** Statements that multiply `size` by the ways to deal the keys of one block out. */
function sizeText(plan: Plan, layout: Layout): string {
  const key = keysIn(plan);
  const factors = key.slice(1).map((k, i) => {
    return `run = ${k} === ${key[i]} ? run + 1 : 1; size = size * ${i + 2} / run;\n`;
  });
  return `${readText(plan, layout)}run = 1;\n${factors.join('')}`;
}

/** Where the keys of a block are while it is sorted. */
function keysIn(plan: Plan): readonly string[] {
  return plan.columns.map((_, c) => (isLong(plan) ? `${plan.name}K[${c}]` : `${plan.name}k${c}`));
}

/** Statements that read the keys of one block, and the local states of the slots that name its columns. */
function readText(plan: Plan, layout: Layout): string {
  const declare = isLong(plan) ? '' : 'let ';
  const key = keysIn(plan);
  return [
    ...plan.naming.map(({ local, slot }) => `let ${local} = ${localOf(layout, slot)};\n`),
    ...plan.columns.map(
      (column, c) => `${declare}${key[c]} = ${keyOf(plan, layout, column, c)};\n`,
    ),
  ].join('');
}

function localOf({ slotWord, slotShift, slotMask }: Layout, slot: number): string {
  return `(w${slotWord[slot]!} >>> ${slotShift[slot]!} & ${slotMask[slot]!})`;
}

function keyOf(
  { columns, places, naming }: Plan,
  layout: Layout,
  column: readonly number[],
  c: number,
): string {
  const parts = [
    ...places.map(({ shift, bits }, k) =>
      bits === 0 ? '0' : `${localOf(layout, column[k]!)} << ${shift}`,
    ),
    ...naming.map(
      ({ view, local, shift }) => `${view}[${local} * ${columns.length} + ${c}] << ${shift}`,
    ),
  ];
  return parts.join(' | ');
}

/** Sinks the key after place `i` to where it belongs: exchanges, each inside the one before. */
function sinkOf(plan: Plan, key: readonly string[], i: number): string {
  if (i < 0) return '';
  const [low, high] = [key[i]!, key[i + 1]!];
  const swap = `const t = ${low}; ${low} = ${high}; ${high} = t;`;
  return `if (${low} > ${high}) { ${swap} ${exchangeOf(plan, `${i}`)}\n${sinkOf(plan, key, i - 1)}}\n`;
}

/** The same for all keys by a loop. */
function loopOf(plan: Plan): string {
  const keys = `${plan.name}K`;
  return `for (let c = 1; c < ${plan.columns.length}; c++) {
const t = ${keys}[c];
let i = c - 1;
for (; i >= 0 && ${keys}[i] > t; i--) { ${keys}[i + 1] = ${keys}[i]; ${exchangeOf(plan, 'i')} }
${keys}[i + 1] = t;
}\n`;
}

/** Takes the naming slots through exchange `i`. */
function exchangeOf({ naming }: Plan, i: string): string {
  return naming
    .map(({ local, after, size }) => `${local} = ${after}[${i} * ${size} + ${local}];`)
    .join(' ');
}

/** Puts the local states of columns and naming slots into the words. */
function writeOf(
  { columns, places, naming }: Plan,
  layout: Layout,
  key: readonly string[],
): string {
  const writes = [
    ...columns.flatMap((column, c) =>
      column.map((slot, k) => {
        const { shift, bits } = places[k]!;
        return { slot, value: `${key[c]} >>> ${shift} & ${2 ** bits - 1}` };
      }),
    ),
    ...naming.map(({ slot, local }) => ({ slot, value: local })),
  ].filter(({ slot }) => layout.slotMask[slot] !== 0);
  const words = [...new Set(writes.map(({ slot }) => layout.slotWord[slot]!))];
  return words
    .map((word) => {
      const here = writes.filter(({ slot }) => layout.slotWord[slot] === word);
      const mask = here.reduce((bits, { slot }) => {
        return bits | (layout.slotMask[slot]! << layout.slotShift[slot]!);
      }, 0);
      const values = here.map(({ slot, value }) => `(${value}) << ${layout.slotShift[slot]!}`);
      return `w${word} = w${word} & ${~mask} | ${values.join(' | ')};\n`;
    })
    .join('');
}
