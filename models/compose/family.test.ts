import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { UsageError } from '../../base/errors.ts';
import { choice, defineFamily, flag, integer, setOf } from './family.ts';
import { defineSystem } from './system.ts';

const family = defineFamily({
  name: 'locks',
  parameters: {
    scheme: choice({ values: ['global', 'perDevice'], default: 'global' }),
    vcpus: integer({ min: 1, max: 4, default: 2 }),
    fair: flag({ default: false }),
    defects: setOf({ values: ['early', 'late'], default: [] }),
  },
  refuse: ({ fair, vcpus }) => (fair && vcpus === 1 ? 'one vCPU is always fair' : undefined),
  build: () =>
    defineSystem({ name: 'locks' }, (system) => {
      const c = system.component('c', createMachine({ on: { GO: { actions: () => {} } } }));
      system.step({ name: 'go', actor: 'c' }, c.on('GO', {}));
    }),
});

function refusal(given: Record<string, unknown>): string {
  try {
    family.instantiate(given);
  } catch (error) {
    if (error instanceof UsageError) return error.text;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a preset', () => {
  const named = defineFamily({
    name: 'designs',
    parameters: {
      preset: choice({ values: ['plain', 'large'], default: 'large' }),
      vcpus: integer({ min: 1, max: 4, default: 2 }),
      defects: setOf({ values: ['early', 'late'], default: ['late'] }),
    },
    presets: { parameter: 'preset', values: { plain: {}, large: { vcpus: 4, defects: [] } } },
    build: () => family.with(),
  });

  test('sets what is not given, and nothing else', () => {
    expect(named.with().parameters).toEqual({ preset: 'large', vcpus: 4, defects: [] });
    expect(named.with({ preset: 'plain' }).parameters).toEqual({
      preset: 'plain',
      vcpus: 2,
      defects: ['late'],
    });
    expect(named.instantiate({ preset: 'large', vcpus: '1' }).parameters).toEqual({
      preset: 'large',
      vcpus: 1,
      defects: [],
    });
  });
});

describe('a family', () => {
  test('fills in defaults and tells the values a system was built from', () => {
    expect(family.with({ vcpus: 3 }).parameters).toEqual({
      scheme: 'global',
      vcpus: 3,
      fair: false,
      defects: [],
    });
  });

  test('reads values as text, as the command line gives them', () => {
    const given = { scheme: 'perDevice', vcpus: '4', fair: 'true', defects: 'late,early' };
    expect(family.instantiate(given).parameters).toEqual({
      scheme: 'perDevice',
      vcpus: 4,
      fair: true,
      defects: ['early', 'late'],
    });
    expect(family.instantiate({ defects: 'all' }).parameters['defects']).toEqual(['early', 'late']);
    expect(family.instantiate({ defects: 'none' }).parameters['defects']).toEqual([]);
  });

  test('refuses what it does not know or allow', () => {
    const bad = [
      { vcpu: 1 },
      { vcpus: 5 },
      { vcpus: '2.5' },
      { vcpus: '' },
      { scheme: 'globol' },
      { fair: 'maybe' },
      { defects: 'early,lade' },
      { fair: true, vcpus: 1 },
    ];
    expect(bad.map(refusal).join('\n')).toMatchInlineSnapshot(`
      "USAGE-PARAMETER: system locks has no parameter "vcpu"
        Did you mean vcpus? known: scheme, vcpus, fair, defects.
      USAGE-VALUE: system locks, parameter vcpus: 5 is not allowed; a whole number from 1 to 4.
      USAGE-VALUE: system locks, parameter vcpus: "2.5" is not allowed; a whole number from 1 to 4.
      USAGE-VALUE: system locks, parameter vcpus: "" is not allowed; a whole number from 1 to 4.
      USAGE-VALUE: system locks, parameter scheme: "globol" is not allowed; Did you mean global? known: global, perDevice.
      USAGE-VALUE: system locks, parameter fair: "maybe" is not allowed; true or false.
      USAGE-VALUE: system locks, parameter defects: "early,lade" is not allowed; "lade": Did you mean late? known: early, late.
      USAGE-VALUE: system locks: one vCPU is always fair"
    `);
  });
});
