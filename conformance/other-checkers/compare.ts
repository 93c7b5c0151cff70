/** One system before all checkers that are there. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { link } from '../../explorer/index.ts';
import { type Answer, differencesOf, type OtherChecker, ours } from './answer.ts';
import { rumur } from './rumur.ts';
import { isInstalled } from './run.ts';
import { spin } from './spin.ts';
import type { Subject } from './subjects.ts';

export const otherCheckers: readonly OtherChecker[] = [spin, rumur];

/** Programs that a checker needs and that are not there. */
export function missingFor({ programs }: OtherChecker): readonly string[] {
  return programs.filter((program) => !isInstalled(program));
}

/** Programs that visit more states than this are worth optimising. */
const OPTIMISED_FROM = 50_000;

export interface Comparison {
  readonly ours: Answer;
  /** By name of the checker; a checker that is not there has no answer. */
  readonly theirs: Readonly<Record<string, Answer>>;
  /** One sentence each. */
  readonly differences: readonly string[];
}

/** Asks everybody, unless there are more states than `statesMax`: then the answer is null. */
export async function compare(
  { build }: Subject,
  checkers: readonly OtherChecker[],
  statesMax = Number.POSITIVE_INFINITY,
): Promise<Comparison | null> {
  const system = link(await build());
  const mine = await ours(system);
  if (mine.states > statesMax) return null;
  const answers = await Promise.all(
    checkers.map(async (checker) => [checker.name, await asked(checker)] as const),
  );
  return {
    ours: mine,
    theirs: Object.fromEntries(answers),
    differences: answers.flatMap(([name, theirs]) => differencesOf(name, mine, theirs)),
  };

  async function asked(checker: OtherChecker): Promise<Answer> {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-conformance-'));
    try {
      return await checker.ask(system, folder, mine.states > OPTIMISED_FROM ? '-O2' : '-O0');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
