/**
 * The kernel that checks certificates; docs/internals/certificate.md says what is proved, and how. It
 * shares no code with the engines and builds no sets: it walks the one in the certificate.
 */

import { fingerprint } from '../../fingerprint.ts';
import type { LinkedProperty, LinkedStep, LinkedSystem, LinkedWaitCycle } from '../../system.ts';
import { type Formula, Formulas } from './formulas.kernel.ts';
import { demand, type Level, type Node, read } from './read.kernel.ts';

/** What a certificate shows of a property; `unwitnessed` if its witness does not show what it should. */
export type Finding = 'proved' | 'violated' | 'unwitnessed';
/** By name of property. */
export type Findings = ReadonlyMap<string, Finding>;

/**
 * Checks that the set of a certificate is an inductive one of this system, and what it says of each
 * property. Yields what is checked next. Throws what is wrong with the certificate.
 */
export function* verify(text: string, system: LinkedSystem): Generator<string, Findings> {
  const claims = read(text);
  const { levels, set } = claims;
  demand(claims.fingerprint === fingerprint(system), 'it is of another system');
  demand(haveDigits(levels, system), 'its levels are not the digits of the local states');
  demand(String(set.size) === claims.states, `its set does not have ${claims.states} states`);
  const initial = levels.reduce<Node | undefined>((node) => node?.children.get(0), set);
  demand(initial !== undefined, 'the initial state is not in its set');
  for (const [s, step] of system.steps.entries()) {
    yield `step ${s + 1} of ${system.steps.length}`;
    const isClosed = new Formulas(claims).isClosed(step);
    demand(isClosed, `step ${JSON.stringify(step.name)} leads out of its set`);
  }
  const findings = new Map<string, Finding>();
  for (const { name, witness } of claims.properties) {
    yield `property ${name}`;
    const property = system.properties.find((other) => other.name === name);
    demand(property !== undefined, `there is no property ${name}`);
    const formulas = new Formulas(claims);
    const { violations, goal } = asked(property, system.steps, formulas);
    const end = endOf(witness, system);
    const isShown = end !== null && formulas.isTrue(goal, end);
    const isViolated = violations.some((violation) => formulas.isPossible(violation));
    findings.set(name, isViolated ? 'violated' : isShown ? 'proved' : 'unwitnessed');
  }
  return findings;
}

/** Whether every local state has digits, and no two of a slot have the same. */
function haveDigits(levels: readonly Level[], { slots }: LinkedSystem): boolean {
  const reach = slots.map(() => 1);
  for (const { slot, divisor, radix } of [...levels].sort((a, b) => a.divisor - b.divisor)) {
    if (divisor !== reach[slot]) return false;
    reach[slot] = divisor * radix;
  }
  return slots.every(({ size }, slot) => size <= reach[slot]!);
}

/** Where steps lead from the initial state; null if they cannot be taken. */
function endOf(witness: readonly number[], { steps, slots }: LinkedSystem): number[] | null {
  const state = slots.map(() => 0);
  for (const s of witness) {
    const { slots: taking = [], next = [] } = steps[s] ?? {};
    for (const [k, slot] of taking.entries()) state[slot] = next[k]![state[slot]!]!;
    if (steps[s] === undefined || state.includes(-1)) return null;
  }
  return state;
}

/** Formulas that are to be true of no state of the set, and one for the end of the witness. */
function asked(property: LinkedProperty, steps: readonly LinkedStep[], formulas: Formulas) {
  const guards = ({ slots, next }: LinkedStep, allows: boolean): Formula[] =>
    slots.map((slot, k) => formulas.local(slot, next[k]!, (to) => to >= 0 === allows));
  switch (property.kind) {
    case 'reachable':
      return { violations: [], goal: formulas.of(property.goal, true) };
    case 'invariant': {
      const violations = [formulas.of(property.holds, false)];
      return { violations, goal: formulas.of(property.companion.goal, true) };
    }
    case 'deadlockFree': {
      const { levels } = formulas.claims;
      const tops = steps.map(({ slots }) => levels.find(({ slot }) => slots.includes(slot)));
      const refused = steps.map((step) => formulas.join('or', guards(step, false)));
      const begin = (level: Level) => refused.filter((_, s) => (tops[s] ?? levels[0]) === level);
      const stuck = formulas.all(begin, levels[0] ?? null);
      const violations = [formulas.join('and', [stuck, formulas.of(property.rest, false)])];
      return { violations, goal: formulas.of(property.companion.goal, true) };
    }
    case 'stepInvariant': {
      const selected = steps.filter((_, s) => property.steps[s] === 1);
      const before = formulas.of(property.before, true);
      const taken = selected.map((step) => formulas.join('and', [before, ...guards(step, true)]));
      const fails = selected.map((step) => formulas.of(property.after, false, step));
      const violations = taken.map((can, i) => formulas.join('and', [can, fails[i]!]));
      return { violations, goal: formulas.join('or', taken) };
    }
    case 'waitCycleFree': {
      const waits = waitsIn(property, formulas);
      const actors = [...waits.keys()];
      const grow = (chain: readonly number[], links: Formula): Formula[] =>
        actors.slice(chain[0]).flatMap((next) => {
          const longer = formulas.join('and', [links, waits[chain.at(-1)!]![next]!]);
          const isUnwanted = property.cycles === (chain.length === 1 ? 'several' : 'self');
          if (next === chain[0]) return isUnwanted ? [] : [longer];
          const isDone = property.cycles === 'self' || chain.includes(next);
          return isDone || !formulas.isPossible(longer) ? [] : grow([...chain, next], longer);
        });
      const violations = actors.flatMap((first) => grow([first], formulas.true));
      return { violations, goal: formulas.join('or', waits.flat()) };
    }
  }
}

/** For each two waiters, that the first cannot go on before the second acts. */
function waitsIn({ waiters, requests }: LinkedWaitCycle, formulas: Formulas): Formula[][] {
  const ways = (w: number, v: number): Formula[] =>
    requests.map(({ slot, blockedBy }, r) => {
      const size = blockedBy.length / waiters.length;
      const blockers = blockedBy.subarray(w * size, (w + 1) * size);
      const { slot: own, request } = waiters[w]!;
      const asks = formulas.local(own, request, (asked) => asked === r + 1);
      const blocks = formulas.local(slot, blockers, (set) => ((set >> v) & 1) === 1);
      return formulas.join('and', [asks, blocks]);
    });
  return waiters.map((_, w) => waiters.map((_, v) => formulas.join('or', ways(w, v))));
}
