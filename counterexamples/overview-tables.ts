/**
 * What several families have together, as Markdown tables: the pages of the manual that are about an
 * area and not about one family.
 */

import type { Family } from '../models/compose/index.ts';
import type { CatalogueEntry, DefectEntry, DesignEntry } from './catalogue.ts';
import { columnOf, type Tables, tableOf, verdictRows } from './catalogue-tables.ts';
import { iommuTables } from './iommu/tables.ts';
import { longRunTables } from './liveness/tables.ts';

/** Pages of docs/models that are about several families, by name. */
export const overviews: Readonly<Record<string, readonly string[]>> = {
  'vpci.md': [
    'vpci-locking',
    'vpci-mapping',
    'vpci-msi',
    'vpci-topology',
    'vpci-registers',
    'assignment',
  ],
  'iommu.md': [
    'virtio-iommu',
    'reserved-regions',
    'physical-iommu',
    'guest-msi',
    'sriov',
    'assignment',
  ],
};

/** Tables that only one of these pages has. */
const besides: Readonly<Record<string, typeof iommuTables>> = { 'iommu.md': iommuTables };

/** The tables of a page: what each family is, schemes by property, advisories, findings. */
export function overviewTables(
  page: string,
  all: readonly Family[],
  catalogue: readonly CatalogueEntry[],
): Tables {
  if (page === 'liveness.md') return longRunTables(all, catalogue);
  const families = (overviews[page] ?? []).flatMap(
    (name) => all.find((family) => family.name === name) ?? [],
  );
  const names = families.map(({ name }) => name);
  const defects = catalogue.filter(
    (entry): entry is DefectEntry =>
      entry.kind === 'defect' && entry.loop === undefined && names.includes(entry.defect.system),
  );
  const designs = catalogue.filter(
    (entry): entry is DesignEntry =>
      entry.kind === 'design' && entry.asked === undefined && names.includes(entry.design.system),
  );
  const of = (pattern: RegExp) => numbered(defects.filter(({ id }) => pattern.test(id)));
  return {
    families: familiesTable(families, designs, defects),
    tally: tallyTable(defects),
    schemes: schemesTable(families, designs),
    advisories: entriesTable(of(/^XSA-\d/)),
    findings: entriesTable(of(/^V-\d/)),
    others: entriesTable(defects.filter(({ id }) => !/^(XSA|V)-\d/.test(id))),
    ...besides[page]?.(families, catalogue),
  };
}

function familiesTable(
  families: readonly Family[],
  designs: readonly DesignEntry[],
  defects: readonly DefectEntry[],
): string {
  return tableOf(
    ['family', 'what it is about', 'designs', 'defects'],
    families.map(({ name, title = '' }) => [
      `[${name}](${name}.md)`,
      title,
      String(designs.filter(({ design }) => design.system === name).length),
      String(defects.filter(({ defect }) => defect.system === name).length),
    ]),
  );
}

/** How many advisories and findings there are; one that has several entries counts once. */
function tallyTable(defects: readonly DefectEntry[]): string {
  const rows = (pattern: RegExp): string =>
    String(new Set(defects.flatMap(({ id }) => pattern.exec(id)?.[0] ?? [])).size);
  return tableOf(
    [
      'published advisories',
      'findings of reviews',
      'entries in all',
      'of these with a repair that holds',
    ],
    [
      [
        rows(/^XSA-\d+/),
        rows(/^V-\d+/),
        String(defects.length),
        String(defects.filter(({ fixed }) => fixed !== null).length),
      ],
    ],
  );
}

/**
 * Properties as rows and schemes as columns, a block of rows for each family and what else is set of
 * its designs.
 */
function schemesTable(families: readonly Family[], designs: readonly DesignEntry[]): string {
  const values = families.flatMap(({ parameters: { scheme } }) =>
    scheme?.kind === 'choice' ? scheme.values : [],
  );
  const used = new Set(designs.map(({ design }) => design.parameters['scheme']));
  const columns = [...new Set(values)].filter((scheme) => used.has(scheme));
  const rows = families.flatMap((family) => {
    const own = designs.filter(
      ({ design }) => design.system === family.name && design.parameters['scheme'] !== undefined,
    );
    return [...new Set(own.map(settingsBeside))].flatMap((settings) =>
      verdictRows(
        columns.map((scheme) =>
          columnOf(
            family,
            own.find(
              (entry) =>
                settingsBeside(entry) === settings && entry.design.parameters['scheme'] === scheme,
            ),
          ),
        ),
      ).map((cells, i) => [i === 0 ? `${family.name} ${settings}`.trim() : '', ...cells]),
    );
  });
  return tableOf(['asked of', 'property', ...columns], rows);
}

/** What a design sets besides its scheme: `profile=domU vcpus=1`. */
function settingsBeside({ design: { parameters } }: DesignEntry): string {
  return Object.entries(parameters)
    .filter(([name]) => name !== 'scheme')
    .map(
      ([name, value]) => `${name}=${Array.isArray(value) && value.length === 0 ? 'none' : value}`,
    )
    .join(' ');
}

function entriesTable(defects: readonly DefectEntry[]): string {
  return tableOf(
    ['id', 'family', 'what goes wrong', 'property', 'depth', 'confidence', 'fixed by'],
    defects.map(({ id, defect, title, property, depth, confidence, fix }) => [
      id,
      defect.system,
      title,
      property,
      String(depth),
      confidence,
      fix,
    ]),
  );
}

/** Ordered by the number in the id, and by the id where that is the same. */
function numbered(defects: readonly DefectEntry[]): readonly DefectEntry[] {
  const number = ({ id }: DefectEntry): number => Number(/\d+/.exec(id)?.[0] ?? 0);
  return [...defects].sort((a, b) => number(a) - number(b) || (a.id < b.id ? -1 : 1));
}
