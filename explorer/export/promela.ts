/**
 * The linked system in Promela, for SPIN and for LTSmin.
 *
 * Same states: the state vector is one variable per component, and the only process never leaves its
 * loop. Same transitions: each step is one option of the loop, a `d_step` whose guard is that of the
 * step, so SPIN counts one transition per enabled step of every state, and one for the initial state.
 *
 * Where a property of runs is asked for, each actor is a process, and the property a formula of LTL
 * (`ltl.ts`). The runs are ours: SPIN lets a run go on for ever where it is, too, when nothing is enabled.
 *
 * Other claims are further options, enabled only where a claim fails; they change nothing, so the states
 * stay the same. They would hide a deadlock, so a deadlock claim is best checked alone.
 */

import type { LinkedStep, LinkedSystem, LinkedTemporal, Slot } from '../system.ts';
import { type Claim, claimsOf } from './claims.ts';
import { and, type Dialect, type Formula, guardOf, not, or, written } from './formula.ts';
import { identifiers, oneLine, quoted } from './identifiers.ts';
import { type Round, type Runs, runsOf, whyUnasked } from './ltl.ts';
import { type Update, updatesOf } from './updates.ts';

export interface PromelaOptions {
  /** Names of the properties to check; none by default: a model to count the states of. */
  readonly properties?: readonly string[];
}

/** The model, in pieces. */
export function* promela(system: LinkedSystem, options: PromelaOptions = {}): Iterable<string> {
  const names = options.properties ?? [];
  const asked = system.temporal.filter(
    (property) => names.includes(property.name) && whyUnasked(property) === null,
  );
  const dialect = dialectOf(system);
  yield* asked.length === 0
    ? ofStates(system, claimsOf(system, names), dialect)
    : ofRuns(system, runsOf(system, asked), unasked(system, names, asked), dialect);
}

/** A model in which every state can be looked at by itself: the steps are those of one process. */
function* ofStates(
  system: LinkedSystem,
  claims: readonly Claim[],
  dialect: Dialect,
): Iterable<string> {
  yield header(system, claims);
  yield* declarations(system, dialect);
  for (const { name, about, formula } of claims.flatMap((claim) => claim.definitions)) {
    yield definition(name, about, written(formula, dialect));
  }
  yield 'active proctype steps() {\n  do\n';
  for (const step of system.steps) yield option(step, dialect);
  for (const claim of claims) yield claimOption(claim, numberOf(system, claim), dialect);
  yield '  od\n}\n';
}

/** A model whose runs can be followed: each actor is a process, which is what SPIN is fair to. */
function* ofRuns(
  system: LinkedSystem,
  runs: Runs,
  unsaid: readonly Claim[],
  dialect: Dialect,
): Iterable<string> {
  yield headerOfRuns(system, runs);
  yield* declarations(system, dialect);
  yield* atomsText(runs, dialect);
  for (const [a, actor] of system.actors.entries()) {
    const own = system.steps.flatMap((step, s) => (step.actor === a ? [[step, s] as const] : []));
    if (own.length === 0) continue;
    yield `/* ${remark(actor)} */\nactive proctype runs_actor${a}() {\n  do\n`;
    for (const [step, s] of own) yield option(step, dialect, recordsOf(runs, s));
    yield '  od\n}\n\n';
  }
  if (runs.isRecorded) yield restText(system, runs, dialect);
  for (const claim of unsaid) {
    if (claim.kind === 'unsaid')
      yield `/* ${remark(claim.property)} is not said here: ${claim.why} */\n`;
  }
  for (const { property, name, text, fairText } of runs.claims) {
    yield `/* ${remark(property)} */\nltl ${name} { ${text} }\n`;
    if (fairText !== null) yield `ltl ${name}_f { ${fairText} }\n`;
  }
}

/** What else was asked for: an option that fails would be a step of the runs. */
function unasked(
  system: LinkedSystem,
  names: readonly string[],
  asked: readonly LinkedTemporal[],
): readonly Claim[] {
  const isAsked = (name: string): boolean => asked.some((one) => one.name === name);
  return claimsOf(system, names).flatMap((claim): readonly Claim[] => {
    if (isAsked(claim.property)) return [];
    const temporal = system.temporal.find(({ name }) => name === claim.property);
    const why =
      (temporal && whyUnasked(temporal)) ??
      'it is about states, and was asked for beside a property of runs';
    return [{ property: claim.property, definitions: [], kind: 'unsaid', why }];
  });
}

function* declarations({ slots }: LinkedSystem, { variables }: Dialect): Iterable<string> {
  yield* slots.map((slot, i) => declaration(slot, variables[i] ?? ''));
}

function definition(name: string, about: string, text: string): string {
  return `/* ${remark(about)} */\n#define ${name} (${text})\n\n`;
}

/** Atoms as definitions; where positions are recorded, as variables. */
function* atomsText({ atoms, rounds, isRecorded }: Runs, dialect: Dialect): Iterable<string> {
  for (const { name, about, state } of atoms) {
    const text = state === null ? null : written(state, dialect);
    if (text !== null) yield definition(isRecorded ? now(name) : name, about, text);
    else yield `/* ${name}  ${remark(about)} */\n`;
    if (isRecorded) yield `bool ${name};\n\n`;
  }
  for (const { name } of rounds) yield `bool ${name};\nbyte ${name}_turn;\n\n`;
  if (isRecorded)
    yield '/* a position was recorded; the last one was, where nothing happens any more */\n';
  if (isRecorded) yield 'bool runs_begun;\nbool runs_over;\n\n';
}

/** The name of what is true of the present position, which is recorded when it is left. */
function now(name: string): string {
  return `${name}_now`;
}

/** What is recorded where a step is taken, or none where `step` is null. */
function recordsOf({ atoms, rounds, isRecorded }: Runs, step: number | null): readonly string[] {
  if (!isRecorded) return [];
  const records = atoms.map(({ name, state, steps }) => {
    const isTaken = step !== null && steps?.[step] === 1;
    return `${name} = ${isTaken || state === null ? isTaken : now(name)}`;
  });
  return [...records, ...rounds.flatMap((round) => roundRecords(round, step)), 'runs_begun = true'];
}

/** Whose turn it is goes on where that one is met; where nothing is possible all are. */
function roundRecords({ name, atoms }: Round, step: number | null): readonly string[] {
  if (step === null) return [`${name} = true`];
  const last = atoms.length - 1;
  const met = atoms.reduceRight(
    (rest, atom, i) => (i === last ? atom : `(${name}_turn == ${i} -> ${atom} : ${rest})`),
    '',
  );
  return [
    `${name} = (${name}_turn == ${last} && ${atoms[last]})`,
    `${name}_turn = (${name} -> 0 : (${met} -> ${name}_turn + 1 : ${name}_turn))`,
  ];
}

/** Where nothing can happen any more, that is recorded once. */
function restText({ steps }: LinkedSystem, runs: Runs, dialect: Dialect): string {
  const idle = written(not(or(steps.map(guardOf))), dialect);
  const statements = [...recordsOf(runs, null), 'runs_over = true'].join(';\n       ');
  return `active proctype runs_rest() {\n  do\n  :: d_step { !runs_over && ${idle} ->\n       ${statements} }\n  od\n}\n\n`;
}

/** The number in the assertion of a claim: its place among the properties of the system, from 1. */
function numberOf(system: LinkedSystem, { property }: Claim): number {
  return 1 + system.properties.findIndex(({ name }) => name === property);
}

/** The number of the property whose assertion has this text in a message of SPIN; null for none. */
export function assertedBy(message: string): number | null {
  const [, number] = /\(0==(\d+)\)/.exec(message) ?? [];
  return number === undefined ? null : Number(number);
}

function dialectOf(system: LinkedSystem): Dialect {
  return {
    and: '&&',
    or: '||',
    not: '!',
    equal: '==',
    unequal: '!=',
    true: 'true',
    false: 'false',
    variables: identifiers(system.slots.map(({ component }) => component)),
    named: (name) => name,
  };
}

function header(system: LinkedSystem, claims: readonly Claim[]): string {
  const deadlock = claims.some(({ kind }) => kind === 'deadlockFree');
  const lines = [
    `${remark(system.name)}: ${system.slots.length} components, ${system.steps.length} steps.`,
    'One variable per component, one option per step: SPIN finds the same states, and one transition',
    'more (the initial state). A failed claim asserts (0==N), N being its place among the properties.',
    '',
    `  spin -a -o2 FILE && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000${deadlock ? '' : ' -E'}`,
    '  spin -t FILE     the steps of an error that was found',
  ];
  return `/*\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n\n`;
}

function headerOfRuns(system: LinkedSystem, { claims }: Runs): string {
  const fair = claims.some(({ fairText }) => fairText !== null);
  const lines = [
    `${remark(system.name)}: ${system.slots.length} components, ${system.steps.length} steps.`,
    'One variable per component, one process per actor, one option per step. Properties of runs are',
    'formulas with their assumptions as premises; one formula at a time is checked, by its name.',
    ...(fair
      ? ['A name that ends with _f is that of the formula without them, for the option -f.']
      : []),
    '',
    '  spin -a -o2 FILE && cc -O2 -DNOREDUCE -o pan pan.c && ./pan -a -m1000000 -N runs_p0',
    ...(fair ? ['  ./pan -a -f -m1000000 -N runs_p0_f'] : []),
    '  spin -t FILE     the steps of a violation that was found',
  ];
  return `/*\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n\n`;
}

function declaration({ component, size, labels }: Slot, variable: string): string {
  const legend = labels.map((label, id) => ` *   ${id}  ${remark(label)}\n`).join('');
  return `/* ${remark(component)}:\n${legend} */\n${typeOf(size)} ${variable};\n\n`;
}

function typeOf(size: number): string {
  if (size <= 256) return 'byte';
  return size <= 32_768 ? 'short' : 'int';
}

function option(step: LinkedStep, dialect: Dialect, records: readonly string[] = []): string {
  const statements = [
    `printf("${inPrintf(step.name)}\\n")`,
    ...records,
    ...updatesOf(step).map((update) => assignment(update, dialect)),
  ];
  return `  :: d_step { ${written(guardOf(step), dialect)} ->\n       ${statements.join(';\n       ')} }\n`;
}

function assignment({ slot, cases, otherwise }: Update, dialect: Dialect): string {
  const variable = dialect.variables[slot] ?? '';
  const value = cases.reduceRight(
    (rest, { from, to }) => `(${written(from, dialect)} -> ${to} : ${rest})`,
    otherwise === null ? variable : String(otherwise),
  );
  return `${variable} = ${value}`;
}

function claimOption(claim: Claim, number: number, dialect: Dialect): string {
  const about = `  /* ${remark(claim.property)}`;
  switch (claim.kind) {
    case 'always':
      return `${about} */\n${failure(not(claim.formula), claim, number, dialect)}`;
    case 'reachable':
      return `${about}: a failed assertion means that it was reached */\n${failure(claim.formula, claim, number, dialect)}`;
    case 'deadlockFree':
      return `${about}: an invalid end state is a deadlock${rest(claim.rest, dialect)}`;
    case 'unsaid':
      return `${about} is not said here: ${claim.why} */\n`;
  }
}

function failure(when: Formula, claim: Claim, number: number, dialect: Dialect): string {
  const found = claim.kind === 'reachable' ? 'reached' : 'violated';
  const text = inPrintf(`${found}: ${claim.property}`);
  return `  :: d_step { ${written(when, dialect)} ->\n       printf("${text}\\n");\n       assert(0 == ${number}) }\n`;
}

/** Where it is legitimate to rest, something is enabled after all. */
function rest(formula: Formula, dialect: Dialect): string {
  if (formula.kind === 'constant' && !formula.value) return ' */\n';
  const may = written(and([formula]), dialect, true);
  return `; these may rest */\n  :: timeout && ${may}\n`;
}

function inPrintf(text: string): string {
  return quoted(text).slice(1, -1).replaceAll('%', '%%');
}

/** A text that does not end the comment it stands in. */
function remark(text: string): string {
  return oneLine(text).replaceAll('*/', '* /').replaceAll('/*', '/ *');
}
