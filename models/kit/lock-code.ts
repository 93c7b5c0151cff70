/** Instructions that take and release locks. */

import type { Component, Participation } from '../compose/index.ts';
import type { Case, CodePath, Effect } from './program.ts';
import { admitsReader, type rwLock } from './rw-lock.machine.ts';
import type { spinLock } from './spin-lock.machine.ts';

/** A lock with one mode, recursive or not. */
interface SpinLock {
  readonly name: string;
  on(type: 'ACQUIRE' | 'RELEASE', payload: { readonly by: string }): Participation;
}

type RwLock = Component<typeof rwLock>;

/** One case without conditions. */
export const go: readonly Case[] = [{}];

/** The tag of a location whose next instruction waits for a lock. */
export function wants(lock: { readonly name: string }, mode: 'read' | 'write' = 'write'): string {
  return `wants ${lock.name}:${mode}`;
}

export function take(lock: SpinLock): readonly Case[] {
  return [{ with: [(by) => lock.on('ACQUIRE', { by })] }];
}

export function drop(lock: SpinLock): readonly Case[] {
  return [{ with: [(by) => lock.on('RELEASE', { by })] }];
}

export function takeRead(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('READ', { by })] }];
}

export function dropRead(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('READ_DONE', { by })] }];
}

export function dropWrite(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('WRITE_DONE', { by })] }];
}

/** Two lines: takes the lock for writing at once, or announces itself and waits; then to `next`. */
export function lineTakeWrite(
  path: CodePath,
  at: string,
  does: string,
  lock: RwLock,
  next: string,
): void {
  const write: Case = { with: [(by) => lock.on('WRITE', { by })], to: next };
  const queue: Effect = (by) => lock.on('QUEUE', { by });
  const tags = [wants(lock)];
  path
    .line(at, does, [write, { name: 'writer waits', with: [queue], to: `${at}-waiting` }], tags)
    .line(`${at}-waiting`, `${does}, after waiting`, [write], tags);
}

/** `spin_trylock`: takes the lock, or goes to `busy` at once. */
export function tryTake(lock: Component<typeof spinLock>, busy: string): readonly Case[] {
  return [
    ...take(lock),
    { name: 'busy', with: [() => lock.when('is not free', (s) => !s.matches('free'))], to: busy },
  ];
}

/** `read_trylock`: takes the lock for reading, or goes to `busy` at once. */
export function tryRead(lock: RwLock, busy: string): readonly Case[] {
  return [
    ...takeRead(lock),
    {
      name: 'busy',
      with: [
        (by) => lock.when(`refuses ${by} as a reader`, ({ context }) => !admitsReader(context, by)),
      ],
      to: busy,
    },
  ];
}
