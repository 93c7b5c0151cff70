/**
 * Fingerprints of linked systems: two systems with the same one have the same states, steps, verdicts
 * and names. What was computed for a system (a checkpoint, a certificate) names it by its fingerprint.
 *
 * It is the SHA-256 of a serialisation in which different values have different texts: each value is
 * written with a letter for its type, and everything of varying length with its length in front. Keys
 * of objects are sorted. Typed arrays are written number by number, so the byte order of the machine
 * does not matter.
 */

import { createHash, type Hash } from 'node:crypto';
import { DefectError } from '../base/errors.ts';
import type { LinkedSystem } from './system.ts';

/** Names the serialisation; another one gives other fingerprints. */
const FORMAT = 'interlock linked system 1';

/** 64 hexadecimal digits. Linear in the size of the tables. */
export function fingerprint(system: LinkedSystem): string {
  const hash = createHash('sha256').update(FORMAT);
  // Properties of runs came later: a system without any keeps the fingerprint it had. What can be seen
  // from outside decides nothing but refinements, and an order of levels decides nothing at all.
  const { temporal, observations, levels: _, ...rest } = system;
  const isRefining = system.refinements !== undefined;
  const judged = temporal.length === 0 ? rest : { ...rest, temporal };
  feed(hash, isRefining ? { ...judged, observations: observations ?? [] } : judged);
  return hash.digest('hex');
}

function feed(hash: Hash, value: unknown): void {
  if (typeof value === 'string') feedText(hash, 's', value);
  else if (value === null || typeof value === 'boolean') hash.update(`${value};`);
  else if (typeof value === 'number') hash.update(`n${value};`);
  else if (Array.isArray(value)) {
    hash.update(`a${value.length};`);
    for (const part of value) feed(hash, part);
  } else if (ArrayBuffer.isView(value)) {
    feedText(hash, 't', (value as Int32Array).join(','));
  } else if (typeof value === 'object') {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`o${fields.length};`);
    for (const [key, field] of fields) {
      feedText(hash, 'k', key);
      feed(hash, field);
    }
  } else throw new DefectError(`a linked system holds a ${typeof value}`);
}

function feedText(hash: Hash, type: string, text: string): void {
  hash.update(`${type}${text.length};${text}`);
}
