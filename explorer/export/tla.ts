/**
 * The linked system as a TLA+ module, for TLC: one variable per component, one action per step.
 *
 * TLC finds the same distinct states; it counts as generated states our transitions and the initial
 * state. Names of actions are those of the steps, so that its traces can be read.
 */

import type { LinkedStep, LinkedSystem, Slot } from '../system.ts';
import { type Claim, claimsOf } from './claims.ts';
import { type Dialect, guardOf, not, written } from './formula.ts';
import { identifiers, oneLine } from './identifiers.ts';
import { type Update, updatesOf } from './updates.ts';

export interface TlaOptions {
  /** Names of the properties to check; none by default: a module to count the states of. */
  readonly properties?: readonly string[];
}

/** What everything is called in the module. */
interface Names {
  readonly module: string;
  readonly dialect: Dialect;
  /** By number of the step. */
  readonly actions: readonly string[];
  /** Operators, by name of the property. */
  readonly claims: ReadonlyMap<string, string>;
}

/** The module, in pieces. After its last line, which TLC does not read, stands the configuration. */
export function* tla(system: LinkedSystem, options: TlaOptions = {}): Iterable<string> {
  const names = namesOf(system);
  const { dialect, actions } = names;
  const { variables } = dialect;
  const claims = claimsOf(system, options.properties ?? []);
  yield `---- MODULE ${names.module} ----\n`;
  yield `\\* ${oneLine(system.name)}: ${system.slots.length} components, ${system.steps.length} steps.\n`;
  yield `EXTENDS Naturals\n\nVARIABLES\n  ${variables.join(',\n  ')}\n\nvars == <<${variables.join(', ')}>>\n\n`;
  yield* system.slots.map((slot, i) => legend(slot, variables[i] ?? ''));
  yield `TypeOK ==\n${system.slots.map(({ size }, i) => `  /\\ ${variables[i]} \\in 0..${size - 1}\n`).join('')}\n`;
  yield `Init ==\n${variables.map((variable) => `  /\\ ${variable} = 0\n`).join('')}\n`;
  for (const [s, step] of system.steps.entries()) yield action(step, actions[s] ?? '', dialect);
  yield `Next ==\n${[...actions, ...rests(claims, dialect)].map((name) => `  \\/ ${name}\n`).join('')}\n`;
  yield 'Spec == Init /\\ [][Next]_vars\n\n';
  for (const claim of claims) yield operator(claim, names);
  yield `====\n\nThe file ${names.module}.cfg:\n\n${tlaConfiguration(system, options)}`;
}

/** The text of the configuration file that belongs to the module. */
export function tlaConfiguration(system: LinkedSystem, options: TlaOptions = {}): string {
  const names = namesOf(system);
  const claims = claimsOf(system, options.properties ?? []);
  const deadlock = claims.some(({ kind }) => kind === 'deadlockFree');
  const invariants = claims
    .filter(({ kind }) => kind === 'always' || kind === 'reachable')
    .map(({ property }) => `INVARIANT ${names.claims.get(property)}\n`);
  return [
    'SPECIFICATION Spec\n',
    `CHECK_DEADLOCK ${deadlock ? 'TRUE' : 'FALSE'}\n`,
    'INVARIANT TypeOK\n',
    ...invariants,
  ].join('');
}

/** The name of the module; its file must be called so, with `.tla` after it. */
export function tlaModule(system: LinkedSystem): string {
  return namesOf(system).module;
}

function namesOf(system: LinkedSystem): Names {
  const components = system.slots.map(({ component }) => component);
  const steps = system.steps.map(({ name }) => name);
  const properties = system.properties.map(({ name }) => name);
  const [module = '', ...names] = identifiers([
    system.name,
    ...components,
    ...steps,
    ...properties.map((name) => `holds ${name}`),
  ]);
  const firstClaim = components.length + steps.length;
  return {
    module,
    dialect: {
      and: '/\\',
      or: '\\/',
      not: '~',
      equal: '=',
      unequal: '/=',
      true: 'TRUE',
      false: 'FALSE',
      variables: names.slice(0, components.length),
      named: (name) => name,
    },
    actions: names.slice(components.length, firstClaim),
    claims: new Map(properties.map((name, p) => [name, names[firstClaim + p] ?? ''])),
  };
}

function legend({ component, labels }: Slot, variable: string): string {
  const lines = labels.map((label, id) => `\\*   ${id}  ${oneLine(label)}\n`);
  return `\\* ${variable} is ${oneLine(component)}:\n${lines.join('')}\n`;
}

function action(step: LinkedStep, name: string, dialect: Dialect): string {
  const updates = updatesOf(step);
  const changed = new Set(updates.map(({ slot }) => slot));
  const kept = dialect.variables.filter((_, slot) => !changed.has(slot));
  const conjuncts = [
    written(guardOf(step), dialect, true),
    ...updates.map((update) => next(update, dialect)),
    ...(kept.length === 0 ? [] : [`UNCHANGED <<${kept.join(', ')}>>`]),
  ];
  const lines = conjuncts.map((conjunct) => `  /\\ ${conjunct}\n`);
  return `\\* ${oneLine(step.name)}\n${name} ==\n${lines.join('')}\n`;
}

function next({ slot, cases, otherwise }: Update, dialect: Dialect): string {
  const variable = dialect.variables[slot] ?? '';
  const last = otherwise === null ? variable : String(otherwise);
  if (cases.length === 0) return `${variable}' = ${last}`;
  const arms = cases.map(({ from, to }) => `${written(from, dialect, true)} -> ${to}`);
  return `${variable}' = (CASE ${[...arms, `OTHER -> ${last}`].join(' [] ')})`;
}

/** Where it is legitimate to rest, nothing may happen for ever. */
function rests(claims: readonly Claim[], dialect: Dialect): readonly string[] {
  return claims.flatMap((claim) => {
    if (claim.kind !== 'deadlockFree') return [];
    if (claim.rest.kind === 'constant' && !claim.rest.value) return [];
    return [`(${written(claim.rest, dialect, true)} /\\ UNCHANGED vars)`];
  });
}

function operator(claim: Claim, { dialect, claims }: Names): string {
  const about = `\\* ${oneLine(claim.property)}`;
  const name = claims.get(claim.property) ?? '';
  const definitions = claim.definitions
    .map((d) => `\\* ${oneLine(d.about)}\n${d.name} == ${written(d.formula, dialect)}\n\n`)
    .join('');
  switch (claim.kind) {
    case 'always':
      return `${definitions}${about}\n${name} == ${written(claim.formula, dialect)}\n\n`;
    case 'reachable':
      return `${about}: a violation means that it was reached\n${name} == ${written(not(claim.formula), dialect)}\n\n`;
    case 'deadlockFree':
      return `${about}: a deadlock that TLC finds\n\n`;
    case 'unsaid':
      return `${about} is not said here: ${claim.why}\n\n`;
  }
}
