/** Everything a search has to show of a system, for tests only. */

import {
  breadthFirst,
  judgeRuns,
  link,
  type PropertyResult,
  runProperties,
} from '../../explorer/index.ts';
import { type SystemDefinition, withProperties } from '../../models/compose/index.ts';
import { type Trace, traceOf } from '../trace.ts';

/** A trace for every property that there is something to show of, by name. */
export async function evidenceOf(system: SystemDefinition): Promise<ReadonlyMap<string, Trace>> {
  const linked = link(system);
  const properties = [
    ...(await breadthFirst(linked)).properties,
    ...(await judgeRuns(linked)).properties,
  ];
  return new Map(
    properties
      .filter(({ path }) => path !== null)
      .map((result) => [result.name, traceOf(system, linked, result)]),
  );
}

/** The trace of one property. */
export async function traceFor(system: SystemDefinition, property: string): Promise<Trace> {
  const trace = (await evidenceOf(withProperties(system, [property]))).get(property);
  if (trace === undefined) throw new Error(`there is nothing to show of ${property}`);
  return trace;
}

/** What is found of one property, of states or of runs, when everything is looked at. */
export async function resultOf(
  system: SystemDefinition,
  property: string,
): Promise<PropertyResult> {
  const linked = link(withProperties(system, [property]));
  const { properties } = await (runProperties(linked).length > 0 ? judgeRuns : breadthFirst)(
    linked,
  );
  const [result] = properties;
  if (result === undefined) throw new Error(`${property} is not asked of ${system.name}`);
  return result;
}
