import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { companion, invariant } from '../../properties/kinds/index.ts';
import { Component } from './component.ts';
import { always } from './expression.ts';
import {
  componentsOf,
  defineSystem,
  repeat,
  type SystemBuilder,
  withProperties,
} from './system.ts';

const machine = createMachine({ on: { GO: { actions: () => {} } } });
const holds = (name: string, of: Component) =>
  invariant({
    name,
    statement: name,
    holds: of.is('is there', () => true),
    companion: companion('anything', always),
  });

function refusal(build: (system: SystemBuilder) => void): string {
  try {
    defineSystem({ name: 's' }, build);
  } catch (error) {
    if (error instanceof ModelError) return error.text;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('defineSystem', () => {
  test('keeps components, steps and properties in the order of their declaration', () => {
    const system = defineSystem({ name: 's', assumptions: ['one page'] }, (builder) => {
      const [a, b] = repeat(2, (i) => builder.component(`c${i}`, machine));
      if (a === undefined || b === undefined) return;
      builder.step({ name: 'both', actor: 'c1', tags: ['pair'] }, b.on('GO', {}), a.on('GO', {}));
      builder.step({ name: 'one', actor: 'c0', fault: true }, a.on('GO', {}));
      builder.property(holds('P', a));
      builder.notAsked('Q', 'there is no second page');
      builder.onRequest(holds('R', b));
      builder.interchangeable([a], [b]);
    });
    expect(system.components.map((c) => c.name)).toEqual(['c0', 'c1']);
    expect(system.steps.map(({ name, tags, fault }) => [name, tags, fault])).toEqual([
      ['both', ['pair'], false],
      ['one', [], true],
    ]);
    expect(system.properties.map((p) => p.name)).toEqual(['P']);
    expect(system.onRequest.map((p) => p.name)).toEqual(['R']);
    expect(system.notAsked).toEqual([
      { name: 'Q', why: 'there is no second page' },
      { name: 'R', why: 'asked by name only, as it takes the whole graph of states' },
    ]);
    const named = withProperties(system, ['R']);
    expect(named.properties.map((p) => p.name)).toEqual(['R']);
    expect(named.notAsked.map(({ name }) => name)).toEqual(['Q']);
    expect(system.interchangeable).toEqual([[['c0'], ['c1']]]);
    expect(system.assumptions).toEqual(['one page']);
  });

  test('refuses what is declared twice', () => {
    const texts = [
      refusal((s) => [s.component('c', machine), s.component('c', machine)]),
      refusal((s) => {
        const c = s.component('c', machine);
        s.step({ name: 'go', actor: 'c' }, c.on('GO', {}));
        s.step({ name: 'go', actor: 'c' }, c.on('GO', {}));
      }),
      refusal((s) => {
        const c = s.component('c', machine);
        s.onRequest(holds('P', c));
        s.property(holds('P', c));
      }),
    ];
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-COMPONENT: system s: component "c" is declared twice
        Give every component a name of its own, for example by adding its index.
      MODEL-STEP: system s: step "go" is declared twice
        Name what differs (the index, the value) in the name of the step.
      MODEL-PROPERTY: system s: property "P" is declared twice"
    `);
  });

  test('refuses a step without a participant, or with one twice, or with a stranger', () => {
    const texts = [
      refusal((s) => s.step({ name: 'go', actor: 'c' })),
      refusal((s) => {
        const c = s.component('c', machine);
        s.step({ name: 'go', actor: 'c' }, c.on('GO', {}), c.on('GO', {}));
      }),
      refusal((s) => {
        s.component('lock0', machine);
        s.step({ name: 'go', actor: 'c' }, new Component('lock1', machine).on('GO', {}));
      }),
    ];
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-STEP: system s: step "go" has no participant
        Give it at least one component: component.on(event) or component.when(...).
      MODEL-STEP: system s: step "go" has component c in it twice
        A component takes part in a step once: give the event a guard instead.
      MODEL-COMPONENT: system s: step "go" names component "lock1", which this system does not have
        Did you mean lock0? known: lock0."
    `);
  });

  test('refuses a system without components or steps, and a property of a stranger', () => {
    const texts = [
      refusal(() => {}),
      refusal((s) => s.component('c', machine)),
      refusal((s) => s.property(holds('P', new Component('c', machine)))),
    ];
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-COMPONENT: system s has no component
      MODEL-STEP: system s has no step
      MODEL-COMPONENT: system s: property "P" names component "c", which this system does not have
        there are none."
    `);
  });
});

describe('componentsOf', () => {
  test('names what a property and its companion read', () => {
    const [a, b] = ['a', 'b'].map((name) => new Component(name, machine));
    if (a === undefined || b === undefined) return;
    const property = {
      ...holds('P', a),
      companion: companion(
        'b',
        b.is('is there', () => true),
      ),
    };
    expect(componentsOf(property)).toEqual(['a', 'b']);
  });
});
