/** Reads a certificate: its claims, and its set of states as a decision diagram. */

import { createHash } from 'node:crypto';

/** A set of vectors of digits. Behind the last digit is a node of its own, without children. */
export type Node = { readonly children: ReadonlyMap<number, Node>; readonly size: bigint };

/** The digit `floor(local / divisor) % radix` of the local state of a slot. */
export interface Level {
  readonly slot: number;
  readonly divisor: number;
  readonly radix: number;
  readonly nodes: readonly Node[];
  readonly below: Level | null;
  /** No level below is of the same slot. */
  readonly isLast: boolean;
}

/** What a certificate says. */
export interface Certificate {
  readonly fingerprint: string;
  /** Number of states in the set. */
  readonly states: string;
  /** What is said to hold, with steps from the initial state to its companion or goal. */
  readonly properties: readonly { readonly name: string; readonly witness: readonly number[] }[];
  /** From the top down. */
  readonly levels: readonly Level[];
  readonly set: Node;
}

/** Parses a certificate. Whatever is thrown, it is damaged. */
export function read(text: string): Certificate {
  const end = text.lastIndexOf('\n', text.length - 2) + 1;
  const sha256 = createHash('sha256').update(text.slice(0, end)).digest('hex');
  demand(
    text.slice(end) === `{"sha256":"${sha256}"}\n`,
    'it is damaged: its last line is not its hash',
  );
  const lines = text.slice(0, end - 1).split('\n');
  const [header, ...rows] = lines.map((line) => JSON.parse(line));
  demand(header.format === 'interlock certificate 1', 'it is no certificate of version 1');
  const levels: Level[] = [];
  const leaf: Node = { children: new Map(), size: 1n };
  for (const { slot, divisor, radix, nodes: lists } of rows.reverse()) {
    demand(areWhole([slot, divisor, radix]), 'a level is malformed');
    const below = levels[0] ?? null;
    const nodes = lists.map((list: unknown) => nodeIn(list, below?.nodes ?? [leaf]));
    const isLast = levels.every((level) => level.slot !== slot);
    levels.unshift({ slot, divisor, radix, nodes, below, isLast });
  }
  return { ...header, levels, set: levels[0]?.nodes[0] ?? leaf };
}

/** A node from its digits, each followed by the number of its child. */
function nodeIn(list: unknown, nodes: readonly Node[]): Node {
  demand(areWhole(list), 'a node is malformed');
  const children = new Map<number, Node>();
  for (let i = 0; i < list.length; i += 2) children.set(list[i]!, nodes[list[i + 1]!]!);
  const size = [...children.values()].reduce((sum, child) => sum + child.size, 0n);
  return { children, size };
}

function areWhole(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** Throws, with what is wrong with a certificate, unless the condition is met. */
export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
