/**
 * `npm run conformance`: one table of what explicit search, symbolic search, SPIN and Rumur say of
 * every configuration of the catalogue. A checker that is not there is "skipped"; where one differs or fails, the exit code is 1.
 */

import { parseArgs } from 'node:util';
import { messageOf } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { interruptible } from '../cli/interrupt.ts';
import { missingFor, otherCheckers } from './other-checkers/compare.ts';
import { RowStatus } from './other-checkers/status.ts';
import { allSubjects, type Subject } from './other-checkers/subjects.ts';
import { header, makeTable, summary } from './other-checkers/table.ts';

const STATES_MAX = '1000000';
const HELP = `npm run conformance -- [--states-max N] [ID ...]

  ID               entries of the catalogue (V-06, S4-hwdom), trial, philosophers; all unless told
  --states-max N   leave out what has more states than this; ${STATES_MAX} unless told

Explicit search is compared with symbolic search, and with SPIN and Rumur where these are installed
(Debian: spin, rumur, gcc).
Exit codes: 0 all equal or skipped, 1 something differs or failed, 2 wrong arguments, 130 interrupted,
143 ended by SIGTERM.`;

const asked = chosenByArguments();
if (typeof asked === 'string') {
  console.error(asked);
  process.exitCode = exitCodes.usage;
} else if (asked.help) console.log(HELP);
else {
  const { value, interrupted } = await interruptible((signal) => compareAll(asked, signal));
  process.exitCode = value ?? interrupted;
}

interface Asked {
  readonly help: boolean;
  readonly subjects: readonly Subject[];
  readonly statesMax: number;
}

/** What was asked for, or what is wrong with it. */
function chosenByArguments(): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      options: {
        'states-max': { type: 'string', default: STATES_MAX },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const statesMax = Number(values['states-max']);
    if (!(statesMax >= 1)) return `--states-max ${values['states-max']} is no number of states`;
    const unknown = positionals.find((id) => !allSubjects.some((subject) => isMeant(subject, id)));
    if (unknown !== undefined) return `nothing is called ${unknown}. ${didYouMean(unknown)}`;
    const isChosen = (subject: Subject): boolean => positionals.some((id) => isMeant(subject, id));
    const subjects = positionals.length === 0 ? allSubjects : allSubjects.filter(isChosen);
    return { help: values.help, subjects, statesMax };
  } catch (error) {
    return messageOf(error);
  }
}

/** An id means all subjects whose ids begin with the same words. */
function isMeant(subject: Subject, id: string): boolean {
  return subject.id === id || subject.id.startsWith(`${id} `);
}

function didYouMean(id: string): string {
  return suggestion(id, [...new Set(allSubjects.map((subject) => subject.id.split(' ')[0] ?? ''))]);
}

/** The exit code; null if it was interrupted. */
async function compareAll(
  { subjects, statesMax }: Asked,
  signal: AbortSignal,
): Promise<number | null> {
  const missing = otherCheckers.map((checker) => ({ checker, programs: missingFor(checker) }));
  const isThere = missing.filter(({ programs }) => programs.length === 0);
  const present = isThere.map(({ checker }) => checker);
  const now = (): number => performance.now();
  const status = new RowStatus(subjects, process.stderr, now);
  console.log(header(otherCheckers));
  const tally = await makeTable(subjects, {
    checkers: otherCheckers,
    present,
    statesMax,
    signal,
    now,
    onProgress: (progress) => status.progress(progress),
    onStage: (stage) => status.setStage(stage),
    onRow: (lines) => {
      status.nextRow();
      console.log(lines.join('\n'));
    },
  });
  status.close();
  for (const { checker, programs } of missing) {
    if (programs.length === 0) continue;
    console.log(`${checker.name}: skipped, there is no ${programs.join(', no ')}`);
  }
  console.log(summary(tally, present));
  if (tally.left > 0) return null;
  return tally.different + tally.failed > 0 ? exitCodes.violated : exitCodes.holds;
}
