/**
 * The end of a domain that maps grants, and the next one that gets its place.
 *
 * Models domain_kill and gnttab_release_mappings (xen/common/grant_table.c at c447b7308b), which goes through the handles
 * one by one and may be preempted between two of them. The dying domain does not run, so what its TLBs
 * hold does not matter any more.
 */

import type { PinKind } from '../../../components/active-grant.machine.ts';
import { mappedKinds } from '../../../components/maptrack-entry.machine.ts';
import type { Component } from '../../../compose/index.ts';
import { type Case, Program, type ProgramMachine } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { GrantTable, Mapper } from '../table.ts';
import { inLock, perPage, unpins } from './pieces.ts';

const kindSets: readonly (readonly PinKind[])[] = [['hst'], ['dev'], ['hst', 'dev']];

/** The program of whoever ends the domain; its CPUs are in no hypercall then. */
export function endOfDomain(
  table: GrantTable,
  mapper: Mapper,
  cpus: readonly Component<ProgramMachine>[],
): Program {
  const program = new Program('alive', ['rest']);
  program.landmark('dead', ['rest']);
  const { name, domain, handles, reaches, domids } = mapper;
  const path = program.path('end').from(sources.death);
  path.line('alive', `${name} dies`, [
    {
      tags: ['environment'],
      with: [
        () => domain.on('DIE'),
        ...cpus.map((cpu) => () => cpu.when('is in no hypercall', (s) => s.hasTag('guest'))),
        ...reaches.flatMap(({ host, device, foreign }) =>
          [host, device, foreign].flatMap((m) => (m === null ? [] : [() => m.on('END')])),
        ),
      ],
    },
  ]);
  for (const [i, handle] of handles.entries()) {
    path
      .line(`.release${i}`, `${name} is torn down: handle ${i}`, [
        {
          name: 'not in use',
          with: [() => handle.when('maps nothing', (s) => mappedKinds(s).length === 0)],
          to: `.next${i}`,
        },
        ...releases(table, handle),
      ])
      .line(
        `.put${i}`,
        `${name} is torn down: page of handle ${i}`,
        perPage(table, ({ index, frame }) =>
          [1, 2].map((times) => ({
            name: `p${index}${times === 1 ? '' : ', twice'}`,
            where: { page: index, times },
            with: [() => frame.on('DROP', { times })],
            set: { page: null, times: null },
          })),
        ),
      )
      .line(`.next${i}`, `${name} is torn down: handle ${i} is done`, [
        { name: 'taken', with: [() => handle.on('GIVE')] },
        { name: 'free', with: [() => handle.when('is free', (s) => s.matches('free'))] },
      ]);
  }
  path.end('dead');
  if (domids.length > 1) {
    program
      .path('again')
      .from(sources.restart)
      .line('dead', `${name} is built anew`, [
        { tags: ['environment'], with: [() => domain.on('REBOOT')] },
      ])
      .end('alive');
  }
  return program;
}

/** Takes off what a handle has pinned. */
function releases(table: GrantTable, handle: Mapper['handles'][number]): readonly Case[] {
  return table.refs.flatMap((ref) =>
    kindSets.flatMap((kinds) =>
      [false, true].flatMap((write) =>
        perPage(table, ({ index, name }) =>
          unpins(ref, { kinds, write, page: index }, { with: [inLock(ref)] }).map((c) => ({
            ...c,
            name: `${ref.name} ${kinds.join('+')} ${write ? 'write' : 'read'} of ${name}, needs ${c.name}`,
            with: [
              ...(c.with ?? []),
              () => handle.on('CLEAR', { ref: ref.index, kinds, write, all: true }),
            ],
            set: { page: index, times: kinds.length },
          })),
        ),
      ),
    ),
  );
}
