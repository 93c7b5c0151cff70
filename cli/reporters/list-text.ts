/** System families, for people. */

import type { Parameter } from '../../models/compose/index.ts';
import type { Layout } from '../terminal.ts';
import { defaultText } from './parameters.ts';
import { padded, widthOf, wrapped } from './text.ts';

/** What is told of a family. */
export interface ListedFamily {
  readonly name: string;
  readonly title: string | null;
  readonly parameters: readonly (Parameter & { readonly name: string })[];
  /** Those of the family at its default parameters. */
  readonly properties: readonly {
    readonly name: string;
    readonly kind: string;
    readonly statement: string;
    readonly source: string | null;
  }[];
  readonly notAsked: readonly { readonly name: string; readonly why: string }[];
  readonly designs: readonly { readonly id: string; readonly title: string }[];
  readonly defects: readonly { readonly id: string; readonly title: string }[];
  readonly sources: readonly string[];
}

/** The list. */
export function listText(families: readonly ListedFamily[], layout: Layout): string {
  return families.map((family) => familyLines(family, layout).join('\n')).join('\n\n');
}

function familyLines(family: ListedFamily, layout: Layout): readonly string[] {
  const { bold } = layout.colors;
  const sections: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['parameters', family.parameters.flatMap(parameterRows)],
    ['properties', family.properties.map(({ name, statement }) => [name, statement] as const)],
    ['not asked at the defaults', family.notAsked.map(({ name, why }) => [name, why] as const)],
    ['designs', family.designs.map(({ id, title }) => [id, title] as const)],
    ['defects', family.defects.map(({ id, title }) => [id, title] as const)],
    ['sources', family.sources.map((source) => ['', source] as const)],
  ];
  return [
    bold(family.name),
    ...(family.title === null ? [] : wrapped('  ', family.title, layout.width)),
    ...sections
      .filter(([, rows]) => rows.length > 0)
      .flatMap(([title, rows]) => ['', `  ${bold(title)}`, ...rowLines(rows, layout)]),
  ];
}

/** Names on the left, as wide as the widest of them but never more than a third of the line. */
function rowLines(
  rows: readonly (readonly [string, string])[],
  { width }: Layout,
): readonly string[] {
  const names = Math.min(Math.floor(width / 3), Math.max(...rows.map(([name]) => widthOf(name))));
  return rows.flatMap(([name, text]) =>
    names === 0
      ? wrapped('    ', text, width)
      : wrapped(`    ${padded(name, names)}  `, text, width),
  );
}

function parameterRows(
  parameter: ListedFamily['parameters'][number],
): readonly (readonly [string, string])[] {
  const { name, help } = parameter;
  const text = [help, rangeText(parameter)].filter((part) => part !== undefined).join('; ');
  const meanings = 'meanings' in parameter ? (parameter.meanings ?? {}) : {};
  return [
    [name, text],
    ...Object.entries(meanings).map(([value, meaning]) => [`  ${value}`, String(meaning)] as const),
  ];
}

/** `1 to 16, default 3` */
function rangeText(parameter: Parameter): string {
  const preset = `default ${defaultText(parameter)}`;
  switch (parameter.kind) {
    case 'integer':
      return `${parameter.min} to ${parameter.max}, ${preset}`;
    case 'flag':
      return `true or false, ${preset}`;
    case 'choice':
      return `one of ${parameter.values.join(', ')}; ${preset}`;
    case 'set':
      return `any of ${parameter.values.join(', ')}, or all, or none; ${preset}`;
  }
}
