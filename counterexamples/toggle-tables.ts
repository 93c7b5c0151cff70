/** What a single toggle breaks: a table of the defects of a family, and the diagrams of their traces. */

import type { Family } from '../models/compose/index.ts';
import type { CatalogueEntry, DefectEntry } from './catalogue.ts';
import { type Tables, tableOf } from './catalogue-tables.ts';

/**
 * Both, of a family whose page shows them.
 *
 * @param lanesOf the diagram of the shortest trace of a defect, by its id
 */
export function toggleTables(
  family: Family,
  catalogue: readonly CatalogueEntry[],
  lanesOf: (id: string) => string,
): Tables {
  const defects = catalogue.filter(
    (entry): entry is DefectEntry => entry.kind === 'defect' && entry.defect.system === family.name,
  );
  return {
    toggles: tableOf(
      ['id', 'toggle', 'where it is safe', 'breaks', 'steps', 'what an attacker gains'],
      defects.map((entry) => [
        entry.id,
        ...toggleOf(entry),
        entry.property,
        String(entry.depth),
        stakeOf(family, entry),
      ]),
    ),
    lanes: defects
      .map(({ id, title }) => `### ${id}: ${title}\n\n${diagram(lanesOf(id))}`)
      .join('\n\n'),
  };
}

/** The parameters in which a defect and its repair differ: as they are here, and there. */
function toggleOf({ defect, fixed }: DefectEntry): readonly [here: string, there: string] {
  if (fixed === null) return ['', 'no repair is known'];
  const differ = Object.keys({ ...defect.parameters, ...fixed.parameters }).filter(
    (name) => String(defect.parameters[name]) !== String(fixed.parameters[name]),
  );
  const said = ({ parameters }: Pick<DefectEntry, 'defect'>['defect']): string =>
    differ.map((name) => `\`${name}=${String(parameters[name]) || 'none'}\``).join(' ');
  return [said(defect), said(fixed)];
}

function stakeOf(family: Family, { defect, property }: DefectEntry): string {
  const { properties } = family.instantiate(defect.parameters);
  return properties.find(({ name }) => name === property)?.stake ?? '';
}

/** A diagram without what is said below it. */
function diagram(lanes: string): string {
  const lines = lanes.split('\n');
  const below = lines.findIndex((line) => /^\d+ quiet component|^code {2}/.test(line));
  return ['```text', ...lines.slice(0, below < 0 ? lines.length : below), '```'].join('\n');
}
