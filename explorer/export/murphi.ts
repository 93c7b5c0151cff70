/**
 * The linked system in Murphi, for Rumur: one variable per component, one rule per step.
 *
 * Same states, and as many rules fired as there are transitions. An invariant is `invariant`; since
 * Rumur does not go on from a state that violates one, the states are only all counted where none is
 * violated. As `cover`, what violates is counted instead, and nothing is cut off.
 */

import type { LinkedStep, LinkedSystem, Slot } from '../system.ts';
import { type Claim, claimsOf } from './claims.ts';
import { type Dialect, guardOf, not, written } from './formula.ts';
import { identifiers, oneLine, quoted } from './identifiers.ts';
import { type Update, updatesOf } from './updates.ts';

export interface MurphiOptions {
  /** Names of the properties to check; none by default: a model to count the states of. */
  readonly properties?: readonly string[];
  /** Count the states that violate an invariant instead of stopping at them. */
  readonly counting?: boolean;
}

/** The model, in pieces. */
export function* murphi(system: LinkedSystem, options: MurphiOptions = {}): Iterable<string> {
  const dialect = dialectOf(system);
  const claims = claimsOf(system, options.properties ?? []);
  yield header(system, claims);
  yield 'var\n';
  yield* system.slots.map((slot, i) => declaration(slot, dialect.variables[i] ?? ''));
  for (const { name, about, formula } of claims.flatMap((claim) => claim.definitions)) {
    yield `-- ${oneLine(about)}\nfunction ${name}(): boolean;\nbegin\n  return ${written(formula, dialect)};\nend;\n\n`;
  }
  const start = dialect.variables.map((variable) => `  ${variable} := 0;\n`);
  yield `startstate "initially"\nbegin\n${start.join('')}end;\n\n`;
  for (const step of system.steps) yield rule(step, dialect);
  for (const claim of claims) yield claimText(claim, options.counting === true, dialect);
}

function dialectOf(system: LinkedSystem): Dialect {
  return {
    and: '&',
    or: '|',
    not: '!',
    equal: '=',
    unequal: '!=',
    true: 'true',
    false: 'false',
    variables: identifiers(system.slots.map(({ component }) => component)),
    named: (name) => `${name}()`,
  };
}

function header(system: LinkedSystem, claims: readonly Claim[]): string {
  const deadlock = claims.some(({ kind }) => kind === 'deadlockFree') ? 'stuck' : 'off';
  const lines = [
    `${oneLine(system.name)}: ${system.slots.length} components, ${system.steps.length} steps.`,
    'One variable per component, one rule per step: Rumur finds the same states and fires as many rules',
    'as there are transitions.',
    '',
    `  rumur --deadlock-detection ${deadlock} --output model.c FILE`,
    '  cc -O3 -march=native -mcx16 -o model model.c -lpthread && ./model',
  ];
  return `${lines.map((line) => `-- ${line}`.trimEnd()).join('\n')}\n\n`;
}

function declaration({ component, size, labels }: Slot, variable: string): string {
  const legend = labels.map((label, id) => `  --   ${id}  ${oneLine(label)}\n`).join('');
  return `  -- ${oneLine(component)}:\n${legend}  ${variable}: 0..${size - 1};\n\n`;
}

function rule(step: LinkedStep, dialect: Dialect): string {
  const changes = updatesOf(step).map((update) => `  ${assignment(update, dialect)};\n`);
  return `rule ${quoted(step.name)}\n  ${written(guardOf(step), dialect)}\n==>\nbegin\n${changes.join('')}end;\n\n`;
}

function assignment({ slot, cases, otherwise }: Update, dialect: Dialect): string {
  const variable = dialect.variables[slot] ?? '';
  const value = cases.reduceRight(
    (rest, { from, to }) => `(${written(from, dialect, true)} ? ${to} : ${rest})`,
    otherwise === null ? variable : String(otherwise),
  );
  return `${variable} := ${value}`;
}

function claimText(claim: Claim, counting: boolean, dialect: Dialect): string {
  const name = quoted(claim.property);
  switch (claim.kind) {
    case 'always':
      return counting
        ? `cover ${name} ${written(not(claim.formula), dialect)};\n\n`
        : `invariant ${name} ${written(claim.formula, dialect)};\n\n`;
    case 'reachable':
      return `cover ${name} ${written(claim.formula, dialect)};\n\n`;
    case 'deadlockFree': {
      const about = `-- ${oneLine(claim.property)}: a stuck state is a deadlock`;
      if (claim.rest.kind === 'constant' && !claim.rest.value) return `${about}\n\n`;
      const rest = written(claim.rest, dialect);
      return `${about}, save in these\nrule "may rest"\n  ${rest}\n==>\nbegin\nend;\n\n`;
    }
    case 'unsaid':
      return `-- ${oneLine(claim.property)} is not said here: ${claim.why}\n\n`;
  }
}
