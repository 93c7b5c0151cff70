/** The binary part of a checkpoint: states and targets, from words to a snapshot. */

import { assert } from '../../base/errors.ts';
import type { KeptStanding, Pieces, Snapshot } from '../../explorer/index.ts';
import { type Header, statesOf, targetsOf } from './header.ts';
import type { Input } from './input.ts';

/** Bytes of states that are kept in one array. */
const CHUNK_BYTES = 1 << 22;

/** What was read: states in the order of the file, in arrays of whole states; targets with steps. */
export interface Body {
  readonly chunks: Pieces;
  readonly targets: Int32Array;
}

/** Reads what follows the header. Unless it `isKept`, the bytes are only hashed. */
export async function readBody(input: Input, header: Header, isKept: boolean): Promise<Body> {
  const { wordCount } = header;
  const states = statesOf(header);
  const chunkStates = Math.max(1, Math.floor(CHUNK_BYTES / 4 / wordCount));
  const chunks: Int32Array[] = [];
  for (let done = 0; done < states; done += chunkStates) {
    const chunk = shared(Math.min(chunkStates, states - done) * wordCount);
    await input.words(chunk);
    if (isKept) chunks.push(chunk);
  }
  const targets = new Int32Array(targetsOf(header) * (1 + wordCount));
  await input.words(targets);
  return { chunks, targets };
}

/** In memory that other threads can read: several workers take their states out of the same array. */
function shared(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * words));
}

/** The snapshot that was written. */
export function snapshotFrom(header: Header, { chunks, targets }: Body): Snapshot {
  const { wordCount, isReduced, partialOrder, expanded, open, found, transitions } = header;
  const { terminal, deadlocks, coverage } = header;
  const next = cutter(chunks, wordCount);
  return {
    expanded: expanded.map(next),
    open: next(open),
    found: next(found),
    transitions,
    isReduced,
    partialOrder,
    seen: {
      terminal,
      deadlocks,
      coverage: {
        steps: bitsOf(coverage.steps),
        localStates: coverage.localStates.map(bitsOf),
      },
    },
    standings: standingsFrom(header, targets),
  };
}

/** Gives so many states at a time, one after the other, as they lie in the arrays. */
function cutter(chunks: Pieces, wordCount: number): (states: number) => Pieces {
  let chunk = 0;
  let from = 0;
  const arrayAt = (index: number): Int32Array => {
    const array = chunks[index];
    assert(array !== undefined, 'a checkpoint holds as many states as its header says');
    return array;
  };
  return (states) => {
    const pieces: Int32Array[] = [];
    for (let left = states * wordCount; left > 0; ) {
      const piece = arrayAt(chunk).subarray(from, from + left);
      pieces.push(piece);
      left -= piece.length;
      from += piece.length;
      if (from < arrayAt(chunk).length) continue;
      chunk++;
      from = 0;
    }
    return pieces;
  };
}

function bitsOf(digits: string): Uint8Array {
  return Uint8Array.from(digits, Number);
}

function standingsFrom({ standings, wordCount }: Header, words: Int32Array): KeptStanding[] {
  let at = 0;
  const next = (): KeptStanding['targets'][number] => {
    const step = words[at] ?? -1;
    const state = words.slice(at + 1, at + 1 + wordCount);
    at += 1 + wordCount;
    return { words: state, step: step < 0 ? null : step };
  };
  return standings.map(({ depth, met, targets }) => ({
    depth: depth ?? Number.POSITIVE_INFINITY,
    met,
    targets: Array.from({ length: targets }, next),
  }));
}
