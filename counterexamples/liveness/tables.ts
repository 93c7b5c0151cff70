/** Properties of runs as Markdown tables: what the survey names, what is assumed, what breaks them. */

import {
  askable,
  type Family,
  type Property,
  type RunProperty,
} from '../../models/compose/index.ts';
import {
  type CatalogueEntry,
  type DefectEntry,
  type DesignEntry,
  lengthText,
} from '../catalogue.ts';
import { tableOf } from '../table-of.ts';
import { type LongRunRow, longRunRows } from './survey.ts';

/** The tables of the page about the long run. */
export function longRunTables(
  families: readonly Family[],
  catalogue: readonly CatalogueEntry[],
): Readonly<Record<string, string>> {
  return {
    survey: surveyTable(catalogue),
    'long-run-properties': propertyTable(families, catalogue),
    'long-run-designs': designTable(catalogue),
    'long-run-defects': defectTable(catalogue),
  };
}

function surveyTable(catalogue: readonly CatalogueEntry[]): string {
  return tableOf(
    ['requirement', 'where', 'asked of', 'as', 'broken by', 'remark'],
    longRunRows.map(({ name, where, asked, remark }) => [
      name,
      where,
      asked?.family ?? '–',
      asked?.property ?? '–',
      asked === null ? '–' : breakers(catalogue, asked),
      remark,
    ]),
  );
}

/** Entries that violate the property, each with stem and loop: defects, or designs where there are none. */
function breakers(
  catalogue: readonly CatalogueEntry[],
  { family, property }: NonNullable<LongRunRow['asked']>,
): string {
  const defects = runDefects(catalogue)
    .filter((entry) => entry.defect.system === family && entry.property === property)
    .map(({ id, depth, loop = null }) => `${id} ${lengthText(depth, loop)}`);
  const designs = runDesigns(catalogue)
    .filter(({ design, violated }) => design.system === family && property in violated)
    .map((entry) => `${entry.id} ${cellOf(entry, property)}`);
  const shown = defects.length > 0 ? defects : designs;
  return shown.length === 0 ? 'nothing that is here' : shown.join(', ');
}

/** Statement, stake and assumptions of each property, from the first system that is asked for it. */
function propertyTable(families: readonly Family[], catalogue: readonly CatalogueEntry[]): string {
  const seen = new Map<string, readonly string[]>();
  const configurations = [
    ...runDesigns(catalogue).map(({ design }) => design),
    ...runDefects(catalogue).map(({ defect }) => defect),
  ];
  for (const { system, parameters } of configurations) {
    const family = families.find(({ name }) => name === system);
    for (const property of family === undefined ? [] : askable(family.instantiate(parameters))) {
      const key = `${system} ${property.name}`;
      if (!isOfRuns(property) || seen.has(key)) continue;
      const { name, statement, stake = '' } = property;
      seen.set(key, [name, system, statement, stake, assumedText(property)]);
    }
  }
  return tableOf(
    ['property', 'family', 'what should be so', 'otherwise', 'assumed'],
    [...seen.values()],
  );
}

function isOfRuns(property: Property): property is RunProperty {
  return property.kind === 'temporal' || property.kind === 'noLivelock';
}

/** `weak: a reason; strong: another` */
function assumedText(property: RunProperty): string {
  if (property.kind === 'noLivelock') return 'nothing: no scheduler helps';
  const texts = property.fairness.map(({ kind, why, label }) => `${kind}: ${why ?? label}`);
  return [...new Set(texts)].join('; ');
}

function designTable(catalogue: readonly CatalogueEntry[]): string {
  return tableOf(
    ['design', 'what it is', 'properties, with stem and loop where they are violated'],
    runDesigns(catalogue).map((entry) => [
      entry.id,
      entry.title,
      (entry.asked ?? []).map((name) => `${name} ${cellOf(entry, name)}`).join(', '),
    ]),
  );
}

function defectTable(catalogue: readonly CatalogueEntry[]): string {
  return tableOf(
    ['id', 'what goes wrong', 'family', 'property', 'stem and loop', 'confidence', 'fixed by'],
    runDefects(catalogue).map(({ id, title, defect, property, depth, loop, confidence, fix }) => [
      id,
      title,
      defect.system,
      property,
      lengthText(depth, loop ?? null),
      confidence,
      fix,
    ]),
  );
}

function cellOf({ violated, loops }: DesignEntry, property: string): string {
  const depth = violated[property];
  return depth === undefined ? 'holds' : `**${lengthText(depth, loops?.[property] ?? null)}**`;
}

function runDesigns(catalogue: readonly CatalogueEntry[]): readonly DesignEntry[] {
  return catalogue.filter(
    (entry): entry is DesignEntry => entry.kind === 'design' && entry.asked !== undefined,
  );
}

function runDefects(catalogue: readonly CatalogueEntry[]): readonly DefectEntry[] {
  return catalogue.filter(
    (entry): entry is DefectEntry => entry.kind === 'defect' && entry.loop !== undefined,
  );
}
