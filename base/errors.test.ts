import { describe, expect, test } from 'vitest';
import {
  assert,
  DefectError,
  ModelError,
  messageOf,
  modelCodes,
  UsageError,
  unreachable,
  usageCodes,
} from './errors.ts';

describe('errors', () => {
  test('show code and message, and the hint on a line of its own', () => {
    const error = new UsageError('USAGE-SYSTEM', 'no system "trail"', { hint: 'known: trial.' });
    expect(error.text).toBe('USAGE-SYSTEM: no system "trail"\n  known: trial.');
    expect(new ModelError('MODEL-STEP', 'system s has no step').text).toBe(
      'MODEL-STEP: system s has no step',
    );
    expect(error.name).toBe('UsageError');
  });

  test('keep their cause', () => {
    const cause = new Error('below');
    expect(new ModelError('MODEL-LOAD', 'above', { cause }).cause).toBe(cause);
    expect('cause' in new ModelError('MODEL-LOAD', 'above')).toBe(false);
  });

  test('have codes that say which kind they are', () => {
    for (const code of Object.keys(usageCodes)) expect(code).toMatch(/^USAGE-[A-Z-]+$/);
    for (const code of Object.keys(modelCodes)) expect(code).toMatch(/^MODEL-[A-Z-]+$/);
  });

  test('of our own making are defects', () => {
    expect(() => assert(false, 'two and two is four')).toThrow(DefectError);
    expect(() => assert(true, 'two and two is four')).not.toThrow();
    expect(() => unreachable({ kind: 'other' } as never)).toThrow('{"kind":"other"}');
  });

  test('have a text, whatever was thrown', () => {
    expect([new Error('e'), 'text', undefined].map(messageOf)).toEqual(['e', 'text', 'undefined']);
  });
});
