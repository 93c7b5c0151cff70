/** What `interlock certify` does. */

import { UsageError } from '../../base/errors.ts';
import { count } from '../../base/words.ts';
import { type Certified, certify, type LinkedSystem, link } from '../../explorer/index.ts';
import { askable, type Property, type SystemDefinition } from '../../models/compose/index.ts';
import { restricted } from '../check.ts';
import type { CertifyFlags } from '../commands/certify.ts';
import { codeOfResult, type ExitCode } from '../exit-codes.ts';
import { refuseUnwritable, writeAll } from '../files.ts';
import { ofFile } from '../in-file.ts';
import { interruptible } from '../interrupt.ts';
import { instantiate, load, parametersOf, type Subject } from '../load.ts';
import { memoryBytesAvailable } from '../memory.ts';
import { settings } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { certifyText } from '../reporters/certificate-text.ts';
import { again, type Next } from '../reporters/next.ts';
import { quoted } from '../reporters/parameters.ts';
import { layoutOf, print } from '../terminal.ts';
import { duration } from '../units.ts';
import { version } from '../version.ts';

/**
 * The properties of states and steps among those that were asked for. Throws `USAGE-PROPERTY` where
 * one of runs was asked for by name, or there is nothing else.
 */
function certifiable(system: SystemDefinition, asked: readonly string[] | undefined) {
  const { properties } = restricted(system, asked);
  const isOther = ({ kind }: Property): boolean =>
    ['temporal', 'noLivelock', 'refines'].includes(kind);
  const [runs] = properties.filter(isOther);
  const names = properties.filter((one) => !isOther(one)).map(({ name }) => name);
  if (runs === undefined || (asked === undefined && names.length > 0)) return names;
  throw new UsageError(
    'USAGE-PROPERTY',
    `certifying system ${system.name}: property ${runs.name} is about ${runs.kind === 'refines' ? 'what can be seen from outside' : 'what runs do in the long run'}`,
    { hint: 'A certificate is about states and steps. interlock check judges runs.' },
  );
}

/** Certifies, writes, reports, and returns the exit code. */
export async function runCertify(word: string, flags: CertifyFlags): Promise<ExitCode> {
  const started = performance.now();
  const subject = await load(word);
  const system = instantiate(subject, settings(flags.set));
  const names = certifiable(system, flags.property);
  const unclaimed = askable(system).flatMap(({ name }) => (names.includes(name) ? [] : [name]));
  refuseUnwritable(flags.out);
  const { linked, certified, interrupted } = await made(subject, system, names, flags);
  if (certified.text !== null) writeAll(flags.out, [certified.text]);
  const seconds = (performance.now() - started) / 1000;
  const bytes = certified.text === null ? 0 : Buffer.byteLength(certified.text);
  if (flags.json === true) {
    const { properties, set, limit } = certified;
    const told = {
      interlock: version(),
      system: system.name,
      parameters: system.parameters,
      states: set === null ? null : String(set.states),
      nodes: set?.nodes ?? null,
      seconds,
      limit,
      properties,
      unclaimed,
      certificate: certified.text === null ? null : { file: flags.out, bytes },
    };
    print(JSON.stringify(told, null, 2));
  } else {
    const layout = layoutOf(process.stdout, process.env);
    const written =
      certified.text === null ? `nothing to ${flags.out}` : `${flags.out}: ${count(bytes, 'byte')}`;
    print(
      certifyText(certified, {
        ...layout,
        system: { system, linked },
        parameters: parametersOf(subject.of),
        seconds,
        written,
        unclaimed,
        next: nextAfter(subject, system, certified, flags),
      }),
    );
  }
  return codeOfResult({ ...certified, complete: certified.set !== null }, interrupted);
}

/** A certificate that was made, or what came of trying. */
interface Made {
  readonly linked: LinkedSystem;
  readonly certified: Certified;
  /** The exit code of an interruption. */
  readonly interrupted: ExitCode;
}

async function made(
  subject: Subject,
  system: SystemDefinition,
  names: readonly string[],
  flags: CertifyFlags,
): Promise<Made> {
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  const about = { interlock: version(), system: system.name, parameters: system.parameters };
  const limits = {
    memoryBytesMax:
      flags.maxMemory === undefined ? memoryBytesAvailable() : flags.maxMemory * 2 ** 20,
    ...(flags.timeout === undefined ? {} : { timeMsMax: flags.timeout * 1000 }),
  };
  try {
    const linked = link(system);
    const { value: certified, interrupted } = await interruptible((signal) =>
      certify(linked, names, about, {
        limits,
        signal,
        now: () => performance.now(),
        onProgress: (text) => status?.tell((ms) => `${text}  ${duration(ms / 1000)}`),
      }),
    );
    return { linked, certified, interrupted };
  } catch (error) {
    throw ofFile(subject.file, error);
  } finally {
    status?.close();
  }
}

/** The check of what was written; or why it was not, and what can be written instead. */
function nextAfter(
  subject: Subject,
  system: SystemDefinition,
  { text, properties, limit }: Certified,
  { out }: CertifyFlags,
): Next {
  const name = again(subject, system.parameters);
  const file = subject.file === null ? '' : ` ${quoted(subject.file)}`;
  if (text !== null) {
    return [[`npx interlock verify-certificate ${quoted(out)}${file}`, 'check it']];
  }
  const good = properties.filter(({ verdict }) => verdict === 'holds');
  const bad = properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'vacuous');
  const asked = good.map((property) => ` --property ${quoted(property.name)}`).join('');
  const why: Next = bad.length === 0 ? [] : [[`npx interlock check ${name}`, 'see why']];
  const rest: Next =
    good.length === 0 || limit !== null
      ? []
      : [
          [
            `npx interlock certify ${name}${asked} -o ${quoted(out)}`,
            `certify the ${count(good.length, 'property', 'properties')} that ${good.length === 1 ? 'holds' : 'hold'}`,
          ],
        ];
  return [...why, ...rest];
}
