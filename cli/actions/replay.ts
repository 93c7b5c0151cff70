/** What `interlock replay` does. */

import { UsageError } from '../../base/errors.ts';
import { count } from '../../base/words.ts';
import {
  explain,
  parseTrace,
  renderLanes,
  replay,
  type Trace,
} from '../../counterexamples/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { families } from '../../models/systems/index.ts';
import type { ReplayFlags } from '../commands/replay.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readText } from '../files.ts';
import { instantiate, load } from '../load.ts';
import { parametersText } from '../reporters/parameters.ts';
import { block, wrapped } from '../reporters/text.ts';
import { paintOf } from '../reporters/verdicts.ts';
import { layoutOf, print } from '../terminal.ts';

/** Replays and reports. */
export async function runReplay(
  path: string,
  word: string | undefined,
  flags: ReplayFlags,
): Promise<ExitCode> {
  const trace = parseTrace(readText(path), path);
  const system = await systemOf(trace, path, word);
  const run = replay(system, trace);
  const code = run.kind === 'reproduced' ? exitCodes.holds : exitCodes.violated;
  if (flags.json === true) {
    const { step, expected, found } = run.kind === 'mismatch' ? run : noDifference;
    const { property, shows } = trace;
    const told = { trace: path, system: system.name, property, shows, steps: trace.steps.length };
    print(JSON.stringify({ ...told, replay: run.kind, step, expected, found }, null, 2));
    return code;
  }
  const layout = layoutOf(process.stdout, process.env);
  const verdict = run.kind === 'reproduced' ? 'REPRODUCED' : 'DIFFERENT';
  const paint = paintOf(run.kind === 'reproduced' ? 'HOLDS' : 'VIOLATED', layout);
  const lines = [
    ...block('system', `${system.name}  ${parametersText(system.parameters)}`, layout.width),
    ...block('property', `${trace.property}: ${trace.statement}`, layout.width),
    '',
    renderLanes(trace, run.kind === 'reproduced' ? explain(system, run) : undefined, layout),
    '',
  ];
  const outcome =
    run.kind === 'reproduced'
      ? `${count(trace.steps.length, 'step')} replayed on the real machines; the end shows the ${trace.shows}.`
      : `at ${run.step === 0 ? 'the initial state' : `step ${run.step}`}: expected ${run.expected}, found ${run.found}.`;
  const [first = '', ...rest] = wrapped(`${verdict}  `, outcome, layout.width);
  print([...lines, first.replace(verdict, paint(verdict)), ...rest].join('\n'));
  return code;
}

const noDifference = { step: null, expected: null, found: null };

/** The system a trace belongs to. Throws `USAGE-TRACE` when it is none of ours and no file is given. */
async function systemOf(
  trace: Trace,
  path: string,
  word: string | undefined,
): Promise<SystemDefinition> {
  if (word === undefined && !families.some(({ name }) => name === trace.system)) {
    throw new UsageError(
      'USAGE-TRACE',
      `${path}: it is a trace of system ${trace.system}, which is none of ours`,
      {
        hint: `Name its file: interlock replay ${path} FILE. Ours: ${families.map(({ name }) => name).join(', ')}.`,
      },
    );
  }
  const subject = await load(word ?? trace.system);
  return instantiate(subject, subject.of.kind === 'family' ? trace.parameters : {});
}
