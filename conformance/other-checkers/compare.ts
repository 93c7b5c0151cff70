/** One system before all checkers that are there. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { type LinkedSystem, link } from '../../explorer/index.ts';
import { type Answer, differencesOf, type OtherChecker, type OwnSearch, ours } from './answer.ts';
import { rumur } from './rumur.ts';
import { isInstalled } from './run.ts';
import { spin } from './spin.ts';
import type { Subject } from './subjects.ts';
import { symbolic } from './symbolic.ts';

export const otherCheckers: readonly OtherChecker[] = [symbolic, spin, rumur];

/** Programs that a checker needs and that are not there. */
export function missingFor({ programs }: OtherChecker): readonly string[] {
  return programs.filter((program) => !isInstalled(program));
}

/** What a checker answered, or what it said when it failed. */
export type Told = Answer | { readonly failure: string };

export interface Comparison {
  readonly ours: Answer;
  /** By name of the checker; one that was not asked has told nothing. */
  readonly theirs: Readonly<Record<string, Told>>;
  /** One sentence each. */
  readonly differences: readonly string[];
}

/** Progress of a comparison: of our own search, then of who is being asked. */
export type OnStage = (stage: string) => void;

/**
 * Asks everybody; a checker that fails has its failure among the answers. Null when there are more
 * states than `statesMax`. Throws when the system cannot be built or linked, or after an interruption.
 */
export async function compare(
  { build }: Pick<Subject, 'build'>,
  checkers: readonly OtherChecker[],
  how: OwnSearch = { statesMax: Number.POSITIVE_INFINITY, signal: new AbortController().signal },
  onStage: OnStage = () => {},
): Promise<Comparison | null> {
  const system = link(await build());
  const mine = await ours(system, how);
  how.signal.throwIfAborted();
  if (mine === null) return null;
  const answers: (readonly [name: string, told: Told])[] = [];
  for (const checker of checkers) {
    onStage(`asking ${checker.name}`);
    answers.push([checker.name, await told(checker, system, mine.states, how.signal)]);
  }
  how.signal.throwIfAborted();
  return {
    ours: mine,
    theirs: Object.fromEntries(answers),
    differences: answers.flatMap(([name, told]) =>
      'failure' in told ? [] : differencesOf(name, mine, told),
    ),
  };
}

async function told(
  checker: OtherChecker,
  system: LinkedSystem,
  states: number,
  signal: AbortSignal,
): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-conformance-'));
  try {
    return await checker.ask({ system, folder, states, signal });
  } catch (error) {
    return { failure: messageOf(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
