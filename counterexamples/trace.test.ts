import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../base/errors.ts';
import { trial } from '../models/systems/trial.system.ts';
import { anyTrace } from './testing/arbitrary.ts';
import { traceFor } from './testing/evidence.ts';
import { tellingSystem } from './testing/telling.ts';
import { tinySystem } from './testing/tiny.ts';
import { parseTrace } from './trace.ts';

/** The message of the error a text is refused with. */
function refusalOf(text: string): string {
  try {
    parseTrace(text, 'race.json');
  } catch (error) {
    if (error instanceof UsageError && error.code === 'USAGE-TRACE') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('traceOf', () => {
  it('tells the shortest violation in names', async () => {
    const trace = await traceFor(
      trial.with({ vcpus: 1, pages: 1, fault: true }),
      'NO-USE-AFTER-FREE',
    );
    expect(trace).toEqual({
      interlock: 'trace',
      version: 1,
      system: 'trial',
      parameters: { vcpus: 1, pages: 1, fault: true },
      property: 'NO-USE-AFTER-FREE',
      shows: 'violation',
      statement: 'no vCPU is at work on a device that is freed',
      initial: { cpu0: 'idle', lock: 'readers=0', rem: 'idle', dev: 'present', p2m0: 'a' },
      steps: [
        {
          step: 'cpu0: acquireRead',
          actor: 'cpu0',
          changed: { cpu0: { from: 'idle', to: 'haveRead' } },
        },
        {
          step: 'cpu0: seePresent',
          actor: 'cpu0',
          changed: { cpu0: { from: 'haveRead', to: 'sawPresent' } },
          with: ['dev'],
        },
        {
          step: 'rem: lock',
          actor: 'rem',
          changed: {
            lock: { from: 'readers=0', to: 'readers=0 writer=-1' },
            rem: { from: 'idle', to: 'haveWrite' },
          },
        },
        {
          step: 'rem: mark',
          actor: 'rem',
          changed: {
            rem: { from: 'haveWrite', to: 'marked' },
            dev: { from: 'present', to: 'removed' },
          },
        },
        {
          step: 'rem: free',
          actor: 'rem',
          changed: { rem: { from: 'marked', to: 'freed' }, dev: { from: 'removed', to: 'freed' } },
        },
      ],
      lasso: null,
    });
  });

  it('names those who tell their steps, and what a step only looked at', async () => {
    const trace = await traceFor(tellingSystem(), 'NO-UAF');
    expect(trace.tellsSteps).toEqual(['cpu', 'tool']);
    expect(trace.steps.at(-1)).toEqual({
      step: 'cpu: uses the thing [freed]',
      actor: 'cpu',
      changed: { cpu: { from: 'read:use', to: 'use-after-free' } },
      with: ['thing'],
    });
  });

  it('shows a witness for a goal that can be reached', async () => {
    expect((await traceFor(tinySystem(), 'BOB-HAS-BOTH')).shows).toBe('witness');
  });
});

describe('parseTrace', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        expect(parseTrace(JSON.stringify(trace), 'memory')).toEqual(trace);
      }),
      { seed: 20260801, numRuns: 50 },
    );
  });

  it('drops fields it does not know', async () => {
    const trace = await traceFor(tinySystem(), 'NO-DEADLOCK');
    expect(parseTrace(JSON.stringify({ ...trace, later: 1 }), 'memory')).toEqual(trace);
  });

  it('reads traces of writers that did not know who tells steps', async () => {
    const { tellsSteps: _, steps, ...rest } = await traceFor(tellingSystem(), 'NO-UAF');
    const old = { ...rest, steps: steps.map(({ with: __, ...step }) => step) };
    expect(parseTrace(JSON.stringify(old), 'memory')).toEqual(old);
  });

  it('refuses what is no JSON', () => {
    expect(refusalOf('not json')).toMatch(/^race\.json is no JSON: /);
  });

  it('names the path of the first bad value', async () => {
    const trace = await traceFor(tinySystem(), 'NO-DEADLOCK');
    const step = { step: 'x', actor: 'y', changed: { 'cpu 0': { from: 'a', to: 7 } } };
    const texts = [
      '[]',
      JSON.stringify({ ...trace, version: 2 }),
      JSON.stringify({ ...trace, steps: [...trace.steps, step] }),
    ];
    expect(texts.map(refusalOf)).toMatchInlineSnapshot(`
      [
        "race.json: the whole: Invalid input: expected object, received array",
        "race.json: version: Invalid input: expected 1",
        "race.json: steps[2].changed["cpu 0"].to: Invalid input: expected string, received number",
      ]
    `);
  });
});
