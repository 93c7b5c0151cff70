/** Instructions that move the device between the lists of domains, and its vPCI state with it. */

import type { Participation } from '../../../compose/index.ts';
import { dropWrite, lineTakeWrite } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Registers } from '../../../kit/program.ts';
import { driverCode, sources } from '../sources.ts';
import type { Parts } from '../world.ts';

/** The domains a device can be with. */
export type Domain = string;

/** Where the device goes, and the register values under which it goes there. */
export interface Destination {
  readonly to: Domain;
  readonly where?: Registers;
}

/** A device changes hands. */
export interface Move {
  readonly does: string;
  readonly from: readonly Domain[];
  readonly destinations: readonly Destination[];
  /** Whether the list of the guest is changed under the guest's lock. */
  readonly locked: boolean;
}

/** The label of the first of {@link linesMove}. */
export function startOfMove(world: Parts, { from, locked }: Pick<Move, 'from' | 'locked'>): string {
  return locked && from.includes(world.guestName) ? locking(world, '.unlink') : '.unlink';
}

/**
 * Lines that take the device off the list it is on, name its new owner, and put it on the list there.
 * Of the locks of domains only the guest's is modelled: the others have no users but dom0.
 */
export function linesMove(path: CodePath, world: Parts, move: Move): void {
  const { does, from, destinations, locked } = move;
  const { list } = world;
  path.from(driverCode(world.values.driver));
  const unlinks = from.map(
    (domain): Case => ({
      name: `from ${domain}`,
      with: [() => list.on('UNLINK', { from: domain })],
    }),
  );
  const leaves = locked && from.includes(world.guestName);
  const comes = locked && destinations.some(({ to }) => to === world.guestName);
  const write = (at: string, what: string, cases: readonly Case[], lock: boolean): void => {
    if (lock) linesLocked(path, world, at, does, what, cases);
    else path.line(at, `${does} ${what}`, cases);
  };
  write('.unlink', 'unlinks', unlinks, leaves);
  path.line(
    '.name',
    `${does} sets pdev->domain`,
    each(destinations, (domain) => list.on('NAME', { domain })),
  );
  write(
    '.link',
    'links',
    each(destinations, (to) => list.on('LINK', { to })),
    comes,
  );
}

/** The label of the first of {@link linesLocked}. */
export function locking({ lock }: Pick<Parts, 'lock'>, at: string): string {
  return lock === null ? at : `${at}-lock`;
}

/** One line under the lock of the guest in write mode, where others take that lock. */
export function linesLocked(
  path: CodePath,
  world: Pick<Parts, 'lock'>,
  at: string,
  does: string,
  what: string,
  cases: readonly Case[],
): void {
  const { lock } = world;
  if (lock !== null)
    lineTakeWrite(path, `${at}-lock`, `${does} write_lock to ${what.split(' ')[0]}`, lock, at);
  path.line(at, `${does} ${what}`, cases);
  if (lock !== null)
    path.line(`${at}-unlock`, `${does} write_unlock after ${what.split(' ')[0]}`, dropWrite(lock));
}

function each(
  destinations: readonly Destination[],
  part: (to: Domain) => Participation,
): readonly Case[] {
  return destinations.map(({ to, where = {} }) => ({
    ...(destinations.length > 1 ? { name: to } : {}),
    where,
    with: [() => part(to)],
  }));
}

/** Lines of `vpci_deassign_device` for the guest, under its lock. */
export function linesVpciGone(path: CodePath, { vpciCode }: Parts, does: string): void {
  path.from(sources.deassign);
  vpciCode.gone(path, does);
}

/** Lines of `vpci_assign_device` for the guest, under its lock; to `done` or, failing, to `failed`. */
export function linesVpciMade(
  path: CodePath,
  { vpciCode }: Parts,
  does: string,
  done: string,
  failed: string,
): void {
  path.from(sources.assign);
  vpciCode.made(path, does, done, failed);
}
