/**
 * OpenFst's answer about what two systems show: libraries for finite automata, made for speech and text
 * (Allauzen and others, OpenFst: a general and efficient weighted finite-state transducer library, CIAA
 * 2007).
 *
 * What a system shows is an automaton all of whose states accept: hidden steps read nothing, and each
 * event costs 1. The other one has what reads nothing removed and is made deterministic; the difference
 * is what only the first shows, and the cheapest word of it is as long as the shortest trace that tells
 * the two apart.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, initialOf } from '../../explorer/refinement/testing/naive.ts';
import { run } from './run.ts';

/** The programs that are needed. */
export const openFst = ['fstcompile', 'fstdifference', 'fstdeterminize', 'fstshortestpath'];

/** Two systems by what they show. */
export interface Pair {
  readonly one: Graph;
  readonly other: Graph;
}

/**
 * For each pair, how many events the shortest trace of the one has that the other does not have; null
 * where there is none. In a folder that exists and is empty. Throws when a program fails.
 */
export async function shortestDifferences(
  pairs: readonly Pair[],
  folder: string,
  signal: AbortSignal,
): Promise<readonly (number | null)[]> {
  const script = pairs.map(({ one, other }, i) => {
    const labels = new Labels();
    writeFileSync(join(folder, `one${i}.txt`), automatonText(one, labels, 1));
    writeFileSync(join(folder, `other${i}.txt`), automatonText(other, labels, 0));
    return [
      `fstcompile --acceptor one${i}.txt | fstarcsort > one.fst`,
      `fstcompile --acceptor other${i}.txt | fstrmepsilon | fstdeterminize | fstarcsort > other.fst`,
      `fstdifference one.fst other.fst | fstshortestpath | fstprint --acceptor > found${i}.txt`,
      `echo "${i} $(awk 'NF >= 3 && $3 != 0' found${i}.txt | wc -l) $(wc -l < found${i}.txt)"`,
    ].join('\n');
  });
  writeFileSync(join(folder, 'ask.sh'), `set -eu\n${script.join('\n')}\n`);
  const said = await run('bash', ['-o', 'pipefail', 'ask.sh'], { folder, signal });
  const answers = said.trim().split('\n');
  if (answers.length !== pairs.length)
    throw new Error(`it was asked ${pairs.length} times:\n${said}`);
  return answers.map((line) => {
    const [, events, lines] = line.split(' ').map(Number);
    if (events === undefined || lines === undefined) throw new Error(`it said ${line}`);
    return lines === 0 ? null : events;
  });
}

/** Numbers for words; 0 is to read nothing. */
class Labels {
  readonly #numbers = new Map([['', 0]]);

  of(event: string): number {
    const number = this.#numbers.get(event) ?? this.#numbers.size;
    this.#numbers.set(event, number);
    return number;
  }
}

/** One line for each transition, the initial state first, and one for each state, since all accept. */
function automatonText(graph: Graph, labels: Labels, cost: number): string {
  const numbers = new Map([[initialOf(graph), 0]]);
  for (const key of graph.keys()) if (!numbers.has(key)) numbers.set(key, numbers.size);
  const lines = [...graph].flatMap(([key, edges]) => {
    const from = numbers.get(key);
    const arcs = edges.map(({ event, to }) => {
      const label = labels.of(event);
      return `${from} ${numbers.get(to)} ${label} ${label === 0 ? 0 : cost}`;
    });
    return [...arcs, `${from}`];
  });
  return `${lines.join('\n')}\n`;
}
