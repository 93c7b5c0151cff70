/**
 * Tables of docs/models/iommu.md: which toggle violates which property of which family, and where each
 * row of the survey is.
 */

import type { Family, ParameterValue } from '../../models/compose/index.ts';
import type { CatalogueEntry, DefectEntry } from '../catalogue.ts';
import { type Tables, tableOf } from '../catalogue-tables.ts';
import { defectRows, invariantRows, messageRows, type SurveyRows } from './survey.ts';
import { variantsTable } from './variants.ts';

/** The tables, for those families of the area that there are. */
export function iommuTables(
  families: readonly Family[],
  catalogue: readonly CatalogueEntry[],
): Tables {
  const names = families.map(({ name }) => name);
  const entries = catalogue.filter((entry) => names.includes(systemOf(entry)));
  const defects = entries.filter((entry): entry is DefectEntry => entry.kind === 'defect');
  const stated = statedBy(families, entries);
  return {
    toggles: togglesTable(families, defects),
    'survey-defects': rowsTable(defectRows, (id, named = []) => [
      ...new Set([...named.filter(isEntry(entries)), ...bearing(id, defects)]),
    ]),
    'survey-invariants': rowsTable(invariantRows, homesOf(stated)),
    'survey-messages': rowsTable(messageRows, homesOf(stated)),
    'survey-variants': variantsTable(families, catalogue),
  };
}

function systemOf(entry: CatalogueEntry): string {
  return entry.kind === 'design' ? entry.design.system : entry.defect.system;
}

function isEntry(entries: readonly CatalogueEntry[]): (id: string) => boolean {
  return (name) => entries.some(({ id }) => id === name);
}

/** Entries that bear the id of a row, or name it in their source. */
function bearing(id: string, defects: readonly DefectEntry[]): readonly string[] {
  const word = new RegExp(`\\b${id}\\b`);
  return defects
    .filter((entry) => entry.id === id || entry.id.startsWith(`${id}-`) || word.test(entry.source))
    .map((entry) => entry.id);
}

/** Which families are asked a property of some name, by that name. */
function statedBy(
  families: readonly Family[],
  entries: readonly CatalogueEntry[],
): ReadonlyMap<string, readonly string[]> {
  const homes = new Map<string, readonly string[]>();
  for (const family of families) {
    const own = entries.filter((entry) => systemOf(entry) === family.name);
    const asked = own.flatMap((entry) => {
      const { parameters } = entry.kind === 'design' ? entry.design : entry.defect;
      return family.instantiate(parameters).properties.map(({ name }) => name.replace(/\/.*/, ''));
    });
    for (const name of new Set(asked)) {
      homes.set(name, [...(homes.get(name) ?? []), `${family.name} ${name}`]);
    }
  }
  return homes;
}

/** A property of the same name, or the ones that are said to be another name of it. */
function homesOf(stated: ReadonlyMap<string, readonly string[]>) {
  const known = new Set([...stated.values()].flat());
  return (name: string, _entries: readonly string[] = [], called: readonly string[] = []) => [
    ...new Set([...(stated.get(name) ?? []), ...called.filter((home) => known.has(home))]),
  ];
}

/** Each row with its place or, if it has none, the reason; throws for a row that has neither. */
function rowsTable(
  rows: SurveyRows,
  homes: (
    id: string,
    entries: readonly string[] | undefined,
    properties: readonly string[] | undefined,
  ) => readonly string[],
): string {
  return tableOf(
    ['id', 'what', 'where', 'why not'],
    Object.entries(rows).map(([id, { what, entries, properties, why = '' }]) => {
      const found = homes(id, entries, properties);
      if (found.length === 0 && why === '')
        throw new Error(`row ${id} has neither a place nor a reason`);
      return [id, what, found.join(', '), found.length === 0 ? why : ''];
    }),
  );
}

/** One row for each family and property: toggles, and the entries that show them with their lengths. */
function togglesTable(families: readonly Family[], defects: readonly DefectEntry[]): string {
  const rows = families.flatMap(({ name }) => {
    const own = defects.filter(({ defect }) => defect.system === name);
    return [...new Set(own.map(({ property }) => property))].sort().map((property, i) => [
      i === 0 ? name : '',
      property,
      own
        .filter((entry) => entry.property === property)
        .map((entry) => `${toggleOf(entry)} (${entry.id}, ${entry.depth})`)
        .join('; '),
    ]);
  });
  return tableOf(['family', 'property', 'toggle (entry, length of the shortest run)'], rows);
}

/** What the configuration of a defect sets that the repaired one does not, and the other way round. */
function toggleOf({ defect, fixed }: DefectEntry): string {
  const own = defect.parameters;
  const other = fixed?.parameters ?? { ...own, defects: [] };
  const names = [...new Set([...Object.keys(own), ...Object.keys(other)])];
  const changed = names.flatMap((name) => {
    const less = settings(name, other[name]).filter((s) => !settings(name, own[name]).includes(s));
    const more = settings(name, own[name]).filter((s) => !settings(name, other[name]).includes(s));
    return more.length > 0 && !Array.isArray(own[name])
      ? more
      : [...more, ...less.map((word) => `without ${word}`)];
  });
  return changed.map((word) => `\`${word}\``).join(' ');
}

/** The words of a set, or a parameter and its value; nothing for one that has its default. */
function settings(name: string, value: ParameterValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [`${name}=${String(value)}`];
}
