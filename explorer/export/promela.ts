/**
 * The linked system in Promela, for SPIN and for LTSmin.
 *
 * Same states: the state vector is one variable per component, and the only process never leaves its
 * loop. Same transitions: each step is one option of the loop, a `d_step` whose guard is that of the
 * step, so SPIN counts one transition per enabled step of every state, and one for the initial state.
 *
 * Claims are further options, enabled only where a claim fails; they change nothing, so the states
 * stay the same. They would hide a deadlock, so a deadlock claim is best checked alone.
 */

import type { LinkedStep, LinkedSystem, Slot } from '../system.ts';
import { type Claim, claimsOf } from './claims.ts';
import { and, type Dialect, type Formula, guardOf, not, written } from './formula.ts';
import { identifiers, oneLine, quoted } from './identifiers.ts';
import { type Update, updatesOf } from './updates.ts';

export interface PromelaOptions {
  /** Names of the properties to check; none by default: a model to count the states of. */
  readonly properties?: readonly string[];
}

/** The model, in pieces. */
export function* promela(system: LinkedSystem, options: PromelaOptions = {}): Iterable<string> {
  const dialect = dialectOf(system);
  const claims = claimsOf(system, options.properties ?? []);
  yield header(system, claims);
  yield* system.slots.map((slot, i) => declaration(slot, dialect.variables[i] ?? ''));
  for (const { name, about, formula } of claims.flatMap((claim) => claim.definitions)) {
    yield `/* ${remark(about)} */\n#define ${name} (${written(formula, dialect)})\n\n`;
  }
  yield 'active proctype steps() {\n  do\n';
  for (const step of system.steps) yield option(step, dialect);
  for (const claim of claims) yield claimOption(claim, numberOf(system, claim), dialect);
  yield '  od\n}\n';
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

function declaration({ component, size, labels }: Slot, variable: string): string {
  const legend = labels.map((label, id) => ` *   ${id}  ${remark(label)}\n`).join('');
  return `/* ${remark(component)}:\n${legend} */\n${typeOf(size)} ${variable};\n\n`;
}

function typeOf(size: number): string {
  if (size <= 256) return 'byte';
  return size <= 32_768 ? 'short' : 'int';
}

function option(step: LinkedStep, dialect: Dialect): string {
  const statements = [
    `printf("${inPrintf(step.name)}\\n")`,
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
