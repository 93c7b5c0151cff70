/** Certificates of sets that are given state by state, the slow and obvious way. For tests only. */

import { fingerprint } from '../../fingerprint.ts';
import type { LinkedSystem } from '../../system.ts';
import { type Finding, verify } from '../kernel/verify.kernel.ts';
import type { CertificateLevel } from '../levels.kernel.ts';
import { type CertificateHeader, certificateText } from '../text.ts';

export type State = readonly number[];
export type Digits = Pick<CertificateLevel, 'slot' | 'divisor' | 'radix'>;

/** One level for each slot, in the order of the system. */
export function wholeSlots({ slots }: LinkedSystem): readonly Digits[] {
  return slots.map(({ size }, slot) => ({ slot, divisor: 1, radix: size }));
}

/** The diagram of a set of states over levels from the top down. */
export function levelsOfStates(
  states: readonly State[],
  digits: readonly Digits[],
): readonly CertificateLevel[] {
  const levels = digits.map((level) => ({ ...level, nodes: [] as (readonly number[])[] }));
  const numbers = digits.map(() => new Map<string, number>());
  const make = (depth: number, left: readonly State[]): number => {
    const level = levels[depth];
    if (level === undefined) return 0;
    const parts = new Map<number, State[]>();
    for (const state of left) {
      const digit = Math.floor((state[level.slot] ?? 0) / level.divisor) % level.radix;
      parts.set(digit, [...(parts.get(digit) ?? []), state]);
    }
    const sorted = [...parts].sort(([a], [b]) => a - b);
    const node = sorted.flatMap(([digit, some]) => [digit, make(depth + 1, some)]);
    const known = numbers[depth]?.get(node.join());
    if (known !== undefined) return known;
    numbers[depth]?.set(node.join(), level.nodes.length);
    return level.nodes.push(node) - 1;
  };
  make(0, states);
  return levels;
}

/** All states of a diagram with a level for each slot. */
export function statesOfLevels(levels: readonly CertificateLevel[]): readonly State[] {
  const below = (depth: number, node: number): readonly State[] => {
    const level = levels[depth];
    if (level === undefined) return [[]];
    const row = level.nodes[node] ?? [];
    return row.flatMap((digit, i) => {
      if (i % 2 === 1) return [];
      return below(depth + 1, row[i + 1] ?? -1).map((rest) => {
        const state = [...rest];
        state[level.slot] = digit;
        return state;
      });
    });
  };
  return below(0, 0);
}

/** A certificate with a right hash. */
export function textOf(
  system: LinkedSystem,
  levels: readonly CertificateLevel[],
  states: bigint,
  properties: CertificateHeader['properties'],
): string {
  const about = { interlock: 'test', system: system.name, parameters: {} };
  const header = { ...about, fingerprint: fingerprint(system), states: String(states), properties };
  return certificateText(header, levels);
}

/** What the kernel finds; in words, why it does not accept the certificate. */
export function verdictOn(text: string, system: LinkedSystem): Record<string, Finding> | string {
  try {
    const checks = verify(text, system);
    for (;;) {
      const { done, value } = checks.next();
      if (done === true) return Object.fromEntries(value);
    }
  } catch (error) {
    return `not accepted: ${(error as Error).message}`;
  }
}
