/** ASG: a function is assigned to a guest, with its phantom function, if nothing stands against it. */

import { holderOf } from '../../../components/function-holder.machine.ts';
import { conflicts } from '../../../components/guest-ram.machine.ts';
import { each } from '../../../kit/case-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { xen as sources } from '../sources.ts';
import { knownGroupOf } from '../topology.ts';
import type { DomainName, Fn, World } from '../world.ts';
import { free, unassignedTables, writesContext } from './tables.ts';

/** Adds the path for one function and one guest. */
export function linesAssign(program: Program, world: World, fn: Fn, guest: 'A' | 'B'): void {
  const name = `ASG ${fn.name} to ${guest}`;
  const path = program.path(`asg-${fn.name}-${guest}`);
  const { resv } = world.values;
  const ram = guest === 'A' ? world.ram : null;
  const wanted = [free(fn), ...groupAllows(world, fn, guest)];
  path.from(sources.assign).line('idle', `${name}: is asked for`, [{ with: wanted }]);
  if (ram !== null && resv === 'earlier') {
    path.from(sources.regions).line('.check', `${name}: compares the RAM with reserved regions`, [
      { name: 'no conflict', with: [() => ram.when('has no conflict', (s) => !conflicts(s))] },
      {
        name: 'conflict: refused',
        with: [() => ram.when('has a conflict', (s) => conflicts(s))],
        to: 'idle',
      },
    ]);
  }
  path
    .from(sources.assign)
    .line(
      '.context',
      `${name}: switches the context of ${fn.name}`,
      attaches(world, fn, guest, unassignedTables(world)),
    )
    .line(
      '.holder',
      `${name}: makes ${guest} its owner`,
      [{ with: [() => fn.holder.on('GIVE', { to: guest })] }],
      [`gives ${fn.name} to ${guest}`],
    );
  if (fn.phantom !== null) linesPhantom(path, world, fn, guest, fn.phantom);
  path
    .from(sources.assign)
    .line('.reach', `${name}: ${guest} reaches its registers`, [
      { with: [() => fn.holder.on('REACH')] },
    ])
    .end('idle');
}

/** The phantom function follows; if it cannot, assignment is undone, or goes on with phantom=partial. */
function linesPhantom(
  path: CodePath,
  world: World,
  { context, holder, name: of }: Fn,
  guest: 'A' | 'B',
  phantom: Fn['context'],
): void {
  const name = `ASG ${of} to ${guest}`;
  const partial = world.values.phantom === 'partial';
  const home = unassignedTables(world);
  // A function that could not be moved to a guest could not be put into quarantine either.
  const was = partial && world.values.quarantine ? [...home, 'dom0' as const] : home;
  path
    .from(sources.phantom)
    .line('.phantom', `${name}: switches its phantom function`, [
      ...writesContext(phantom, was, guest).map((c) => ({ ...c, to: '.reach' })),
      { name: 'fails', to: partial ? '.reach' : '.undo' },
    ]);
  if (partial) return;
  path
    .line(
      '.undo',
      `${name}: takes the context back`,
      writesContext(context, [guest], home.at(-1) ?? null),
    )
    .line('.undone', `${name}: fails`, [
      { with: [() => holder.on('TAKE', { from: guest })], to: 'idle' },
    ]);
}

/** Every other function of the group is with this guest, or with nobody. */
function groupAllows({ values, functions }: World, fn: Fn, guest: string): readonly Effect[] {
  if (values.groupPolicy === 'ignore') return [];
  const group = knownGroupOf(fn.name, values);
  return functions
    .filter(({ name }) => group.includes(name))
    .map(
      ({ holder }) =>
        () =>
          holder.when(`is ${guest} or nobody`, (s) => [guest, null].includes(holderOf(s))),
    );
}

/** The step that attaches: with resv=atAttach it looks at the RAM once more. */
function attaches(
  world: World,
  { context }: Fn,
  guest: 'A' | 'B',
  was: readonly (DomainName | null)[],
): readonly Case[] {
  const cases = each(writesContext(context, was, guest), {}).map((c) => ({
    ...c,
    tags: ['attaches', `attaches to ${guest}`],
  }));
  const ram = guest === 'A' ? world.ram : null;
  if (ram === null) return cases;
  if (world.values.rdmPolicy === 'relaxed' || world.values.resv !== 'atAttach') return cases;
  return [
    ...each(cases, { with: [() => ram.when('has no conflict', (s) => !conflicts(s))] }),
    {
      name: 'conflict: refused',
      with: [() => ram.when('has a conflict', (s) => conflicts(s))],
      to: 'idle',
    },
  ];
}
