import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { Component } from './component.ts';
import {
  allOf,
  always,
  anyOf,
  describeExpression,
  implies,
  never,
  not,
  relation,
  supportOf,
} from './expression.ts';

const [lamp, door] = ['lamp', 'door'].map((name) => new Component(name, createMachine({}))) as [
  Component,
  Component,
];
const on = lamp.is('is on', () => true);
const open = door.is('is open', () => true);

describe('describeExpression', () => {
  test('puts in brackets what would be misread', () => {
    const texts = [
      on,
      not(on),
      allOf(on, anyOf(open, not(on))),
      implies(open, on),
      relation('they agree', [lamp.view('x', () => 1)], () => true),
      always,
      never,
    ].map(describeExpression);
    expect(texts).toEqual([
      'lamp is on',
      'not (lamp is on)',
      'lamp is on and (door is open or not (lamp is on))',
      'not (door is open) or lamp is on',
      'they agree',
      'true',
      'false',
    ]);
  });

  test('leaves a single part as it is, and says what nothing means', () => {
    expect(allOf(on)).toBe(on);
    expect(anyOf(on)).toBe(on);
    expect(describeExpression(allOf())).toBe('true');
    expect(describeExpression(anyOf())).toBe('false');
  });
});

describe('supportOf', () => {
  test('names each component once, in order of first mention', () => {
    const views = [door.view<number>('x', () => 1), lamp.view<number>('y', () => 2)] as const;
    const equal = relation('x = y', views, (x, y) => x === y);
    expect(supportOf(allOf(open, not(on), equal, always))).toEqual(['door', 'lamp']);
  });
});
