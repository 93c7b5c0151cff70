/** Cases of instructions, put together from parts. */

import type { AnyStateMachine, SnapshotFrom } from 'xstate';
import type { Component } from '../compose/index.ts';
import type { Case, Effect } from './program.ts';

/** A look at a component, which must be as the predicate says and stays as it is. */
export function seeing<M extends AnyStateMachine>(
  component: Component<M>,
  label: string,
  predicate: (snapshot: SnapshotFrom<M>) => boolean,
): Effect {
  return () => component.when(label, predicate);
}

/** Joins descriptions of a case; any may be missing. */
export function named(...names: readonly (string | undefined)[]): { readonly name?: string } {
  const given = names.filter((name) => name !== undefined);
  return given.length === 0 ? {} : { name: given.join(', ') };
}

/** Adds conditions and effects to every case. */
export function each(cases: readonly Case[], more: Case): readonly Case[] {
  return cases.map((c) => ({
    ...c,
    ...named(more.name, c.name),
    with: [...(more.with ?? []), ...(c.with ?? [])],
    where: { ...more.where, ...c.where },
    ...(more.set === undefined && c.set === undefined ? {} : { set: { ...more.set, ...c.set } }),
  }));
}

/** The same cases, going on at another place. */
export function goingTo(to: string, cases: readonly Case[]): readonly Case[] {
  return cases.map((c) => ({ ...c, to }));
}
