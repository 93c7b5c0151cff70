/**
 * The reachable set as the levels of a certificate. This is all that the writer knows of the engine's
 * diagrams; their layout is described in explorer/symbolic/diagram.kernel.ts.
 */

import { Census } from '../symbolic/census.kernel.ts';
import { HEADER } from '../symbolic/diagram.kernel.ts';
import type { Reached } from '../symbolic/reach.ts';

/** A level of a certificate, as in docs/internals/certificate.md. */
export interface CertificateLevel {
  readonly slot: number;
  readonly divisor: number;
  readonly radix: number;
  /** For each node: digits, ascending, each followed by the number of its child. */
  readonly nodes: readonly (readonly number[])[];
}

/** The levels of a set with one digit for each slot, from the top down. Nodes are numbered in the order in which they are met. */
export function levelsOf({ workspace, set }: Reached): readonly CertificateLevel[] {
  const { encoded, machine } = workspace;
  const { words } = machine.diagram;
  const census = new Census(machine.diagram, encoded.sizes, set);
  const listed = (level: number): readonly (readonly number[])[] => {
    const below = level === 0 ? 0 : census.begin(level - 1);
    const places = census.nodes.subarray(census.begin(level), census.end(level));
    return Array.from(places, (node) => {
      const numbers: number[] = [];
      const end = node + HEADER + 2 * words[node + 1]!;
      for (let at = node + HEADER; at < end; at += 2) {
        const place = level === 0 ? 0 : words[words[at + 1]! + 2]!;
        numbers.push(words[at]!, place - below);
      }
      return numbers;
    });
  };
  return Array.from(encoded.digitAt, (digit, level) => {
    const { slot } = encoded.digits[digit]!;
    return { slot, divisor: 1, radix: encoded.sizes[level]!, nodes: listed(level) };
  }).reverse();
}

/** Number of states in a set. */
export function sizeOf(levels: readonly CertificateLevel[]): bigint {
  const sizes = levels.reduceRight<readonly bigint[]>(
    (below, { nodes }) =>
      nodes.map((node) =>
        node.reduce((sum, number, i) => (i % 2 === 1 ? sum + below[number]! : sum), 0n),
      ),
    [1n],
  );
  return sizes[0]!;
}
