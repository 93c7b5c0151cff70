/** What a search never saw, for people. */

import { count, grouped } from '../../base/words.ts';
import type { CheckReport } from '../check.ts';
import { unseenOf } from './coverage.ts';
import { block, TITLE_WIDTH, wrapped } from './text.ts';

/** Names before the rest is counted: of what was not seen, and of faults. */
const LISTED = 4;
const FAULTS_LISTED = 2;

/** How much was seen, and some of what was not; all of it where `verbose`. */
export function coverageLines(
  { linked, result, random }: CheckReport,
  { width, verbose }: { readonly width: number; readonly verbose: boolean },
): readonly string[] {
  if (!result.complete && random === null)
    return block('coverage', 'not judged, since not everything was visited', width);
  const unseen = unseenOf(linked, result.coverage);
  const { steps, localStates, neverEnabled, neverVisited, faults } = unseen;
  const enabled = `${grouped(steps - neverEnabled.length)} of ${count(steps, 'step')} enabled`;
  const visited = `${grouped(localStates - neverVisited.length)} of ${count(localStates, 'local state')} visited`;
  const most = (listedMost: number): number => (verbose ? Number.POSITIVE_INFINITY : listedMost);
  const various = verbose ? neverVisited : byTurns(neverVisited);
  return [
    ...block('coverage', `${enabled}, ${visited}`, width),
    ...listed('never enabled:', neverEnabled, most(LISTED), width),
    ...listed('never visited:', various, most(LISTED), width),
    ...listed(
      `faults that happened (${grouped(faults.length)}):`,
      faults,
      most(FAULTS_LISTED),
      width,
    ),
  ];
}

/** Names (`component: local state`) reordered: the first one of each component, the second, ... */
export function byTurns(names: readonly string[]): readonly string[] {
  const turns = new Map<string, number>();
  return names
    .map((name) => {
      const component = name.split(': ', 1)[0] ?? '';
      const turn = turns.get(component) ?? 0;
      turns.set(component, turn + 1);
      return { name, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ name }) => name);
}

/** Names below each other, and how many more there are. */
function listed(
  title: string,
  names: readonly string[],
  most: number,
  width: number,
): readonly string[] {
  if (names.length === 0) return [];
  const indent = ' '.repeat(TITLE_WIDTH);
  const more = names.length - most;
  const rest = more > 0 ? [`${indent}  and ${count(more, 'more', 'more')} (--verbose)`] : [];
  return [
    `${indent}${title}`,
    ...names.slice(0, most).flatMap((name) => wrapped(`${indent}  `, name, width)),
    ...rest,
  ];
}
