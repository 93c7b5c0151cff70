import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { defineSystem } from '../compose/index.ts';
import { flag } from './flag.machine.ts';
import { type Case, Program, registersOf, showProgram } from './program.ts';

/** A program that looks something up, uses it if it was found, and begins again. */
function lookAndUse(): Program {
  const program = new Program('guest', ['rest']);
  program
    .path('rd', ['on 0'])
    .line('guest', 'traps', [{}])
    .line('.find', 'searches', [
      { name: 'found', set: { pdev: 1 } },
      { name: 'not found', to: 'guest' },
    ])
    .line('.use', 'uses it', [{ where: { pdev: 1 } }], ['uses 0'])
    .end('guest');
  return program;
}

/** Where a program is after these events; throws at one that it does not accept. */
function run(program: Program, ...events: readonly string[]) {
  const actor = createActor(program.machine('cpu')).start();
  for (const type of events) {
    if (!actor.getSnapshot().can({ type })) throw new Error(`${type} is not accepted`);
    actor.send({ type });
  }
  const snapshot = actor.getSnapshot();
  actor.stop();
  return snapshot;
}

const [traps, found, missed] = ['guest traps #0', 'rd:find searches #0', 'rd:find searches #1'];
const used = 'rd:use uses it #0';

describe('a program', () => {
  test('goes from line to line, with its place in the code as its state', () => {
    expect(run(lookAndUse()).value).toBe('guest');
    expect(run(lookAndUse(), traps).value).toBe('rd:find');
    expect(run(lookAndUse(), traps, found).value).toBe('rd:use');
    expect(run(lookAndUse(), traps, found, used).value).toBe('guest');
  });

  test('goes where a case says', () => {
    expect(run(lookAndUse(), traps, missed).value).toBe('guest');
  });

  test('keeps registers on its path and forgets them at a landmark', () => {
    expect(registersOf(run(lookAndUse(), traps, found))).toEqual({ pdev: 1 });
    expect(registersOf(run(lookAndUse(), traps, found, used))).toEqual({});
  });

  test('takes a case only with the register values it asks for; absent ones are null', () => {
    const program = new Program('start');
    program
      .path('p')
      .line('start', 'sets', [{ set: { a: 1 } }, { set: { b: 2 } }])
      .line('.test', 'tests', [{ where: { a: 1 } }, { where: { a: null, b: 2 } }])
      .end('start');
    const has = (...events: readonly string[]) =>
      ['p:test tests #0', 'p:test tests #1'].map((type) => run(program, ...events).can({ type }));
    expect(has('start sets #0')).toEqual([true, false]);
    expect(has('start sets #1')).toEqual([false, true]);
  });

  test('takes a register away by setting it to null', () => {
    const program = new Program('start');
    program
      .path('p')
      .line('start', 'sets', [{ set: { b: 2, a: 1 } }])
      .line('.clear', 'clears', [{ set: { b: null } }])
      .line('.end', 'ends', [{}])
      .end('start');
    expect(registersOf(run(program, 'start sets #0', 'p:clear clears #0'))).toEqual({ a: 1 });
    expect(showProgram(run(program, 'start sets #0'))).toBe('p:clear a=1 b=2');
  });

  test('is tagged with its path and with the line, but not while at a landmark', () => {
    const tags = (...events: readonly string[]) => [...run(lookAndUse(), ...events).tags].sort();
    expect(tags()).toEqual(['rest']);
    expect(tags(traps)).toEqual(['on 0']);
    expect(tags(traps, found)).toEqual(['on 0', 'uses 0']);
  });

  test('can be moved by the step of somebody else', () => {
    const program = lookAndUse();
    program.landmark('stopped', ['rest']);
    program.receive('guest', 'STOP', 'stopped');
    expect(run(program, 'STOP').value).toBe('stopped');
    expect(run(program, traps).can({ type: 'STOP' })).toBe(false);
  });

  test('has several paths that begin at one landmark', () => {
    const program = lookAndUse();
    program.path('wr').line('guest', 'writes', [{}]).line('.done', 'is done', [{}]).end('guest');
    expect(run(program, 'guest writes #0').value).toBe('wr:done');
    expect(run(program, traps).value).toBe('rd:find');
    expect(program.knows('guest')).toBe(true);
    expect(program.knows('rd:find')).toBe(false);
  });

  test('is refused when a case goes to a place that nobody declared', () => {
    const program = new Program('start');
    program
      .path('p')
      .line('start', 'jumps', [{ to: '.nowhere' }])
      .end('start');
    expect(() => program.machine('cpu')).toThrow(ModelError);
  });
});

describe('steps of a program', () => {
  const cases: readonly Case[] = [
    { name: 'well' },
    { name: 'badly', to: 'crashed', fault: true, tags: ['access 0'] },
  ];

  test('are one per actor, instruction and case, each with what the case does to others', () => {
    const system = defineSystem({ name: 's' }, (builder) => {
      const light = builder.component('light', flag);
      const program = new Program('guest');
      program.landmark('crashed');
      program
        .path('p')
        .line('guest', 'switches', [{ with: [() => light.on('SET')] }])
        .line('.end', 'ends', cases)
        .end('guest');
      const machine = program.machine('cpu');
      for (const name of ['cpu0', 'cpu1'])
        program.install(builder, builder.component(name, machine));
    });
    expect(system.steps.map(({ name, actor }) => [name, actor])).toEqual([
      ['cpu0: switches', 'cpu0'],
      ['cpu0: ends [well]', 'cpu0'],
      ['cpu0: ends [badly]', 'cpu0'],
      ['cpu1: switches', 'cpu1'],
      ['cpu1: ends [well]', 'cpu1'],
      ['cpu1: ends [badly]', 'cpu1'],
    ]);
    expect(system.steps[0]?.parts.map((part) => part.component)).toEqual(['cpu0', 'light']);
    expect(system.steps[2]).toMatchObject({
      fault: true,
      tags: ['access 0'],
      caseOf: 'cpu0: ends',
    });
  });
});

test('a line names the code it stands for, from where the path says so', () => {
  const program = new Program('guest');
  program
    .path('rd')
    .line('guest', 'traps', [{}])
    .from('vpci_read in 8862c7b8b6')
    .line('.find', 'searches', [{}])
    .calls('hw_read in 8862c7b8b6', (path) => path.line('.use', 'uses it', [{}]))
    .line('.leave', 'leaves', [{}])
    .end('guest');
  const { steps } = defineSystem({ name: 'one' }, (system) => {
    program.install(system, system.component('cpu', program.machine('cpu')));
  });
  expect(steps.map(({ source }) => source)).toEqual([
    undefined,
    'vpci_read in 8862c7b8b6',
    'hw_read in 8862c7b8b6',
    'vpci_read in 8862c7b8b6',
  ]);
});
