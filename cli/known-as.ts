/** Names of the catalogue for what a check found. */

import { catalogue, type DefectEntry, knownAs } from '../counterexamples/index.ts';
import type { CheckReport } from './check.ts';
import { parametersOf, type Subject } from './load.ts';

/** Defects of the catalogue by the name of the property they violate. */
export type Known = ReadonlyMap<string, readonly DefectEntry[]>;

/** What is known of the violated properties. Nothing is known of systems that come from a file. */
export function knownOf(subject: Subject, { system, findings }: CheckReport): Known {
  if (subject.file !== null) return new Map();
  const violated = findings.filter(({ result }) => result.verdict === 'violated');
  return new Map(
    violated.map(({ property: { name } }) => [
      name,
      knownAs(catalogue, system, parametersOf(subject.of), name),
    ]),
  );
}
