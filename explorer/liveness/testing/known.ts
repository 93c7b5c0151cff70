/** Small systems whose runs can be thought through by hand; the answers stand beside them. */

import type {
  LinkedExpression,
  LinkedFairness,
  LinkedFormula,
  LinkedSystem,
  LinkedTemporal,
} from '../../system.ts';

/** Step numbers; null where there is nothing to show, since it holds. */
type Answer = { readonly stem: readonly number[]; readonly loop: readonly number[] } | null;

/** A question about the runs of a system. */
export interface Known {
  readonly says: string;
  readonly formula: LinkedFormula;
  readonly fairness: readonly LinkedFairness[];
  readonly answer: Answer;
}

/** A system and what is known of it. */
export interface KnownSystem {
  readonly title: string;
  readonly system: LinkedSystem;
  readonly known: readonly Known[];
}

type Edge = readonly [from: number, to: number, who: string];

/** A graph as a system of one component: each edge is a step. */
export function graph(size: number, edges: readonly Edge[]): LinkedSystem {
  const actors = [...new Set(edges.map(([, , who]) => who))];
  return {
    format: 1,
    name: 'graph',
    slots: [{ component: 'c', size, labels: Array.from({ length: size }, (_, i) => String(i)) }],
    actors,
    steps: edges.map(([from, to, who], i) => ({
      name: `${i}: ${from} to ${to}`,
      actor: actors.indexOf(who),
      fault: false,
      caseOf: null,
      slots: [0],
      next: [Int32Array.from({ length: size }, (_, local) => (local === from ? to : -1))],
      writes: [from !== to],
    })),
    properties: [],
    temporal: [],
    interchangeable: [],
  };
}

/** The system with its questions as properties, called by what they say. */
export function asked({ system, known }: KnownSystem): LinkedSystem {
  const companion = { label: 'anything', goal: { kind: 'constant', value: true } } as const;
  const temporal = known.map(
    ({ says, formula, fairness }): LinkedTemporal => ({ name: says, formula, fairness, companion }),
  );
  return { ...system, temporal };
}

/** In one of these places. */
export const among = (...places: readonly number[]): LinkedExpression => ({
  kind: 'atom',
  slot: 0,
  bits: Uint8Array.from({ length: 8 }, (_, i) => (places.includes(i) ? 1 : 0)),
  label: `at ${places.join(', ')}`,
});
const at = (...places: readonly number[]): LinkedFormula => ({
  kind: 'state',
  holds: among(...places),
});
const later = (of: LinkedFormula): LinkedFormula => ({ kind: 'finally', of });
const always = (of: LinkedFormula): LinkedFormula => ({ kind: 'globally', of });
const not = (of: LinkedFormula): LinkedFormula => ({ kind: 'not', of });
const until = (left: LinkedFormula, right: LinkedFormula): LinkedFormula => ({
  kind: 'until',
  left,
  right,
});
/** At one of these places again and again. */
export const again = (...places: readonly number[]): LinkedFormula => always(later(at(...places)));

/** Assumptions about who acts, by what the letters say: `weak a, strong b`. */
function fair(system: LinkedSystem, text: string): readonly LinkedFairness[] {
  if (text === '') return [];
  return text.split(', ').map((one) => {
    const [kind, who] = one.split(' ') as ['weak' | 'strong', string];
    const isOwn = ({ actor }: LinkedSystem['steps'][number]): boolean =>
      system.actors[actor] === who;
    return { kind, label: who, steps: Uint8Array.from(system.steps, (s) => (isOwn(s) ? 1 : 0)) };
  });
}

function taken(system: LinkedSystem, ...numbers: readonly number[]): LinkedFormula {
  const steps = Uint8Array.from(system.steps, (_, s) => (numbers.includes(s) ? 1 : 0));
  return { kind: 'taken', label: `step ${numbers.join()}`, steps };
}

type Row = readonly [says: string, formula: LinkedFormula, fairness: string, answer: Answer];

function knownOf(
  title: string,
  system: LinkedSystem,
  rows: (system: LinkedSystem) => readonly Row[],
): KnownSystem {
  const known = rows(system).map(([says, formula, assumed, answer]) => {
    return { says, formula, fairness: fair(system, assumed), answer };
  });
  return { title, system, known };
}

const run = (stem: readonly number[], loop: readonly number[]): Answer => ({ stem, loop });

export const knownSystems: readonly KnownSystem[] = [
  knownOf(
    'a loop of a with a way out by b, after which nothing can be done',
    graph(2, [
      [0, 0, 'a'],
      [0, 1, 'b'],
    ]),
    (system) => [
      ['it may never be left', later(at(1)), '', run([], [0])],
      ['it is left under weak fairness to b, which always can', later(at(1)), 'weak b', null],
      ['it may not be left under fairness to a', later(at(1)), 'strong a', run([], [0])],
      ['a run that has left does not come back', again(0), 'weak b', run([1], [])],
      ['b is taken', later(taken(system, 1)), 'weak a, weak b', null],
      ['not again where it stays', always(later(taken(system, 1))), 'weak b', run([1], [])],
      ['nor is anything else', always(taken(system, 0, 1)), 'weak b', run([1], [])],
    ],
  ),
  knownOf(
    'back and forth by a, with a way out by b that is open now and then',
    graph(3, [
      [0, 1, 'a'],
      [1, 0, 'a'],
      [1, 2, 'b'],
    ]),
    () => [
      ['weak fairness does not take it', later(at(2)), 'weak b', run([], [0, 1])],
      ['nor if all are treated so', later(at(2)), 'weak a, weak b', run([], [0, 1])],
      ['strong fairness does', later(at(2)), 'strong b', null],
    ],
  ),
  knownOf(
    'a loop that b could leave, and one in which it cannot',
    graph(4, [
      [0, 1, 'a'],
      [1, 0, 'a'],
      [1, 3, 'b'],
      [1, 2, 'a'],
      [2, 2, 'a'],
      [2, 0, 'c'],
    ]),
    () => [
      ['a run may stay where b cannot', later(at(3)), 'strong b', run([0, 3], [4])],
      ['unless c leads it back again and again', later(at(3)), 'strong b, weak c', null],
    ],
  ),
  knownOf(
    'a figure of eight at 0: over 1 by a, or over 2 and 3 by b',
    graph(4, [
      [0, 1, 'a'],
      [1, 0, 'a'],
      [0, 2, 'b'],
      [2, 3, 'b'],
      [3, 0, 'b'],
    ]),
    () => [
      ['the shortest loop is shown', not(again(0)), '', run([], [0, 1])],
      [
        'both halves where both are asked for',
        not({ kind: 'and', of: [again(1), again(3)] }),
        '',
        run([], [0, 1, 2, 3, 4]),
      ],
      ['weakly each may be left out', not(again(0)), 'weak a, weak b', run([], [0, 1])],
      ['strongly neither', not(again(0)), 'strong a, strong b', run([], [0, 1, 2, 3, 4])],
    ],
  ),
  knownOf(
    'three places in a row',
    graph(3, [
      [0, 1, 'a'],
      [1, 2, 'a'],
    ]),
    () => [
      ['until the last', until(at(0, 1), at(2)), '', null],
      ['not from the first to the last', until(at(0), at(2)), '', run([0, 1], [])],
      ['next comes the second', { kind: 'next', of: at(1) }, '', null],
      ['and not the first', { kind: 'next', of: at(0) }, '', run([0, 1], [])],
      ['where it ends it stays', later(always(at(2))), '', null],
    ],
  ),
];
