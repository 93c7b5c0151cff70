/** What steps ask of contexts and holders, and what they write there. */

import { holderOf } from '../../../components/function-holder.machine.ts';
import { type IommuContext, translationUsed } from '../../../components/iommu-context.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, Effect } from '../../../kit/program.ts';
import { type DomainName, domainIds, type Fn, type World } from '../world.ts';

/** The requester ID is translated by the tables of this domain; null for none. */
export function leadsTo(context: Component<IommuContext>, domain: DomainName | null): Effect {
  return () =>
    context.when(
      domain === null ? 'blocks' : `leads to ${domain}`,
      (s) => (translationUsed(s)?.tables ?? null) === domain,
    );
}

/** The requester ID is not translated by the tables of this domain. */
export function leadsElsewhere(context: Component<IommuContext>, domain: DomainName): Effect {
  return () =>
    context.when(`does not lead to ${domain}`, (s) => translationUsed(s)?.tables !== domain);
}

/** Rewrites the context from any of `was` at once. */
export function writesContext(
  context: Component<IommuContext>,
  was: readonly (DomainName | null)[],
  to: DomainName | null,
): readonly Case[] {
  return was.map((from) => ({
    name: `from ${from ?? 'blocked'}`,
    with: [
      () =>
        to === null
          ? context.on('CLEAR', { was: from })
          : context.on('WRITE', { was: from, tables: to, id: domainIds[to] }),
    ],
  }));
}

/** The function is with this guest. */
export function heldBy({ holder }: Fn, guest: string): Effect {
  return () => holder.when(`is ${guest}`, (s) => s.context.guest === guest);
}

/** Nobody has the function. */
export function free({ holder }: Fn): Effect {
  return () => holder.when('is nobody', (s) => holderOf(s) === null);
}

/** Where the requester ID of a function leads that nobody has; behind a bridge another one may have it. */
export function unassignedTables({ values, guests }: World): readonly (DomainName | null)[] {
  const others = values.requesterIds === 'bridge' ? guests : [];
  return [...others, values.quarantine ? null : 'dom0'];
}

/** Where it may lead while this guest has the function. */
export function assignedTables(world: World, guest: DomainName): readonly (DomainName | null)[] {
  return world.values.requesterIds === 'bridge' ? unassignedTables(world) : [guest];
}
