/** Frames that go through the children of one or two nodes and gather a node in `out`. */

import { EMPTY, HEADER } from './diagram.kernel.ts';
import {
  F_A,
  F_B,
  F_OPERATION,
  FULL,
  type Machine,
  MEET,
  PENDING,
  RESTRICT,
  STUCK,
  UNION,
} from './machine.kernel.ts';

/** Next child of each operand. */
const F_I = 3;
const F_J = 4;
/** Where the frame's pairs begin in `out`, plus 1; 0 while it is new. */
const F_START = 5;
/** Local state whose child was called for. */
const F_LOCAL = 6;
/** Of STUCK: 1 while the second call for a child is under way. */
const F_SECOND = 7;

/** Union, intersection or difference of two nodes. Answers 0 when finished, else PENDING or FULL. */
export function combine(m: Machine): number {
  const { frames, frame: f, out, diagram } = m;
  const { words } = diagram;
  const operation = frames[f + F_OPERATION]!;
  const a = frames[f + F_A]!;
  const b = frames[f + F_B]!;
  if (frames[f + F_START] === 0) frames[f + F_START] = m.outEnd + 1;
  let i = frames[f + F_I]!;
  let j = frames[f + F_J]!;
  let end = m.outEnd;
  if (m.returned) {
    m.returned = false;
    if (m.result !== EMPTY) {
      out[end++] = frames[f + F_LOCAL]!;
      out[end++] = m.result;
    }
  }
  const n = words[a + 1]!;
  const k = words[b + 1]!;
  while (i < n || (j < k && operation === UNION)) {
    const atA = a + HEADER + 2 * i;
    const atB = b + HEADER + 2 * j;
    const x = i < n ? words[atA]! : FULL_LOCAL;
    const y = j < k ? words[atB]! : FULL_LOCAL;
    if (x < y) {
      if (operation !== MEET) {
        out[end++] = x;
        out[end++] = words[atA + 1]!;
      }
      i++;
    } else if (y < x) {
      if (operation === UNION) {
        out[end++] = y;
        out[end++] = words[atB + 1]!;
      }
      j++;
    } else {
      i++;
      j++;
      const result = m.known(operation, words[atA + 1]!, words[atB + 1]!);
      if (result === PENDING) {
        frames[f + F_I] = i;
        frames[f + F_J] = j;
        frames[f + F_LOCAL] = x;
        m.outEnd = end;
        m.push(operation, words[atA + 1]!, words[atB + 1]!);
        return PENDING;
      }
      if (result !== EMPTY) {
        out[end++] = x;
        out[end++] = result;
      }
    }
  }
  frames[f + F_I] = i;
  frames[f + F_J] = operation === UNION ? j : k;
  m.outEnd = end;
  return m.finishWith(words[a]!, frames[f + F_START]! - 1) ? 0 : FULL;
}

/** Larger than every local state. */
const FULL_LOCAL = 0x7fffffff;

/** The part of a node that satisfies a predicate. */
export function restrict(m: Machine): number {
  const { frames, frame: f, out, diagram, predicates } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  const p = frames[f + F_B]!;
  if (frames[f + F_START] === 0) frames[f + F_START] = m.outEnd + 1;
  let end = m.outEnd;
  if (m.returned) {
    m.returned = false;
    if (m.result !== EMPTY) {
      out[end++] = frames[f + F_LOCAL]!;
      out[end++] = m.result;
    }
  }
  const n = words[a + 1]!;
  const asks = predicates.levelOf(p) === words[a]!;
  for (let i = frames[f + F_I]!; i < n; i++) {
    const local = words[a + HEADER + 2 * i]!;
    const child = words[a + HEADER + 2 * i + 1]!;
    const rest = asks ? predicates.after(p, local) : p;
    const result = m.known(RESTRICT, child, rest);
    if (result === PENDING) {
      frames[f + F_I] = i + 1;
      frames[f + F_LOCAL] = local;
      m.outEnd = end;
      m.push(RESTRICT, child, rest);
      return PENDING;
    }
    if (result !== EMPTY) {
      out[end++] = local;
      out[end++] = result;
    }
  }
  frames[f + F_I] = n;
  m.outEnd = end;
  return m.finishWith(words[a]!, frames[f + F_START]! - 1) ? 0 : FULL;
}

/**
 * The part of a node in which no step is enabled whose participants are all at its level or below.
 * For each child: its own stuck part, and of that what disables every step that begins here.
 */
export function stuck(m: Machine): number {
  const { frames, frame: f, out, diagram, predicates } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  const level = words[a]!;
  if (frames[f + F_START] === 0) frames[f + F_START] = m.outEnd + 1;
  const n = words[a + 1]!;
  for (let i = frames[f + F_I]!; i < n; ) {
    const local = words[a + HEADER + 2 * i]!;
    const disabled = predicates.disabled(level, local);
    let result = EMPTY;
    if (m.returned) {
      m.returned = false;
      result = m.result;
      if (frames[f + F_SECOND] === 0) {
        result = m.known(RESTRICT, m.result, disabled);
        if (result === PENDING) {
          frames[f + F_SECOND] = 1;
          m.push(RESTRICT, m.result, disabled);
          return PENDING;
        }
      }
      frames[f + F_SECOND] = 0;
    } else if (disabled !== 0) {
      const child = words[a + HEADER + 2 * i + 1]!;
      const below = m.known(STUCK, child, 0);
      if (below === PENDING) m.push(STUCK, child, 0);
      else {
        m.result = below;
        m.returned = true;
        continue;
      }
      return PENDING;
    }
    if (result !== EMPTY) {
      out[m.outEnd++] = local;
      out[m.outEnd++] = result;
    }
    frames[f + F_I] = ++i;
  }
  return m.finishWith(level, frames[f + F_START]! - 1) ? 0 : FULL;
}
