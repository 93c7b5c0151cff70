/**
 * `npm run conformance`: one table of what we, SPIN and Rumur say of every configuration of the
 * catalogue. A checker that is not there is "skipped"; a difference makes the exit code 1.
 */

import { parseArgs } from 'node:util';
import { grouped } from '../base/words.ts';
import { type Comparison, compare, missingFor, otherCheckers } from './other-checkers/compare.ts';
import { allSubjects, type Subject } from './other-checkers/subjects.ts';

const HELP = `npm run conformance -- [--states-max N] [ID ...]

  ID               entries of the catalogue, trial or philosophers; all of them unless told
  --states-max N   leave out what has more states than this; 1000000 unless told

SPIN and Rumur are asked where they are installed (Debian: spin, rumur, gcc).`;

const STATES_MAX = '1000000';

const { values, positionals } = parseArgs({
  options: {
    'states-max': { type: 'string', default: STATES_MAX },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const missing = new Map(otherCheckers.map((checker) => [checker, missingFor(checker)]));
const present = otherCheckers.filter((checker) => missing.get(checker)?.length === 0);

if (values.help) console.log(HELP);
else process.exitCode = await compareAll(subjects(), Number(values['states-max']));

function subjects(): readonly Subject[] {
  if (positionals.length === 0) return allSubjects;
  return allSubjects.filter(({ id }) => positionals.includes(id.split(' ')[0] ?? ''));
}

async function compareAll(chosen: readonly Subject[], statesMax: number): Promise<number> {
  console.log(line('system', ['ours', ...otherCheckers.map(({ name }) => name)], '', ''));
  let [equal, different, large] = [0, 0, 0];
  for (const subject of chosen) {
    const started = performance.now();
    const comparison = await compare(subject, present, statesMax);
    const seconds = (performance.now() - started) / 1000;
    console.log(row(subject, comparison, seconds));
    for (const text of comparison?.differences ?? []) console.log(`    DIFFERENT: ${text}`);
    if (comparison === null) large++;
    else if (comparison.differences.length > 0) different++;
    else equal++;
  }
  for (const [{ name }, programs] of missing) {
    if (programs.length > 0) console.log(`${name}: skipped, there is no ${programs.join(', no ')}`);
  }
  const asked = present.map(({ name }) => name).join(' and ');
  if (asked === '') console.log(`skipped: nobody else was asked about ${chosen.length} systems`);
  else console.log(`${equal} equal in ${asked}, ${different} different, ${large} too large`);
  return different > 0 ? 1 : 0;
}

function row({ id, parameters }: Subject, comparison: Comparison | null, seconds: number): string {
  if (comparison === null) return line(id, ['too large'], '', parameters);
  const states = otherCheckers.map(({ name }) => {
    const theirs = comparison.theirs[name];
    return theirs === undefined ? 'skipped' : grouped(theirs.states);
  });
  const verdicts = Object.keys(comparison.ours.found).length;
  const deadlocks = comparison.ours.deadlocks === null ? 0 : 1;
  const agreed = comparison.differences.length === 0 ? 'equal' : 'DIFFERENT';
  const told =
    present.length === 0
      ? 'skipped'
      : `${agreed} (${grouped(comparison.ours.transitions)} transitions, ${verdicts + deadlocks} verdicts)`;
  return line(
    id,
    [grouped(comparison.ours.states), ...states],
    `${seconds.toFixed(1)} s  ${told}`,
    parameters,
  );
}

function line(id: string, counts: readonly string[], told: string, parameters: string): string {
  const cells = [id.padEnd(22), ...counts.map((count) => count.padStart(11)), told.padEnd(52)];
  return `${cells.join('  ')}  ${parameters}`.trimEnd();
}
