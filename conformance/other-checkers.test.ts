/** SPIN and Rumur count what we count and judge as we judge, on systems that are small. */

import { describe, expect, test } from 'vitest';
import { differencesOf } from './other-checkers/answer.ts';
import { compare, missingFor, otherCheckers } from './other-checkers/compare.ts';
import { chosenSubjects } from './other-checkers/subjects.ts';

const cases = chosenSubjects.map(
  (subject) => [`${subject.id}: ${subject.parameters}`, subject] as const,
);

for (const checker of otherCheckers) {
  const missing = missingFor(checker);
  const why = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', no ')})`;
  describe.skipIf(missing.length > 0)(`${checker.name} agrees with us${why}`, () => {
    test.each(cases)('on %s', async (_title, subject) => {
      const comparison = await compare(subject, [checker]);
      expect(comparison?.differences).toEqual([]);
      expect(comparison?.ours.states).toBeGreaterThan(1);
    });
  });
}

describe('a comparison', () => {
  const answer = { states: 3, transitions: 4, deadlocks: 0, found: { A: true, B: false } };

  test('has nothing to say of equal answers', () => {
    expect(differencesOf('SPIN', answer, { ...answer })).toEqual([]);
  });

  test('names every difference', () => {
    const theirs = { states: 2, transitions: 4, deadlocks: null, found: { A: true } };
    expect(differencesOf('SPIN', answer, theirs)).toEqual([
      'SPIN counts 2 states, we count 3',
      'SPIN counts null deadlocks, we count 0',
      'SPIN says undefined of B, we say false',
    ]);
  });

  test('is made on subjects that are there', () => {
    expect(cases).toHaveLength(12);
  });
});
