/**
 * Where a compressed tree is in the WebAssembly memory of a search, in bytes. One thread has all of it:
 * where others have chunks and the table, it has its batches, and parts for roots, keys and nodes.
 */

import { type Area, areaFor, CHUNKS_AT } from './area.ts';

/** A part of the memory: bytes from `at` to before `end`. */
export interface Part {
  readonly buffer: SharedArrayBuffer;
  readonly at: number;
  readonly end: number;
}

/** Where the batches of a tree begin. */
export const TREE_AT = CHUNKS_AT;
const ROOTS_AT = 2 ** 26;
const KEYS_AT = 2 ** 30;
const NODES_AT = 2 ** 31 + 2 ** 29;
const END = 2 ** 32 - 2 ** 16;

/** States read at once. */
export const READ = 256;

/** Places in {@link TreeArea.shape}, in words: numbers of a `LineGeometry`. */
export const LEFT_BITS = 0;
export const EXTRA_BITS = 1;
export const PLACES = 2;
export const SHAPE_WORDS = 3;

/** The area of the thread, and in it the arrays of the tree. */
export interface TreeArea {
  readonly area: Area;
  readonly columns: number;
  /** Words in a column. */
  readonly rows: number;
  readonly tops: number;
  readonly rests: number;
  /** For each key the address of its home, its tag and its extra bits there, and a word that was read there. */
  readonly homes: number;
  readonly tags: number;
  readonly extras: number;
  readonly touched: number;
  /** Words of the states read last. */
  readonly read: number;
  readonly shape: number;
  /** How many keys were new. */
  readonly found: number;
  readonly bytes: number;
}

export function treeAreaFor(wordCount: number, capacity: number, questions = 0): TreeArea {
  const area = areaFor(wordCount, capacity, questions);
  const rows = Math.max(READ, capacity + 1);
  let bytes = area.bytes;
  const take = (words: number): number => {
    const at = bytes;
    bytes += Math.ceil((4 * words) / 64) * 64;
    return at;
  };
  const places = {
    columns: take(rows * (wordCount + 1)),
    tops: take(rows),
    rests: take(rows),
    homes: take(rows),
    tags: take(rows),
    extras: take(2 * rows),
    touched: take(rows),
    read: take(READ * wordCount),
    shape: take(SHAPE_WORDS),
    found: take(1),
  };
  return { area, rows, ...places, bytes };
}

/** Whether the arrays of a tree fit in before its parts. */
export function fits({ bytes }: TreeArea): boolean {
  return TREE_AT + bytes <= ROOTS_AT;
}

export function rootsIn(buffer: SharedArrayBuffer): Part {
  return { buffer, at: ROOTS_AT, end: KEYS_AT };
}

export function keysIn(buffer: SharedArrayBuffer): Part {
  return { buffer, at: KEYS_AT, end: NODES_AT };
}

/** One of `count` equal parts for what is below the roots. */
export function nodesIn(buffer: SharedArrayBuffer, index: number, count: number): Part {
  const bytes = Math.floor((END - NODES_AT) / count / 2 ** 16) * 2 ** 16;
  return { buffer, at: NODES_AT + index * bytes, end: NODES_AT + (index + 1) * bytes };
}
