/**
 * The locks of each scheme around a config write, deferred work, and the end of vPCI state.
 *
 * The listings of these locks with everything that can go wrong about them are in `vpci-locking`. Here
 * they are what decides who can run in between.
 */

import { goingTo } from '../../../kit/case-code.ts';
import {
  drop,
  dropRead,
  dropWrite,
  go,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../kit/lock-code.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';

/**
 * Lines that take the locks of a config write and find the device; then to the line that follows.
 *
 * S1 looks for the device under vpci_lock. All later ones look under the lock of the domain, and take
 * vpci->lock only of a device that they have found. `lineFind` adds the line `.find`, which goes to
 * `missed` if there is nothing to be found.
 */
export function linesEnterWrite(
  path: CodePath,
  { values: { scheme } }: World,
  { domain, lock }: Device,
  does: string,
  lineFind: (missed: string) => void,
): void {
  const vlock = (name: string): void => {
    path.line('.vlock', `${does} (4) spin_lock(${name})`, take(lock), [wants(lock)]);
  };
  if (scheme === 'S1') {
    vlock('vpci_lock');
    lineFind('.vunlock');
    return;
  }
  if (scheme === 'S3v8') {
    path.line('.lock', `${does} (1) read_lock`, takeRead(domain.lock), [
      wants(domain.lock, 'read'),
    ]);
  } else lineTakeWrite(path, '.lock', `${does} (1) write_lock`, domain.lock, '.find');
  lineFind('.unlock');
  vlock('vpci->lock');
}

/** Lines from `.vunlock` on that give them back. */
export function linesLeaveWrite(
  path: CodePath,
  { values: { scheme } }: World,
  { domain, lock }: Device,
  does: string,
): void {
  path.line('.vunlock', `${does} (6) spin_unlock`, drop(lock));
  if (scheme === 'S3v8') path.line('.unlock', `${does} (6) read_unlock`, dropRead(domain.lock));
  else if (scheme !== 'S1')
    path.line('.unlock', `${does} (6) write_unlock`, dropWrite(domain.lock));
}

/** Lines that take the lock under which deferred work runs; then to `next`. */
export function linesEnterPend(
  path: CodePath,
  { values: { scheme } }: World,
  { domain, lock }: Device,
  does: string,
  next: string,
): void {
  if (scheme === 'S1') {
    path.line('.lock', `${does} (2) spin_lock(vpci_lock)`, goingTo(next, take(lock)), [
      wants(lock),
    ]);
  } else if (scheme === 'S3v8') {
    lineTakeWrite(path, '.lock', `${does} (1) write_lock`, domain.lock, next);
  } else {
    path.line('.lock', `${does} (2) read_lock`, goingTo(next, takeRead(domain.lock)), [
      wants(domain.lock, 'read'),
    ]);
  }
}

/** Gives that lock back. */
export function leavePend(
  { values: { scheme } }: World,
  { domain, lock }: Device,
): readonly Case[] {
  if (scheme === 'S1') return drop(lock);
  return scheme === 'S3v8' ? dropWrite(domain.lock) : dropRead(domain.lock);
}

/** What that is called. */
export function pendUnlock({ values: { scheme } }: World): string {
  if (scheme === 'S1') return 'spin_unlock';
  return scheme === 'S3v8' ? 'write_unlock' : 'read_unlock';
}

/** A line that takes vpci->lock inside deferred work, where that is another lock. */
export function lineInnerLock(
  path: CodePath,
  { values: { scheme } }: World,
  { lock }: Device,
  at: string,
  does: string,
): void {
  if (scheme === 'S1') path.line(at, `${does} holds vpci_lock`, go);
  else path.line(at, `${does} spin_lock(vpci->lock)`, take(lock), [wants(lock)]);
}

/** And the line that releases it; then to `next`. */
export function lineInnerUnlock(
  path: CodePath,
  { values: { scheme } }: World,
  { lock }: Device,
  at: string,
  does: string,
  next: string,
): void {
  if (scheme === 'S1') path.line(at, `${does} keeps vpci_lock`, goingTo(next, go));
  else path.line(at, `${does} spin_unlock`, goingTo(next, drop(lock)));
}

/** Lines that take the lock that the end of vPCI state needs; then to `next`. */
export function linesEnterTeardown(
  path: CodePath,
  { values: { scheme } }: World,
  { domain, lock }: Device,
  at: string,
  does: string,
  next: string,
): void {
  if (scheme === 'S1') {
    path.line(at, `${does} spin_lock(vpci_lock)`, goingTo(next, take(lock)), [wants(lock)]);
  } else lineTakeWrite(path, at, `${does} write_lock`, domain.lock, next);
}

/** Gives that lock back. */
export function leaveTeardown(
  { values: { scheme } }: World,
  { domain, lock }: Device,
): readonly Case[] {
  return scheme === 'S1' ? drop(lock) : dropWrite(domain.lock);
}
