/**
 * A family: a typed function from parameters to a system.
 *
 *     export default defineFamily({
 *       name: 'philosophers',
 *       parameters: { seats: integer({ min: 2, max: 5, default: 2 }), polite: flag({ default: false }) },
 *       build: ({ seats, polite }) => defineSystem(...),
 *     });
 */

import { UsageError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import type { Bound, ParameterValue, ParameterValues, SystemDefinition } from './system.ts';

interface ParameterBase<T> {
  readonly default: T;
  /** One line of help. */
  readonly help?: string;
}

/** One of a few words. */
export interface ChoiceParameter<T extends string = string> extends ParameterBase<T> {
  readonly kind: 'choice';
  readonly values: readonly T[];
  /** One line for each value. */
  readonly meanings?: Partial<Readonly<Record<T, string>>>;
}

/** A whole number in a range, both ends included. */
export interface IntegerParameter extends ParameterBase<number> {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  /**
   * It says how often something may happen in all: runs end there that would go on in what is modelled.
   * A comparison of designs points to it.
   */
  readonly isBound?: boolean;
}

/** Yes or no. */
export interface FlagParameter extends ParameterBase<boolean> {
  readonly kind: 'flag';
}

/** Any of a few words, comma separated; `none` for none of them and `all` for all of them. */
export interface SetParameter<T extends string = string> extends ParameterBase<readonly T[]> {
  readonly kind: 'set';
  readonly values: readonly T[];
  readonly meanings?: Partial<Readonly<Record<T, string>>>;
}

export type Parameter = ChoiceParameter | IntegerParameter | FlagParameter | SetParameter;
export type Parameters = Readonly<Record<string, Parameter>>;

/** The value a parameter takes. */
export type ValueOf<P> =
  P extends ChoiceParameter<infer T>
    ? T
    : P extends IntegerParameter
      ? number
      : P extends FlagParameter
        ? boolean
        : P extends SetParameter<infer T>
          ? readonly T[]
          : never;

export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: ValueOf<P[K]> };

export function choice<const T extends string>(
  init: Omit<ChoiceParameter<T>, 'kind'>,
): ChoiceParameter<T> {
  return { kind: 'choice', ...init };
}

export function integer(init: Omit<IntegerParameter, 'kind'>): IntegerParameter {
  return { kind: 'integer', ...init };
}

export function flag(init: Omit<FlagParameter, 'kind'>): FlagParameter {
  return { kind: 'flag', ...init };
}

export function setOf<const T extends string>(
  init: Omit<SetParameter<T>, 'kind'>,
): SetParameter<T> {
  return { kind: 'set', ...init };
}

/** A family as it is declared. */
export interface FamilyInit<P extends Parameters> {
  readonly name: string;
  readonly title?: string;
  readonly parameters: P;
  readonly sources?: readonly string[];
  readonly build: (values: ValuesOf<P>) => SystemDefinition;
  /** Refuses combinations that make no sense: the reason, or undefined. */
  readonly refuse?: (values: ValuesOf<P>) => string | undefined;
  readonly presets?: Presets<P>;
}

/** A parameter whose value stands for values of others, where these are not given. */
export interface Presets<P extends Parameters> {
  readonly parameter: keyof P & string;
  readonly values: Readonly<Record<string, Partial<ValuesOf<P>>>>;
}

/** A family whose parameter types have been forgotten, as the command line sees it. */
export interface Family {
  readonly kind: 'family';
  readonly name: string;
  readonly title?: string;
  readonly parameters: Parameters;
  readonly sources: readonly string[];
  /** Builds from values that may come from anywhere; throws a `UsageError` for bad ones. */
  readonly instantiate: (given?: Readonly<Record<string, unknown>>) => SystemDefinition;
}

/** A family that can also be called with typed values. */
export interface TypedFamily<P extends Parameters> extends Family {
  readonly with: (values?: Partial<ValuesOf<P>>) => SystemDefinition;
}

/** Declares a family. */
export function defineFamily<const P extends Parameters>(init: FamilyInit<P>): TypedFamily<P> {
  const instantiate = (given: Readonly<Record<string, unknown>> = {}): SystemDefinition => {
    const values = resolve(init.name, init.parameters, given, init.presets);
    const refusal = init.refuse?.(values as ValuesOf<P>);
    if (refusal !== undefined) {
      throw new UsageError('USAGE-VALUE', `system ${init.name}: ${refusal}`);
    }
    const bounds = boundsOf(init.parameters, values);
    const built = { ...init.build(values as ValuesOf<P>), parameters: values };
    return bounds.length === 0 ? built : { ...built, bounds };
  };
  return {
    kind: 'family',
    name: init.name,
    ...(init.title === undefined ? {} : { title: init.title }),
    parameters: init.parameters,
    sources: init.sources ?? [],
    instantiate,
    with: (values = {}) => instantiate(values as Readonly<Record<string, unknown>>),
  };
}

function boundsOf(parameters: Parameters, values: ParameterValues): readonly Bound[] {
  return Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter.kind === 'integer' && parameter.isBound === true
      ? [{ name, value: Number(values[name]), max: parameter.max }]
      : [],
  );
}

/** The values of all parameters: those given, checked; for the others what a preset says, or the defaults. */
function resolve<P extends Parameters>(
  family: string,
  parameters: P,
  given: Readonly<Record<string, unknown>>,
  presets: Presets<P> | undefined,
): ParameterValues {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name)) {
      throw new UsageError(
        'USAGE-PARAMETER',
        `system ${family} has no parameter ${JSON.stringify(name)}`,
        { hint: suggestion(name, Object.keys(parameters)) },
      );
    }
  }
  const chosenFor = (name: string, parameter: Parameter, otherwise: ParameterValue) => {
    const value = given[name];
    return value === undefined ? otherwise : accept(family, name, parameter, value);
  };
  const preset = presets && parameters[presets.parameter];
  const chosen = preset && String(chosenFor(presets.parameter, preset, preset.default));
  const set: Readonly<Record<string, ParameterValue | undefined>> =
    chosen === undefined ? {} : (presets?.values[chosen] ?? {});
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      chosenFor(name, parameter, set[name] ?? parameter.default),
    ]),
  );
}

/** One value, in its own type or as the text a command line gives. */
function accept(
  family: string,
  name: string,
  parameter: Parameter,
  value: unknown,
): ParameterValue {
  const refuse = (allowed: string): never => {
    throw new UsageError(
      'USAGE-VALUE',
      `system ${family}, parameter ${name}: ${JSON.stringify(value)} is not allowed; ${allowed}`,
    );
  };
  switch (parameter.kind) {
    case 'choice':
      return parameter.values.includes(value as string)
        ? (value as string)
        : refuse(suggestion(String(value), parameter.values));
    case 'integer': {
      const text = String(value);
      const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      return number >= parameter.min && number <= parameter.max
        ? number
        : refuse(`a whole number from ${parameter.min} to ${parameter.max}.`);
    }
    case 'flag':
      if (value === true || value === 'true' || value === '1') return true;
      if (value === false || value === 'false' || value === '0') return false;
      return refuse('true or false.');
    case 'set':
      return acceptSet(parameter, value, refuse);
  }
}

function acceptSet(
  parameter: SetParameter,
  value: unknown,
  refuse: (allowed: string) => never,
): readonly string[] {
  if (value === 'all') return parameter.values;
  if (value === 'none') return [];
  const words = Array.isArray(value) ? value.map(String) : String(value).split(/[,+]/);
  for (const word of words) {
    if (!parameter.values.includes(word)) {
      return refuse(`${JSON.stringify(word)}: ${suggestion(word, parameter.values)}`);
    }
  }
  return parameter.values.filter((known) => words.includes(known));
}
