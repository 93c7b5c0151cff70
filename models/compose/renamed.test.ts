import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { companion, invariant } from '../../properties/kinds/index.ts';
import { always } from './expression.ts';
import { renamed } from './renamed.ts';
import { defineSystem, type SystemBuilder } from './system.ts';

const machine = createMachine({ on: { GO: { actions: () => {} } } });

/** What a family does to a builder, whoever has made that. */
function family(system: SystemBuilder): void {
  const a = system.component('a', machine);
  const b = system.component('b', machine);
  system.step({ name: `${a.name} goes`, actor: a.name }, a.on('GO', {}));
  system.interchangeable([a], [b]);
  system.notAsked('Q', 'there is none');
  system.property(
    invariant({
      name: 'P',
      statement: 'p',
      holds: b.is('is there', () => true),
      companion: companion('anything', always),
    }),
  );
}

test('a part is made under other names, and is the same otherwise', () => {
  const alone = defineSystem({ name: 's' }, family);
  const part = defineSystem({ name: 's' }, (system) => {
    family(renamed(system, (name) => `x.${name}`));
  });
  const text = JSON.stringify(alone).replaceAll(/"(a|b)("| goes)/g, '"x.$1$2');
  expect(JSON.parse(JSON.stringify(part))).toEqual(JSON.parse(text));
  expect(part.components.map(({ name }) => name)).toEqual(['x.a', 'x.b']);
});

test('a name that is taken in the larger system is refused', () => {
  expect(() =>
    defineSystem({ name: 's' }, (system) => {
      system.component('x.a', machine);
      family(renamed(system, (name) => `x.${name}`));
    }),
  ).toThrow('declared twice');
});
