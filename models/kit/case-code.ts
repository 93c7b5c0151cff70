/** Cases of instructions, put together from parts. */

import type { Case } from './program.ts';

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
