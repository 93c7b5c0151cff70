import { describe, expect, it } from 'vitest';
import { choice, flag, integer, setOf } from '../models/compose/index.ts';
import type { DefectEntry } from './catalogue.ts';
import { knownAs } from './known-as.ts';

const declared = {
  scheme: choice({ values: ['old', 'new'], default: 'new' }),
  strict: flag({ default: false }),
  seats: integer({ min: 1, max: 9, default: 2 }),
  bugs: setOf({ values: ['A', 'B', 'C'], default: [] }),
};

function defect(parameters: DefectEntry['defect']['parameters']): DefectEntry {
  return {
    kind: 'defect',
    id: 'X-1',
    title: 'x',
    story: 'x',
    source: 'made up',
    confidence: 'hypothesis',
    defect: { system: 'x', parameters },
    property: 'P',
    depth: 1,
    fix: 'x',
    fixed: null,
  };
}

/** Whether a defect of these parameters is found in a system of those. */
function found(
  defective: DefectEntry['defect']['parameters'],
  present: DefectEntry['defect']['parameters'],
): boolean {
  const parameters = { scheme: 'new', strict: false, seats: 2, bugs: [], ...present };
  return knownAs([defect(defective)], { name: 'x', parameters }, declared, 'P').length > 0;
}

describe('knownAs', () => {
  it('takes numbers for sizes', () => {
    expect(found({ seats: 5 }, { seats: 3 })).toBe(true);
  });

  it('wants the same choices, given or by default', () => {
    expect(found({ scheme: 'old' }, { scheme: 'old' })).toBe(true);
    expect(found({ scheme: 'old' }, {})).toBe(false);
    expect(found({}, { scheme: 'old' })).toBe(false);
    expect(found({ strict: true }, {})).toBe(false);
  });

  it('wants all that is switched on there to be switched on here', () => {
    expect(found({ bugs: ['A'] }, { bugs: ['A', 'B'] })).toBe(true);
    expect(found({ bugs: ['A', 'B'] }, { bugs: ['A'] })).toBe(false);
    expect(found({}, { bugs: ['C'] })).toBe(true);
  });

  it('wants the same system and property', () => {
    const parameters = { scheme: 'new', strict: false, seats: 2, bugs: [] };
    expect(knownAs([defect({})], { name: 'y', parameters }, declared, 'P')).toEqual([]);
    expect(knownAs([defect({})], { name: 'x', parameters }, declared, 'Q')).toEqual([]);
  });
});
