/**
 * The catalogue and a family as Markdown tables, for the pages of the manual that are made from them.
 *
 * A page holds the tables between two comments, `<!-- made: NAME -->` and `<!-- end -->`; what is
 * between them is replaced by {@link withTables}.
 */

import {
  askable,
  type Family,
  type Parameter,
  type Property,
  withProperties,
} from '../models/compose/index.ts';
import {
  type CatalogueEntry,
  type Configuration,
  type DefectEntry,
  type DesignEntry,
  lengthText,
} from './catalogue.ts';
import { hazardTables } from './hazards/survey.ts';
import { regionTables } from './reserved-regions/tables.ts';
import { tableOf } from './table-of.ts';
import { decisionColumns, decisionRows } from './virtio-iommu/decision-table.ts';
import { lifeCycleRows, phases } from './virtio-iommu/life-cycle.ts';

export { tableOf };

/** The tables of a page by name. */
export type Tables = Readonly<Record<string, string>>;

const block = /(<!-- made: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g;
const foundBlock = /(<!-- found: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** A page with its tables made anew. Throws for a table that does not exist. */
export function withTables(page: string, tables: Tables): string {
  return replaced(page, block, tables);
}

/** A page with the tables made anew that are read off runs, between `found: NAME` and `end`. */
export function withFound(page: string, tables: Tables): string {
  return replaced(page, foundBlock, tables);
}

function replaced(page: string, blocks: RegExp, tables: Tables): string {
  return page.replace(blocks, (_whole, opens: string, name: string, closes: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`there is no table ${name}`);
    return `${opens}\n${table}\n\n${closes}`;
  });
}

/** Tables that only one family has. */
const tablesBesides: Readonly<Record<string, () => Tables>> = {
  'backend-ready': hazardTables,
  'reserved-regions': regionTables,
};

/** The tables about one family: parameters, values, properties, designs by profile, defects. */
export function familyTables(family: Family, catalogue: readonly CatalogueEntry[]): Tables {
  const allDesigns = catalogue.filter(
    (entry): entry is DesignEntry => entry.kind === 'design' && entry.design.system === family.name,
  );
  const designs = allDesigns.filter(({ asked }) => asked === undefined);
  const defects = catalogue.filter(
    (entry): entry is DefectEntry => entry.kind === 'defect' && entry.defect.system === family.name,
  );
  const profiles = [...new Set(designs.map((entry) => settingOf(entry.design, 'profile')))];
  return {
    parameters: parameterTable(family),
    ...Object.fromEntries(
      Object.entries(family.parameters).map(([name, parameter]) => [name, valueTable(parameter)]),
    ),
    properties: propertyTable(family, allDesigns, defects),
    ...Object.fromEntries(
      profiles.map((profile) => [
        `designs-${profile}`,
        designTable(
          family,
          designs.filter((entry) => settingOf(entry.design, 'profile') === profile),
          ({ design }) => settingOf(design, 'scheme'),
        ),
      ]),
    ),
    designs: designTable(family, designs, ({ id }) => id),
    ...(family.name === 'virtio-iommu' ? viommuTables() : {}),
    entries: defectTable(defects),
    ...tablesBesides[family.name]?.(),
  };
}

/** What is read off the reachable states of virtio-iommu. */
function viommuTables(): Tables {
  return {
    'decision-table': tableOf(decisionColumns, decisionRows()),
    'life-cycle': tableOf(['event', ...phases], lifeCycleRows()),
  };
}

function parameterTable({ parameters }: Family): string {
  return tableOf(
    ['parameter', 'values', 'default', 'what it is'],
    Object.entries(parameters).map(([name, parameter]) => [
      code(name),
      rangeOf(parameter),
      defaultOf(parameter),
      parameter.help ?? '',
    ]),
  );
}

function rangeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'integer':
      return `${parameter.min} to ${parameter.max}`;
    case 'flag':
      return 'true, false';
    case 'choice':
      return parameter.values.length > 3 ? 'see below' : parameter.values.map(code).join(', ');
    case 'set':
      return 'any of those below';
  }
}

function defaultOf(parameter: Parameter): string {
  if (parameter.kind !== 'set') return code(String(parameter.default));
  const { default: values, values: known } = parameter;
  if (values.length === 0) return '`none`';
  return values.length === known.length ? '`all`' : values.map(code).join(', ');
}

/** The values of a parameter, each with its meaning; empty where there are none. */
function valueTable(parameter: Parameter): string {
  if (parameter.kind !== 'choice' && parameter.kind !== 'set') return '';
  const meanings: Partial<Readonly<Record<string, string>>> = parameter.meanings ?? {};
  return tableOf(
    ['value', 'meaning'],
    parameter.values.map((value) => [code(value), meanings[value] ?? '']),
  );
}

/** Every property that some design is asked or some defect violates, with its statement. */
function propertyTable(
  family: Family,
  designs: readonly DesignEntry[],
  defects: readonly DefectEntry[],
): string {
  const lists = [
    ...designs.map((entry) => askedOf(family, entry)),
    ...defects.map(({ defect: { parameters }, property }) =>
      upTo(askable(family.instantiate(parameters)), property),
    ),
  ];
  const properties = lists.flat();
  const names = inOrder(lists.map((list) => list.map(({ name }) => name)));
  return tableOf(
    ['property', 'what should be so', 'otherwise'],
    names.map((name) => {
      const property = properties.find((candidate) => candidate.name === name);
      return [name, property?.statement ?? '', property?.stake ?? ''];
    }),
  );
}

/** Properties as rows, designs as columns, which are named by a setting or by their ids. */
function designTable(
  family: Family,
  designs: readonly DesignEntry[],
  nameOf: (entry: DesignEntry) => string,
): string {
  return tableOf(
    ['property', ...designs.map(nameOf)],
    verdictRows(designs.map((entry) => columnOf(family, entry))),
  );
}

/** A column of verdicts: what is asked, and what of it is violated in how many steps. */
interface Column {
  readonly names: readonly string[];
  readonly violated: Readonly<Record<string, number>>;
}

/** The column of a design; an empty one where there is none. */
export function columnOf(family: Family, entry: DesignEntry | undefined): Column {
  if (entry === undefined) return { names: [], violated: {} };
  return { names: askedOf(family, entry).map(({ name }) => name), violated: entry.violated };
}

/** A row for each property: where it is violated first, that it holds, or neither, for each column. */
export function verdictRows(columns: readonly Column[]): readonly (readonly string[])[] {
  return inOrder(columns.map(({ names }) => names)).map((name) => [
    name,
    ...columns.map(({ names, violated }) => {
      const depth = violated[name];
      if (depth !== undefined) return `**${depth}**`;
      return names.includes(name) ? 'holds' : '–';
    }),
  ]);
}

function defectTable(defects: readonly DefectEntry[]): string {
  return tableOf(
    ['id', 'what goes wrong', 'property', 'depth', 'source', 'confidence', 'fixed by'],
    defects.map((entry) => [
      entry.id,
      entry.title,
      entry.property,
      lengthText(entry.depth, entry.loop ?? null),
      entry.source,
      entry.confidence,
      entry.fix,
    ]),
  );
}

/** Properties before the one that is named, and this one. */
function upTo(properties: readonly Property[], name: string): readonly Property[] {
  return properties.slice(0, properties.findIndex((property) => property.name === name) + 1);
}

function askedOf(family: Family, { design, asked }: DesignEntry): readonly Property[] {
  const system = family.instantiate(design.parameters);
  return asked === undefined ? system.properties : withProperties(system, asked).properties;
}

function settingOf({ parameters }: Configuration, name: string): string {
  return String(parameters[name]);
}

/** The union of some lists, each name after those that come before it in the list it is from. */
export function inOrder(lists: readonly (readonly string[])[]): readonly string[] {
  const union: string[] = [];
  for (const list of lists) {
    list.forEach((name, i) => {
      if (union.includes(name)) return;
      const before = list.slice(0, i).findLast((earlier) => union.includes(earlier));
      union.splice(before === undefined ? 0 : union.indexOf(before) + 1, 0, name);
    });
  }
  return union;
}

function code(word: string): string {
  return `\`${word}\``;
}
