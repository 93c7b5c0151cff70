/** Whether a checkpoint belongs to the search that is to go on from it, and what to do if not. */

import type { ParameterValue } from '../../models/compose/index.ts';
import { quoted, settingsText, valueText } from '../reporters/parameters.ts';
import type { Identity } from './header.ts';

/** What is not the same, and what can be done about it. */
export interface Difference {
  readonly what: string;
  readonly hint: string;
}

/**
 * The first difference between whose search it is and whose it should be; null if there is none. What
 * the user can set comes first, since it also changes the fingerprint.
 */
export function differenceOf(saved: Identity, wanted: Identity): Difference | null {
  return (
    systemDiffers(saved, wanted) ??
    parametersDiffer(saved, wanted) ??
    propertiesDiffer(saved, wanted) ??
    reductionsDiffer(saved, wanted) ??
    versionDiffers(saved, wanted) ??
    revisionDiffers(saved, wanted)
  );
}

const anew = 'start anew without --resume';

function systemDiffers(saved: Identity, wanted: Identity): Difference | null {
  if (saved.system === wanted.system) return null;
  return {
    what: `it is of system ${saved.system}, not of ${wanted.system}`,
    hint: `Check ${saved.system}, or ${anew}.`,
  };
}

function parametersDiffer(saved: Identity, wanted: Identity): Difference | null {
  const names = Object.keys({ ...saved.parameters, ...wanted.parameters });
  const values = names
    .map((name) => ({ name, was: saved.parameters[name], is: wanted.parameters[name] }))
    .filter(({ was, is }) => textOf(was) !== textOf(is));
  if (values.length === 0) return null;
  const told = values.map(({ name, was, is }) => `${name} was ${textOf(was)} and is ${textOf(is)}`);
  const set = settingsText(Object.fromEntries(values.map(({ name, was }) => [name, was ?? ''])));
  const canSet = values.every(({ was, is }) => was !== undefined && is !== undefined);
  return {
    what: `it is of other parameters: ${told.join('; ')}`,
    hint: canSet ? `Give ${set}, or ${anew}.` : `The family has changed since: ${anew}.`,
  };
}

function textOf(value: ParameterValue | undefined): string {
  return value === undefined ? 'not a parameter' : valueText(value);
}

function propertiesDiffer(saved: Identity, wanted: Identity): Difference | null {
  if (same(saved.properties, wanted.properties)) return null;
  const flags = saved.properties.map((name) => `--property ${quoted(name)}`).join(' ');
  return {
    what: `it is of other properties: ${listed(saved.properties)}; now asked: ${listed(wanted.properties)}`,
    hint: `Ask for the same${flags === '' ? '' : ` (${flags}; none for all)`}, or ${anew}.`,
  };
}

function reductionsDiffer(saved: Identity, wanted: Identity): Difference | null {
  if (same(saved.reductions, wanted.reductions)) return null;
  return {
    what: `it was made with other reductions: ${listed(saved.reductions)}; now asked: ${listed(wanted.reductions)}`,
    hint: `Ask for the same, or ${anew}.`,
  };
}

function versionDiffers(saved: Identity, wanted: Identity): Difference | null {
  if (saved.interlock === wanted.interlock) return null;
  return {
    what: `it was written by Interlock ${saved.interlock}, and this is ${wanted.interlock}`,
    hint: `Go on with the Interlock that wrote it, or ${anew}.`,
  };
}

function revisionDiffers(saved: Identity, wanted: Identity): Difference | null {
  if (saved.fingerprint !== wanted.fingerprint) {
    return {
      what: 'it is of another revision of the model: its machines, steps or properties were changed since',
      hint: `Go back to the revision it was made with, or ${anew}.`,
    };
  }
  if (same(saved.packing, wanted.packing)) return null;
  return {
    what: 'its states are packed in another way',
    hint: `Go on with the Interlock that wrote it, or ${anew}.`,
  };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
