import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../search/breadth-first.ts';
import type { LinkedStep, LinkedSystem } from '../system.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { certify } from './certify.ts';
import type { CertificateLevel } from './levels.kernel.ts';
import {
  type Digits,
  levelsOfStates,
  type State,
  statesOfLevels,
  textOf,
  verdictOn,
  wholeSlots,
} from './testing/sets.ts';
import type { CertificateHeader } from './text.ts';
import { witnesses } from './witness.ts';

const STATES_MAX = 150;
const about = { interlock: 'test', system: 'generated', parameters: {} };

/** Every reachable state; null when there are too many. */
function reachable(system: LinkedSystem): readonly State[] | null {
  const states = new Map<string, State>();
  const open: State[] = [system.slots.map(() => 0)];
  for (const state of open) {
    if (states.has(state.join())) continue;
    states.set(state.join(), state);
    if (states.size > STATES_MAX) return null;
    for (const step of system.steps) {
      const after = taken(step, state);
      if (after !== null) open.push(after);
    }
  }
  return [...states.values()];
}

function taken(step: LinkedStep, state: State): State | null {
  const after = [...state];
  for (const [k, slot] of step.slots.entries())
    after[slot] = step.next[k]?.[state[slot] ?? 0] ?? -1;
  return after.includes(-1) ? null : after;
}

/** Systems whose properties have names of their own. */
const system = linkedSystem.map(
  (linked): LinkedSystem => ({
    ...linked,
    properties: linked.properties.map((property, p) => ({ ...property, name: `P${p}` })),
  }),
);

async function claimsOf(linked: LinkedSystem): Promise<CertificateHeader['properties']> {
  const found = await witnesses(linked, linked.properties, () => ({}));
  return found.map(({ name, path }) => ({ name, witness: path ?? [] }));
}

/** What breadth-first search says, in the words of the kernel. */
async function expected(linked: LinkedSystem): Promise<Record<string, string>> {
  const { properties } = await breadthFirst(linked);
  return Object.fromEntries(
    properties.map(({ name, kind, verdict }) => {
      if (verdict === 'holds') return [name, 'proved'];
      return [name, verdict === 'vacuous' || kind === 'reachable' ? 'unwitnessed' : 'violated'];
    }),
  );
}

function law(
  runs: number,
  check: (linked: LinkedSystem, states: readonly State[], seed: number) => Promise<void>,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(system, fc.nat(), async (linked, seed) => {
      const states = reachable(linked);
      fc.pre(states !== null);
      await check(linked, states ?? [], seed);
    }),
    { seed: 20261121, numRuns: runs, maxSkipsPerRun: 100 },
  );
}

/** Digits of slots, in an order and a base that `seed` chooses. */
function someDigits({ slots }: LinkedSystem, seed: number): readonly Digits[] {
  const digits = slots.flatMap(({ size }, slot): readonly Digits[] => {
    const radix = 2 + ((seed >> slot) & 1);
    if (((seed >> (slot + 8)) & 1) === 0 || size <= radix)
      return [{ slot, divisor: 1, radix: size }];
    return [
      { slot, divisor: 1, radix },
      { slot, divisor: radix, radix: Math.ceil(size / radix) },
    ];
  });
  const place = (level: Digits): number => (seed % 9973) * (7 * level.slot + level.divisor);
  return [...digits].sort((a, b) => (place(a) % 101) - (place(b) % 101));
}

describe('a certificate', () => {
  test('is made if and only if every property holds, and is accepted', async () => {
    let made = 0;
    await law(150, async (linked, states) => {
      const names = linked.properties.map(({ name }) => name);
      const { text, set, properties } = await certify(linked, names, about);
      const { properties: results } = await breadthFirst(linked);
      expect(properties).toEqual(results.map(({ name, verdict }) => ({ name, verdict })));
      expect(set?.states).toBe(BigInt(states.length));
      expect(text !== null).toBe(results.every(({ verdict }) => verdict === 'holds'));
      if (text === null) return;
      made++;
      const proved = Object.fromEntries(names.map((name) => [name, 'proved']));
      expect(verdictOn(text, linked)).toEqual(proved);
    });
    expect(made).toBeGreaterThan(30);
  });
});

describe('the kernel', () => {
  test('finds on the reachable set what breadth-first search finds, in any digits', async () => {
    const seen = new Set<string>();
    let split = 0;
    await law(500, async (linked, states, seed) => {
      const digits = someDigits(linked, seed);
      if (digits.length > linked.slots.length) split++;
      const levels = levelsOfStates(states, digits);
      const text = textOf(linked, levels, BigInt(states.length), await claimsOf(linked));
      const wanted = await expected(linked);
      expect(verdictOn(text, linked)).toEqual(wanted);
      for (const { kind, name } of linked.properties) seen.add(`${kind} ${wanted[name]}`);
    });
    expect(split).toBeGreaterThan(300);
    expect([...seen].sort()).toEqual([
      'deadlockFree proved',
      'deadlockFree unwitnessed',
      'deadlockFree violated',
      'invariant proved',
      'invariant unwitnessed',
      'invariant violated',
      'reachable proved',
      'reachable unwitnessed',
      'stepInvariant proved',
      'stepInvariant unwitnessed',
      'stepInvariant violated',
      'waitCycleFree proved',
      'waitCycleFree unwitnessed',
      'waitCycleFree violated',
    ]);
  });

  test('rejects the reachable set without any one of its states', async () => {
    await law(60, async (linked, states, seed) => {
      const digits = someDigits(linked, seed);
      for (const missing of states) {
        const others = states.filter((state) => state !== missing);
        if (others.length === 0) continue;
        const levels = levelsOfStates(others, digits);
        const text = textOf(linked, levels, BigInt(others.length), []);
        expect(verdictOn(text, linked)).toMatch(
          /^not accepted: .* (leads out of|is not in) its set$/,
        );
      }
    });
  });

  test('accepts a set with a state more if and only if that is closed', async () => {
    const seen = { accepted: 0, rejected: 0 };
    await law(150, async (linked, states, seed) => {
      const more = linked.slots.map(({ size }, slot) => (seed >> (2 * slot)) % size);
      const all = new Map([...states, more].map((state) => [state.join(), state]));
      const isClosed = linked.steps.every((step) => {
        const after = taken(step, more);
        return after === null || all.has(after.join());
      });
      const levels = levelsOfStates([...all.values()], wholeSlots(linked));
      const verdict = verdictOn(textOf(linked, levels, BigInt(all.size), []), linked);
      expect(typeof verdict === 'object').toBe(isClosed);
      seen[isClosed ? 'accepted' : 'rejected']++;
    });
    expect(Math.min(seen.accepted, seen.rejected)).toBeGreaterThan(20);
  });

  test('rejects every change of an edge that takes a reachable state away, and is right otherwise', async () => {
    let rejected = 0;
    await law(80, async (linked, states) => {
      const claims = await claimsOf(linked);
      const wanted = await expected(linked);
      for (const levels of changed(levelsOfStates(states, wholeSlots(linked)))) {
        const set = new Set(statesOfLevels(levels).map((state) => state.join()));
        const verdict = verdictOn(textOf(linked, levels, BigInt(set.size), claims), linked);
        if (states.some((state) => !set.has(state.join()))) {
          expect(typeof verdict).toBe('string');
          rejected++;
        } else if (typeof verdict === 'object') {
          for (const { name } of linked.properties) {
            if (verdict[name] === 'proved') expect(wanted[name]).toBe('proved');
          }
        }
      }
    });
    expect(rejected).toBeGreaterThan(1000);
  });

  test('proves nothing false of a system with one step changed', async () => {
    let refuted = 0;
    await law(300, async (linked, states, seed) => {
      const other = mutant(linked, seed);
      const levels = levelsOfStates(states, wholeSlots(linked));
      const text = textOf(other, levels, BigInt(states.length), await claimsOf(linked));
      const verdict = verdictOn(text, other);
      if (typeof verdict === 'string') refuted++;
      else {
        const wanted = await expected(other);
        for (const { name } of other.properties) {
          if (verdict[name] === 'proved') expect(wanted[name]).toBe('proved');
        }
      }
      const otherStates = reachable(other);
      const known = new Set(states.map((state) => state.join()));
      if (otherStates?.every((state) => known.has(state.join())) === false) {
        expect(typeof verdict).toBe('string');
      }
    });
    expect(refuted).toBeGreaterThan(50);
  });
});

/** The same diagram with one edge left out or led to another node, in all ways. */
function* changed(levels: readonly CertificateLevel[]): Iterable<readonly CertificateLevel[]> {
  for (const [depth, level] of levels.entries()) {
    const children = levels[depth + 1]?.nodes.length ?? 1;
    for (const [n, node] of level.nodes.entries()) {
      for (let i = 0; i < node.length; i += 2) {
        const rows = [[...node.slice(0, i), ...node.slice(i + 2)]];
        const next = ((node[i + 1] ?? 0) + 1) % children;
        if (next !== node[i + 1])
          rows.push(node.map((number, at) => (at === i + 1 ? next : number)));
        for (const row of rows) {
          yield levels.map((other) =>
            other === level
              ? { ...level, nodes: level.nodes.map((same, m) => (m === n ? row : same)) }
              : other,
          );
        }
      }
    }
  }
}

/** The system with one entry of the table of one step changed. */
function mutant(linked: LinkedSystem, seed: number): LinkedSystem {
  const chosen = seed % linked.steps.length;
  return {
    ...linked,
    steps: linked.steps.map((step, s) => {
      if (s !== chosen) return step;
      const part = (seed >> 4) % step.slots.length;
      const next = step.next.map((to, k) => {
        if (k !== part) return to;
        const size = linked.slots[step.slots[k] ?? 0]?.size ?? 1;
        const at = (seed >> 8) % size;
        return to.map((local, from) =>
          from === at ? ((local + 2 + ((seed >> 12) % size)) % (size + 1)) - 1 : local,
        );
      });
      return { ...step, next };
    }),
  };
}
