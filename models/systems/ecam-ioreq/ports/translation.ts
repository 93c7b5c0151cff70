/**
 * Ports of a passed-through device: a list that translates them, which a device model edits while a vCPU
 * walks it, E16 (XSA-491).
 *
 * Models g2m_portio_accept, g2m_portio_read and XEN_DOMCTL_ioport_mapping (xen/arch/x86/hvm/io.c,
 * xen/arch/x86/domctl.c) before and after 7787f8e939. The list has one entry. The lock is taken to find the
 * entry and, once more, to use it; before, accept left a pointer for the read.
 */

import { companion } from '../../../../properties/kinds/index.ts';
import { memorySafe } from '../../../../properties/passthrough/memory.ts';
import { tagged } from '../../../../properties/passthrough/subject.ts';
import {
  allOf,
  type Component,
  type Property,
  type SystemBuilder,
} from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { heapObject, showHeapObject } from '../../../kit/heap-object.machine.ts';
import { dropRead, dropWrite, lineTakeWrite, takeRead, wants } from '../../../kit/lock-code.ts';
import { type Effect, Program } from '../../../kit/program.ts';
import { rwLock, showRwLock } from '../../../kit/rw-lock.machine.ts';
import type { Values } from '../parameters.ts';

type Entry = Component<ReturnType<typeof heapObject>>;
type Lock = Component<typeof rwLock>;

/** Builds it. */
export function translationScene(system: SystemBuilder, { defects }: Values): readonly Property[] {
  const unlocked = defects.includes('LIST_UNLOCKED');
  const entry = system.component('g2m_ioport', heapObject(1), { show: showHeapObject });
  const lock = unlocked ? null : system.component('g2m_ioport_lock', rwLock, { show: showRwLock });
  const vcpu = (lock === null ? walksUnlocked(entry) : walks(entry, lock)).actor(system, 'vcpu0');
  editor(entry, lock).actor(system, 'dm0');
  return [
    memorySafe(
      'NO-UAF',
      'a freed entry of the list that translates ports',
      [vcpu],
      companion(
        'the entry is removed while an access that was accepted is under way',
        allOf(
          tagged(vcpu, 'accepted'),
          entry.is('is freed', (s) => s.matches('freed')),
        ),
      ),
    ),
  ];
}

const there = (entry: Entry, is: boolean): Effect =>
  seeing(entry, is ? 'is there' : 'is not there', (s) => s.matches('allocated') === is);

/** Since 7787f8e939. */
function walks(entry: Entry, lock: Lock): Program {
  const program = new Program('guest', ['rest']);
  const asks = [wants(lock, 'read')];
  program
    .path('in')
    .from('g2m_portio_accept in xen/arch/x86/hvm/io.c at c447b7308b')
    .line('guest', 'IN: accept read_lock', takeRead(lock), asks)
    .line('.accept', 'IN: accept looks for the port', [
      { name: 'found', with: [there(entry, true)] },
      { name: 'none', with: [there(entry, false)], to: '.unlock-none' },
    ])
    .line('.unlock', 'IN: accept read_unlock', dropRead(lock))
    .from('g2m_portio_read in xen/arch/x86/hvm/io.c at c447b7308b')
    .line('.lock', 'IN: read read_lock', takeRead(lock), [...asks, 'accepted'])
    .line(
      '.find',
      'IN: read looks for the port again',
      [
        { name: 'found', with: [there(entry, true)] },
        { name: 'none: all-ones', with: [there(entry, false)], to: '.unlock-none' },
      ],
      ['accepted'],
    )
    .line('.use', 'IN: reads the port of the host', use(entry), ['accepted'])
    .line(
      '.unlock-used',
      'IN: read read_unlock',
      dropRead(lock).map((c) => ({ ...c, to: 'guest' })),
    )
    .line('.unlock-none', 'IN: read_unlock, nobody’s', dropRead(lock))
    .end('guest');
  program.landmark('use-after-free', ['crashed']);
  return program;
}

const use = (entry: Entry) => [
  { with: [there(entry, true)] },
  { name: 'freed', with: [there(entry, false)], to: 'use-after-free' },
];

/** Before: neither the walk nor the use of what it has found is locked. */
function walksUnlocked(entry: Entry): Program {
  const program = new Program('guest', ['rest']);
  program.landmark('use-after-free', ['crashed']);
  program
    .path('in')
    .from('g2m_portio_accept in xen/arch/x86/hvm/io.c before 7787f8e939')
    .line('guest', 'IN: accept comes to the entry', [
      { name: 'found', with: [there(entry, true)] },
      { name: 'none', with: [there(entry, false)], to: 'guest' },
    ])
    .line('.compare', 'IN: accept compares ports, keeps a pointer', use(entry), ['accepted'])
    .from('g2m_portio_read in xen/arch/x86/hvm/io.c before 7787f8e939')
    .line('.use', 'IN: reads the port of the host', use(entry), ['accepted'])
    .end('guest');
  return program;
}

/** A device model in a stub domain removes the mapping. */
function editor(entry: Entry, lock: Lock | null): Program {
  const program = new Program('running', ['rest']);
  program.landmark('removed', ['rest']);
  const path = program
    .path('remove')
    .from(
      `XEN_DOMCTL_ioport_mapping in xen/arch/x86/domctl.c ${lock === null ? 'before 7787f8e939' : 'at c447b7308b'}`,
    );
  if (lock !== null)
    lineTakeWrite(path, 'running', 'removes the mapping: write_lock', lock, '.free');
  path.line(lock === null ? 'running' : '.free', 'removes the mapping: list_del, xfree', [
    { with: [() => entry.on('FREE')] },
  ]);
  if (lock !== null) path.line('.unlock', 'removes the mapping: write_unlock', dropWrite(lock));
  path.end('removed');
  return program;
}
