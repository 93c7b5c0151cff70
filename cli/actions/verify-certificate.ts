/** What `interlock verify-certificate` does. */

import { messageOf, UsageError } from '../../base/errors.ts';
import { type Findings, type LinkedSystem, link, verify } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { families } from '../../models/systems/index.ts';
import { checkOwner, type Header, headerOf } from '../certificate.ts';
import { restricted } from '../check.ts';
import type { VerifyFlags } from '../commands/verify-certificate.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readText } from '../files.ts';
import { ofFile } from '../in-file.ts';
import { interruptible } from '../interrupt.ts';
import { instantiate, load, parametersOf, type Subject } from '../load.ts';
import { settings } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { type VerifiedText, verifiedText } from '../reporters/certificate-text.ts';
import { complain, layoutOf, print } from '../terminal.ts';
import { duration } from '../units.ts';
import { version } from '../version.ts';

/** Verifies and reports. */
export async function runVerifyCertificate(
  path: string,
  word: string | undefined,
  flags: VerifyFlags,
): Promise<ExitCode> {
  const started = performance.now();
  const text = readText(path);
  const header = headerOf(text, path);
  const subject = await subjectOf(header, path, word);
  const system = instantiate(subject, { ...known(header, subject), ...settings(flags.set) });
  const linked = linkedFrom(subject, system);
  checkOwner(header, path, system, linked);
  const wanted = restricted(system, flags.property ?? []).properties.map(({ name }) => name);
  const { value: answer, interrupted } = await interruptible((signal) =>
    answerOf(text, linked, flags, signal),
  );
  if (answer === null) {
    complain('interlock: interrupted; nothing is proved');
    return interrupted;
  }
  const claimed = header.properties.map(({ name }) => name);
  const rejected = typeof answer === 'string' ? answer : null;
  const findings = [...new Set([...claimed, ...wanted])].map((name) => ({
    name,
    finding: (typeof answer === 'string' ? undefined : answer.get(name)) ?? ('missing' as const),
  }));
  const unclaimed = system.properties
    .map(({ name }) => name)
    .filter((name) => !claimed.includes(name) && !wanted.includes(name));
  tell(flags, path, {
    ...layoutOf(process.stdout, process.env),
    system: { system, linked },
    parameters: parametersOf(subject.of),
    seconds: (performance.now() - started) / 1000,
    states: header.states,
    findings,
    rejected,
    unclaimed,
  });
  const isGood = rejected === null && findings.every(({ finding }) => finding === 'proved');
  return isGood ? exitCodes.holds : exitCodes.violated;
}

function tell(flags: VerifyFlags, path: string, told: VerifiedText): void {
  if (flags.json !== true) {
    print(verifiedText(told));
    return;
  }
  const { rejected, findings, unclaimed, states, seconds } = told;
  const { name, parameters } = told.system.system;
  const isGood = rejected === null && findings.every(({ finding }) => finding === 'proved');
  const report = {
    interlock: version(),
    certificate: path,
    system: name,
    parameters,
    verdict: isGood ? 'accepted' : 'rejected',
    reason: rejected,
    states,
    seconds,
    properties: rejected === null ? findings : [],
    notClaimed: unclaimed,
  };
  print(JSON.stringify(report, null, 2));
}

/** The system a certificate is of. Throws `USAGE-CERTIFICATE` when it is none of ours and no file is given. */
function subjectOf({ system }: Header, path: string, word: string | undefined): Promise<Subject> {
  if (word !== undefined || families.some(({ name }) => name === system))
    return load(word ?? system);
  throw new UsageError(
    'USAGE-CERTIFICATE',
    `${path}: it is a certificate of system ${system}, which is none of ours`,
    {
      hint: `Name its file: interlock verify-certificate ${path} FILE. Ours: ${families.map(({ name }) => name).join(', ')}.`,
    },
  );
}

/** Those parameters of a certificate that the family has; whether it is the right one is seen later. */
function known({ parameters }: Header, { of }: Subject): Header['parameters'] {
  const names = of.kind === 'family' ? Object.keys(of.parameters) : [];
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
}

function linkedFrom({ file }: Subject, system: SystemDefinition): LinkedSystem {
  try {
    return link(system);
  } catch (error) {
    throw ofFile(file, error);
  }
}

/** What the kernel finds; why nothing is proved, as a text; null if it was interrupted. */
async function answerOf(
  text: string,
  linked: LinkedSystem,
  { quiet }: VerifyFlags,
  signal: AbortSignal,
): Promise<Findings | string | null> {
  const status = quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  try {
    const checks = verify(text, linked);
    for (;;) {
      const { done, value } = checks.next();
      if (done === true) return value;
      status?.tell((ms) => `${value}  ${duration(ms / 1000)}`);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return null;
    }
  } catch (error) {
    return messageOf(error);
  } finally {
    status?.close();
  }
}
