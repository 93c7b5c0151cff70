/** Configurations of a family that are smaller than a given one, by one thing each. */

import type { Family, Parameter, ParameterValue } from '../../models/compose/index.ts';
import { families } from '../../models/systems/index.ts';
import type { Configuration } from '../catalogue.ts';

type Parameters = Configuration['parameters'];

/** What is only half a thing without the other: words of a set that are left out together. */
const belongTogether: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'vpci-locking': [['CMD', 'PEND']],
};

/** The family a configuration names. */
export function familyOf({ system }: Configuration): Family {
  const family = families.find(({ name }) => name === system);
  if (family === undefined) throw new Error(`no family is called ${system}`);
  return family;
}

/** The system a configuration describes. */
export function systemOf(configuration: Configuration) {
  return familyOf(configuration).instantiate(configuration.parameters);
}

/**
 * One less of everything there is a number of, each word of a set left out, and each flag that is set
 * and need not be. Numbers that cannot be lowered alone are lowered in pairs.
 */
export function smallerThan(
  configuration: Configuration,
): readonly (readonly [string, Parameters])[] {
  const family = familyOf(configuration);
  const values = family.instantiate(configuration.parameters).parameters;
  const declared = Object.entries(family.parameters);
  const less = declared.flatMap(([name, parameter]) =>
    lowered(family.name, parameter, values[name]).map(
      ([what, value]) => [`${name} ${what}`, { [name]: value }] as const,
    ),
  );
  const numbers = less.filter(([, change]) => typeof Object.values(change)[0] === 'number');
  const pairs = numbers.flatMap(([a, first], i) =>
    numbers.slice(i + 1).map(([b, second]) => [`${a}, ${b}`, { ...first, ...second }] as const),
  );
  return [...less, ...pairs].map(([what, change]) => [
    what,
    { ...configuration.parameters, ...change } as Parameters,
  ]);
}

function lowered(
  family: string,
  parameter: Parameter,
  value: ParameterValue | undefined,
): readonly (readonly [string, ParameterValue])[] {
  switch (parameter.kind) {
    case 'choice':
      return [];
    case 'integer':
      return Number(value) > parameter.min ? [['less', Number(value) - 1]] : [];
    case 'flag':
      return value === true && !parameter.default ? [['off', false]] : [];
    case 'set': {
      const words = value as readonly string[];
      const whole = words.map(
        (word) => belongTogether[family]?.find((group) => group.includes(word)) ?? [word],
      );
      const groups = new Map(whole.map((group) => [group.join(' and '), group]));
      return Array.from(groups, ([what, group]) => [
        `without ${what}`,
        words.filter((word) => !group.includes(word)),
      ]);
    }
  }
}
