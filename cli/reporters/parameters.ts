/** Parameters in words. */

import type {
  Parameter,
  Parameters,
  ParameterValue,
  ParameterValues,
} from '../../models/compose/index.ts';

/** `none` for an empty set, `a,b` for a list. */
export function valueText(value: ParameterValue): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return String(value);
}

/** `scheme=S1 vcpus=2` */
export function parametersText(values: ParameterValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
}

/** The values that are not the default ones, and those that are. */
export function byDefault(
  values: ParameterValues,
  defaults: ParameterValues,
): { readonly given: ParameterValues; readonly defaulted: ParameterValues } {
  const isDefault = ([name, value]: [string, ParameterValue]): boolean =>
    valueText(value) === valueText(defaults[name] ?? '');
  const entries = Object.entries(values);
  return {
    given: Object.fromEntries(entries.filter((entry) => !isDefault(entry))),
    defaulted: Object.fromEntries(entries.filter(isDefault)),
  };
}

/** `--set scheme=S1 --set vcpus=2`, quoted for a shell where needed. */
export function settingsText(values: ParameterValues): string {
  return Object.entries(values)
    .map(([name, value]) => `--set ${quoted(`${name}=${valueText(value)}`)}`)
    .join(' ');
}

/** A word of a command line. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Default values of a family's parameters. */
export function defaultsOf(parameters: Parameters): ParameterValues {
  return Object.fromEntries(Object.entries(parameters).map(([name, p]) => [name, p.default]));
}

/** The default value of a parameter; `all` for a set that has everything in it. */
export function defaultText(parameter: Parameter | undefined): string {
  if (parameter === undefined) return '';
  const isWhole = parameter.kind === 'set' && parameter.default.length === parameter.values.length;
  return isWhole ? 'all' : valueText(parameter.default);
}
