/**
 * What the type checker refuses. Each `@ts-expect-error` is an assertion that `npm run typecheck`
 * tests: were the line below it accepted, the unused directive would be an error.
 */

import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { choice, defineFamily, defineSystem, integer, relation } from './index.ts';

const lock = setup({
  types: {
    context: {} as { readonly holder: string | null },
    events: {} as
      | { type: 'ACQUIRE'; by: string }
      | { type: 'RELEASE'; by: string }
      | { type: 'RESET' },
  },
}).createMachine({
  id: 'lock',
  context: { holder: null },
  initial: 'free',
  states: {
    free: { on: { ACQUIRE: 'held' } },
    held: { on: { RELEASE: 'free', RESET: 'free' } },
  },
});

/** Never called: its body is only there to be type-checked. */
function refused(): void {
  defineSystem({ name: 'refused' }, (system) => {
    const l = system.component('lock', lock);
    // @ts-expect-error The machine has no event of that name.
    l.on('AQUIRE', { by: 'cpu0' });
    // @ts-expect-error The event has a payload.
    l.on('ACQUIRE');
    // @ts-expect-error The payload has another type.
    l.on('ACQUIRE', { by: 0 });
    // @ts-expect-error The payload has no such field.
    l.on('ACQUIRE', { by: 'cpu0', of: 'device0' });
    // @ts-expect-error The event has no payload.
    l.on('RESET', { by: 'cpu0' });
    // @ts-expect-error The machine has no state of that name.
    l.when('is hold', (s) => s.matches('hold'));
    // @ts-expect-error The context has no field of that name.
    l.is('is owned', (s) => s.context.owner !== null);
    // @ts-expect-error A view yields a string, a number, a boolean or null.
    l.view('context', (s) => s.context);
    const holder = l.view('holder', (s) => s.context.holder);
    // @ts-expect-error The view yields a string or null.
    relation('holder is the first', [holder], (h) => h === 0);
  });
}

const family = defineFamily({
  name: 'sizes',
  parameters: {
    size: integer({ min: 1, max: 3, default: 2 }),
    colour: choice({ values: ['red', 'green'], default: 'red' }),
  },
  build: ({ size, colour }) => {
    // @ts-expect-error The parameter is a number.
    size.trim();
    // @ts-expect-error The parameter is one of two words.
    if (colour === 'blue') throw new Error(colour);
    return defineSystem({ name: 'sizes' }, (system) => {
      const l = system.component('lock', lock);
      system.step({ name: 'takes', actor: 'lock' }, l.on('ACQUIRE', { by: 'cpu0' }));
    });
  },
});

describe('type inference', () => {
  it('accepts events with their payloads and families with their parameters', () => {
    const system = defineSystem({ name: 'accepted' }, (s) => {
      const l = s.component('lock', lock);
      s.step({ name: 'takes', actor: 'cpu0' }, l.on('ACQUIRE', { by: 'cpu0' }));
      s.step({ name: 'resets', actor: 'cpu0' }, l.on('RESET'));
    });
    expect(system.steps.map((step) => step.name)).toEqual(['takes', 'resets']);
    expect(refused).toBeTypeOf('function');
  });

  it('hands typed values to a family that is called with some of them', () => {
    expect(() => family.with({ size: 3, colour: 'green' })).toThrow(TypeError);
    // @ts-expect-error The family has no parameter of that name.
    expect(() => family.with({ sise: 3 })).toThrow('has no parameter');
  });
});
