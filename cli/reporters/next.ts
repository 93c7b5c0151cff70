/** What to do next: commands that can be copied, each with what it does. */

import { type RandomResult, runProperties } from '../../explorer/index.ts';
import type { ParameterValues } from '../../models/compose/index.ts';
import type { CheckReport, Finding } from '../check.ts';
import type { CheckFlags } from '../commands/check.ts';
import { parametersOf, type Subject } from '../load.ts';
import type { Stored } from '../traces.ts';
import { byDefault, defaultsOf, quoted, settingsText } from './parameters.ts';

export type Next = readonly (readonly [command: string, does: string])[];

/** `trial --set vcpus=4`: how a subject is named again, with what is not the default. */
export function again({ word, of }: Subject, parameters: ParameterValues): string {
  const set = settingsText(byDefault(parameters, defaultsOf(parametersOf(of))).given);
  return [quoted(word), set].filter((part) => part !== '').join(' ');
}

/** How a check was asked for, as far as it is asked so again. */
export type Asked = Pick<
  CheckFlags,
  'property' | 'workers' | 'reduction' | 'maxMemory' | 'timeout' | 'checkpointEvery'
> &
  Partial<Pick<CheckFlags, 'engine' | 'store'>>;

/** A search that was stopped and saved, and how it was asked for. */
export interface Stopped {
  readonly flags: Asked;
  readonly file: string;
}

/** The command that goes on with a search: as it was asked for, with more of what it ran out of. */
export function goOnCommand(
  subject: Subject,
  { system, result }: CheckReport,
  { flags, file }: Stopped,
): string {
  const { limit } = result;
  const memory = limit?.kind === 'memory' ? Math.ceil(limit.value / 2 ** 19) : flags.maxMemory;
  return checkCommand(
    again(subject, system.parameters),
    ...whatIsAsked(flags),
    `--resume ${quoted(file)} --checkpoint ${quoted(file)}`,
    flags.checkpointEvery === undefined ? '' : `--checkpoint-every ${flags.checkpointEvery}`,
    flags.workers === undefined ? '' : `--workers ${flags.workers}`,
    memory === undefined ? '' : `--max-memory ${memory}`,
    limit?.kind === 'states' ? `--max-states ${limit.value * 10}` : '',
    limit?.kind === 'time' ? `--timeout ${flags.timeout}` : '',
  );
}

function checkCommand(...options: readonly string[]): string {
  return ['npx interlock check', ...options].filter((part) => part !== '').join(' ');
}

/** The options that say which question is to be answered about which states. */
function whatIsAsked({ property, reduction }: Asked): readonly string[] {
  return [
    ...(property ?? []).map((name) => `--property ${quoted(name)}`),
    ...(reduction || []).map((name) => `--reduction ${name}`),
  ];
}

/** After a check: go on with it, replay what was stored, store what was found, raise the limit that was reached. */
export function nextAfterCheck(
  subject: Subject,
  report: CheckReport,
  stored: readonly Stored[],
  flags: Asked,
  savedAs: string | null,
): Next {
  if (savedAs === null) return otherwise(subject, report, stored, flags);
  const goOn = goOnCommand(subject, report, { flags, file: savedAs });
  return [[goOn, 'go on with this search'], ...otherwise(subject, report, stored, null)];
}

function otherwise(
  subject: Subject,
  report: CheckReport,
  stored: readonly Stored[],
  flags: Asked | null,
): Next {
  const { system, findings, result, random, symbolic } = report;
  const name = again(subject, system.parameters);
  const file = subject.file === null ? '' : ` ${quoted(subject.file)}`;
  const replays: Next = stored.map(({ path, finding }) => [
    `npx interlock replay ${quoted(path)}${file}`,
    `replay ${finding.property.name} on the machines`,
  ]);
  if (random !== null) return [...replays, ...nextAfterWalks(name, random)];
  if (replays.length > 0) return replays;
  const violated = findings.filter(({ result: { verdict } }) => verdict === 'violated');
  const isShown = violated.some(({ trace }) => trace !== null);
  const store: Next = isShown
    ? [[`npx interlock check ${name} --out out`, 'store the traces']]
    : [];
  const open = violated.filter(({ trace, result: { limit } }) => trace === null && limit !== null);
  if (open.length > 0) return [...store, ...nextWithoutTrace(name, report, open)];
  if (isShown || result.limit === null || result.complete) return store;
  if (symbolic !== null) return nextAfterSymbolic(name);
  if (result.limit.kind === 'signatures') {
    return [[`npx interlock check ${name} --store tree`, 'the same, and exact']];
  }
  const further = flags === null ? [] : nextAfterLimit(name, report, flags);
  return [...further, [`npx interlock walk ${name}`, 'look for bugs at random instead']];
}

/** The same search, further: beyond a limit of states, or with more of them in as much memory. */
function nextAfterLimit(
  name: string,
  { linked, result: { limit }, store }: CheckReport,
  flags: Asked,
): Next {
  const { engine = 'auto', workers, maxMemory } = flags;
  const command = (...options: readonly string[]): string =>
    checkCommand(
      name,
      ...whatIsAsked(flags),
      engine === 'auto' ? '' : `--engine ${engine}`,
      ...options,
      maxMemory === undefined ? '' : `--max-memory ${maxMemory}`,
    );
  // Runs are only judged on plain states.
  if (limit?.kind === 'memory' && store === 'plain' && runProperties(linked).length === 0) {
    return [[command('--store tree'), 'keep more states in as much memory']];
  }
  if (limit?.kind !== 'states') return [];
  const shared = workers === undefined ? '' : `--workers ${workers}`;
  const kept = store === 'plain' ? '' : `--store ${store}`;
  return [[command(kept, shared, `--max-states ${limit.value * 10}`), 'go further']];
}

/** The shortest runs to violations of which it is only known that they can be reached. */
function nextWithoutTrace(name: string, { choice }: CheckReport, open: readonly Finding[]): Next {
  const properties = open.map(({ property }) => `--property ${quoted(property.name)}`).join(' ');
  const walk: Next = [[`npx interlock walk ${name}`, 'look for a run to it at random']];
  if (choice !== null) return walk;
  const command = `npx interlock check ${name} ${properties} --engine explicit`;
  return [[command, 'look for the shortest run by visiting states'], ...walk];
}

function nextAfterSymbolic(name: string): Next {
  return [
    [`npx interlock check ${name} --engine explicit --store tree`, 'visit states one by one'],
    [`npx interlock walk ${name}`, 'look for bugs at random instead'],
  ];
}

/** The same walks again, and those that found something, one by one. */
function nextAfterWalks(name: string, random: RandomResult): Next {
  const { seed, walks, lengthMax, found } = random;
  const length = lengthMax === LENGTH_DEFAULT ? '' : ` --length ${lengthMax}`;
  const one: Next = found.map(({ property, path }) => [
    `npx interlock walk ${name} --seed ${seed} --path ${path}${length}`,
    `the walk that shows ${property}`,
  ]);
  if (walks < 2) return one;
  const all = `npx interlock walk ${name} --seed ${seed} --walks ${walks}${length}`;
  return [...one, [all, 'the same walks again']];
}

/** The length of walks when none is given. */
const LENGTH_DEFAULT = 200;
