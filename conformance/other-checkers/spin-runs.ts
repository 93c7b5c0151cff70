/** SPIN's answer about what runs do in the long run. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LinkedSystem, promela } from '../../explorer/index.ts';
import { lastLines, numberIn, run } from './run.ts';

/** What SPIN says of a property; null where it was not asked. */
export interface SpinOnRuns {
  /** With the assumptions of fairness as premises (`-a`). */
  readonly holds: boolean | null;
  /** With its own fairness to processes, where that is what the property assumes (`-a -f`). */
  readonly holdsFairly: boolean | null;
}

/**
 * Asks about all properties of runs of a system, with one compilation, in a folder that exists and is
 * empty: the answers in the order of the properties. Throws when a program fails or gives up.
 */
export async function spinOnRuns(
  system: LinkedSystem,
  folder: string,
  signal: AbortSignal,
): Promise<readonly SpinOnRuns[]> {
  const names = system.temporal.map(({ name }) => name);
  const model = [...promela(system, { properties: names })].join('');
  writeFileSync(join(folder, 'model.pml'), model);
  const claims = [...model.matchAll(/^ltl (runs_p(\d+)(_f)?) /gm)];
  if (claims.length === 0) return names.map(() => ({ holds: null, holdsFairly: null }));
  await run('spin', ['-a', '-o2', 'model.pml'], { folder, signal });
  const compile = ['-O0', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'];
  await run('cc', compile, { folder, signal });
  const said = new Map<string, boolean>();
  for (const [, claim = '', , isFair] of claims) {
    const how = ['-a', '-n', '-E', '-m100000', '-w14', '-N', claim, ...(isFair ? ['-f'] : [])];
    const output = await run(join(folder, 'pan'), how, { folder, signal });
    const holds = numberIn(output, /errors: (\d+)/) === 0;
    // It ends with the first error, and says of that, too, that it is not complete.
    if (/max search depth too small/.test(output) || (holds && /not completed/.test(output))) {
      throw new Error(`SPIN did not visit everything\n${lastLines(output)}`);
    }
    said.set(claim, holds);
  }
  const numbers = namesOf(model);
  return names.map((name) => {
    const claim = numbers.get(name) ?? '';
    return { holds: said.get(claim) ?? null, holdsFairly: said.get(`${claim}_f`) ?? null };
  });
}

/** The name in the model of each property that stands in the comment before its formula. */
function namesOf(model: string): ReadonlyMap<string, string> {
  const found = model.matchAll(/^\/\* (.*) \*\/\nltl (runs_p\d+) /gm);
  return new Map([...found].map(([, property = '', claim = '']) => [property, claim]));
}
