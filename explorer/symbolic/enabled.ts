/**
 * In how many states of a set something is possible, for many guards at once.
 *
 * Guards are a tree, by what they ask of the lowest level they look at, then of the next one. What they
 * have in common is counted once, and those that differ at one level only are counted in one pass.
 */

import type { Census } from './census.kernel.ts';
import type { Guard } from './guards.ts';

/** What some guards ask of a level, after the same questions to lower ones. */
interface Branch {
  readonly level: number;
  readonly bits: Uint8Array;
  /** Guards that ask nothing more. */
  readonly guards: number[];
  /** By level and bits. */
  readonly branches: Map<string, Branch>;
}

/** For each guard, the number of vectors it allows. `breathe` is told of nodes that were looked at. */
export async function enabled(
  census: Census,
  guards: readonly Guard[],
  breathe: (nodes: number) => Promise<void> = async () => undefined,
): Promise<readonly bigint[]> {
  const counts = guards.map(() => census.total);
  const tree = new Map<string, Branch>();
  guards.forEach((guard, g) => {
    let branches = tree;
    let last: Branch | null = null;
    for (const part of [...guard].sort((a, b) => a.level - b.level)) {
      last = branchOf(branches, part);
      branches = last.branches;
    }
    last?.guards.push(g);
  });
  await new Counting(census, counts, breathe).go(tree, null);
  return counts;
}

function branchOf(branches: Map<string, Branch>, { level, bits }: Guard[number]): Branch {
  const key = `${level}:${bits.join('')}`;
  const known = branches.get(key) ?? { level, bits, guards: [], branches: new Map() };
  branches.set(key, known);
  return known;
}

class Counting {
  readonly #census: Census;
  readonly #counts: bigint[];
  readonly #breathe: (nodes: number) => Promise<void>;

  constructor(census: Census, counts: bigint[], breathe: (nodes: number) => Promise<void>) {
    this.#census = census;
    this.#counts = counts;
    this.#breathe = breathe;
  }

  /**
   * Counts all guards of some branches. The census has been narrowed up to the level `below`, to what was
   * asked before; null if nothing was.
   */
  async go(branches: ReadonlyMap<string, Branch>, below: number | null): Promise<void> {
    const here = [...branches.values()];
    const highest = here.reduce((level, branch) => Math.max(level, branch.level), -1);
    const lowest = below === null;
    for (let level = (below ?? -1) + 1; level <= highest; level++) {
      const asked = here.filter((branch) => branch.level === level);
      await this.#count(asked, level, lowest);
      for (const branch of asked) {
        if (branch.branches.size === 0) continue;
        this.#census.narrow(level, branch.bits, lowest);
        await this.#pause(level);
        await this.go(branch.branches, level);
      }
      if (lowest || level === highest) continue;
      this.#census.narrow(level, null, false);
      await this.#pause(level);
    }
  }

  /** Counts the guards that end with a question to this level. */
  async #count(asked: readonly Branch[], level: number, lowest: boolean): Promise<void> {
    if (asked.every(({ guards }) => guards.length === 0)) return;
    const byLocal = this.#census.byLocal(level, lowest);
    for (const { bits, guards } of asked) {
      const count = byLocal.reduce(
        (sum, more, local) => (bits[local] === 1 ? sum + more : sum),
        0n,
      );
      for (const guard of guards) this.#counts[guard] = count;
    }
    await this.#pause(level);
  }

  async #pause(level: number): Promise<void> {
    await this.#breathe(this.#census.end(level) - this.#census.begin(level));
  }
}
