/** Which defects of the catalogue a violation may be. */

import type { Parameter, Parameters, SystemDefinition } from '../models/compose/index.ts';
import type { CatalogueEntry, DefectEntry } from './catalogue.ts';

type Value = DefectEntry['defect']['parameters'][string] | undefined;

/**
 * Defects of the same system and property that the present configuration has too: what is chosen is
 * the same, and what is switched on there is switched on here. Numbers are only sizes.
 */
export function knownAs(
  catalogue: readonly CatalogueEntry[],
  { name, parameters }: Pick<SystemDefinition, 'name' | 'parameters'>,
  declared: Parameters,
  property: string,
): readonly DefectEntry[] {
  return catalogue.filter((entry): entry is DefectEntry => {
    if (entry.kind !== 'defect' || entry.property !== property) return false;
    if (entry.defect.system !== name) return false;
    const given = entry.defect.parameters;
    return Object.entries(declared).every(([key, parameter]) =>
      agrees(parameter, given[key], parameters[key]),
    );
  });
}

/** Whether a present value is one the defect shows with; `given` is undefined for the default. */
function agrees(parameter: Parameter, given: Value, present: Value): boolean {
  switch (parameter.kind) {
    case 'integer':
      return true;
    case 'choice':
    case 'flag':
      return String(given ?? parameter.default) === String(present);
    case 'set':
      return given === undefined || wordsOf(given).every((word) => wordsOf(present).includes(word));
  }
}

function wordsOf(value: Value): readonly string[] {
  return Array.isArray(value) ? value : String(value ?? '').split(',');
}
