/** What `interlock compare` does. */

import { UsageError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import { askable, type SystemDefinition } from '../../models/compose/index.ts';
import type { CompareFlags } from '../commands/compare.ts';
import { type CompareReport, compare } from '../compare.ts';
import { failuresOf, isWhole } from '../compare-outcome.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { ofFile } from '../in-file.ts';
import { interruptible } from '../interrupt.ts';
import { instantiate, load } from '../load.ts';
import { limitsOf, separated, settings, workers } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { compareJson } from '../reporters/compare-json.ts';
import { compareMarkdown } from '../reporters/compare-markdown.ts';
import { type Compared, compareText } from '../reporters/compare-text.ts';
import { layoutOf, print } from '../terminal.ts';
import { version } from '../version.ts';

/** Compares, reports, and returns the exit code. */
export async function runCompare(
  word: string,
  otherWord: string | undefined,
  flags: CompareFlags,
): Promise<ExitCode> {
  refuseBoth(flags);
  const a = await designOf(word, flags, '--a');
  const b = await designOf(otherWord ?? word, flags, '--b');
  refuseUnknown(flags.property ?? [], a.system, b.system);
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  try {
    const { value: report, interrupted } = await interruptible((signal) =>
      compare(a.system, b.system, {
        limits: limitsOf(flags),
        workers: workers('auto'),
        ...(flags.property === undefined ? {} : { properties: flags.property }),
        signal,
        onProgress: (progress) => status?.update(progress),
      }),
    );
    status?.close();
    const compared: Compared = { a: a.title, b: b.title, report, failOn: flags.failOn };
    print(reported(compared, flags));
    return wasInterrupted(report) ? interrupted : codeOf(report, flags);
  } catch (error) {
    throw ofFile(a.file ?? b.file, error);
  } finally {
    status?.close();
  }
}

interface Design {
  readonly system: SystemDefinition;
  /** What tells it from the other one, for the head of its column. */
  readonly title: string;
  readonly file: string | null;
}

async function designOf(word: string, flags: CompareFlags, side: '--a' | '--b'): Promise<Design> {
  const own = settings(separated(side === '--a' ? flags.a : flags.b), side);
  const subject = await load(word);
  const system = instantiate(subject, { ...settings(separated(flags.set)), ...own });
  const texts = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  return { system, title: texts.length === 0 ? word : texts.join(' '), file: subject.file };
}

function refuseBoth({ json, markdown }: CompareFlags): void {
  if (json !== true || markdown !== true) return;
  throw new UsageError('USAGE-OPTION', 'option --json does not go with --markdown', {
    hint: 'Leave one of the two out.',
  });
}

function refuseUnknown(names: readonly string[], ...systems: readonly SystemDefinition[]): void {
  const known = [...new Set(systems.flatMap((one) => askable(one).map(({ name }) => name)))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    'USAGE-PROPERTY',
    `neither design is asked property ${JSON.stringify(unknown)}`,
    { hint: suggestion(unknown, known) },
  );
}

function reported(compared: Compared, flags: CompareFlags): string {
  if (flags.json === true) return JSON.stringify(compareJson(compared, version()), null, 2);
  if (flags.markdown === true) return compareMarkdown(compared).trimEnd();
  return compareText(compared, layoutOf(process.stdout, process.env));
}

function wasInterrupted({ a, b, traces }: CompareReport): boolean {
  const limits = [a.report.result.limit, b.report.result.limit, traces?.limit];
  return limits.some((limit) => limit?.kind === 'interrupted');
}

function codeOf(report: CompareReport, { failOn }: CompareFlags): ExitCode {
  if (failuresOf(report, failOn) > 0) return exitCodes.violated;
  return isWhole(report) ? exitCodes.holds : exitCodes.incomplete;
}
