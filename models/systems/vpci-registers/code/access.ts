/**
 * RD and WR of vPCI: vpci_read, vpci_write, vpci_write_helper in drivers/vpci/vpci.c.
 *
 * An access is looked up under the lock of the domain (S4) or none (S1), then goes through the sorted
 * list of handlers: what lies between them is a gap. A gap in front of a handler or between two is
 * dealt with where it is met, one at the end after the locks were released.
 */

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
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { passesGaps } from '../handlers.ts';
import { type Access, bitsText, type Part, subsetsOf } from '../layout.ts';
import type { Cell, World } from '../world.ts';
import { linesPending, linesWriteHandler } from './handler-code.ts';
import { asks, codeOf, GUEST, inHandler, outside, returns, tags } from './marks.ts';
import { valuesIn } from './values.ts';

/** RD and WR of one access. */
export function linesOf(world: World, program: Program, access: Access): void {
  if (world.has('RD')) linesAccess(world, program, access, 'RD');
  if (world.has('WR')) linesAccess(world, program, access, 'WR');
}

function linesAccess(world: World, program: Program, access: Access, op: 'RD' | 'WR'): void {
  const { values, domainLock, deviceLock } = world;
  const does = `${op} ${access.title}`;
  const path = program
    .path(`${op} ${access.title}`)
    .from(codeOf(values, op === 'RD' ? 'vpci_read' : 'vpci_write'))
    .line(GUEST, `${does} traps`, go);
  if (domainLock !== null) {
    if (op === 'RD') {
      path.line('.lock', `${does} (1) read_lock`, takeRead(domainLock), [
        wants(domainLock, 'read'),
      ]);
    } else lineTakeWrite(path, '.lock', `${does} (1) write_lock`, domainLock, '.find');
  }
  path.line('.find', `${does} (2) search`, found(world));
  if (deviceLock !== null) {
    path.line('.vlock', `${does} (4) spin_lock`, take(deviceLock), [wants(deviceLock)]);
  }
  const tail = tailOf(world, access);
  for (const part of access.parts.slice(0, access.parts.length - tail.length)) {
    linesPart(path, world, part, op, `${does} (5)`, '');
  }
  if (deviceLock !== null)
    path.line('.vunlock', `${does} (6) spin_unlock`, outside(drop(deviceLock)));
  if (domainLock !== null) {
    path.line(
      '.out',
      `${does} (6) unlock`,
      op === 'RD' ? dropRead(domainLock) : dropWrite(domainLock),
    );
  }
  for (const part of tail) linesGap(path, world, part, op, `${does} (7) tail:`, 'tail-');
  if (op === 'WR' && world.barsMapped !== null && covers(access, 'command')) {
    linesPending(path, world, does, GUEST);
  }
  path.end(GUEST);
  if (world.owner !== null) linesNoDevice(program, world, access, op);
}

/** The parts at the end of an access that have no handler. */
function tailOf(world: World, { parts }: Access): readonly Part[] {
  const last = parts.findLastIndex(({ register }) => world.cell(register.name).handler !== null);
  return parts.slice(last + 1);
}

const covers = ({ parts }: Access, name: string): boolean =>
  parts.some(({ register }) => register.name === name);

/** The device is found, or it is not here (any more). */
function found({ owner }: World): readonly Case[] {
  if (owner === null) return [{ name: 'found' }];
  return [
    { name: 'found', with: [() => owner.when('is here', (s) => s.matches('here'))] },
    {
      name: 'not found',
      with: [() => owner.when('is elsewhere', (s) => !s.matches('here'))],
      to: '.none',
    },
  ];
}

/** No device: the locks are released, and all of the access is a gap. */
function linesNoDevice(program: Program, world: World, access: Access, op: 'RD' | 'WR'): void {
  const { values, domainLock } = world;
  const does = `${op} ${access.title}`;
  const path = program
    .path(`${op} ${access.title}`)
    .from(codeOf(values, op === 'RD' ? 'vpci_read' : 'vpci_write'));
  path.line(
    '.none',
    `${does} (3) no device, unlock`,
    domainLock === null ? go : op === 'RD' ? dropRead(domainLock) : dropWrite(domainLock),
  );
  for (const part of access.parts) linesGap(path, world, part, op, `${does} (3)`, 'none-');
  path.end(GUEST);
}

function linesPart(
  path: CodePath,
  world: World,
  part: Part,
  op: 'RD' | 'WR',
  does: string,
  prefix: string,
): void {
  const cell = world.cell(part.register.name);
  if (cell.handler === null) linesGap(path, world, part, op, does, prefix);
  else if (op === 'RD') {
    path.line(
      `.read-${cell.name}`,
      `${does} ${cell.name}: handler`,
      inHandler(readCases(cell, part)),
    );
  } else linesWriteHandler(path, world, cell, part, does);
}

/** A gap: hardware, or all-ones and nothing. */
function linesGap(
  path: CodePath,
  world: World,
  part: Part,
  op: 'RD' | 'WR',
  does: string,
  prefix: string,
): void {
  const cell = world.cell(part.register.name);
  const label = `.${prefix}gap-${cell.name}`;
  const passes = passesGaps(world.values);
  const cases = op === 'RD' ? gapReads(cell, part, passes) : gapWrites(cell, part, passes);
  path.line(label, `${does} ${cell.name}: no handler`, outside(cases), [tags.gap]);
}

function gapReads(cell: Cell, { mask }: Part, passes: boolean): readonly Case[] {
  if (!passes) return [{ name: 'all-ones', tags: [returns(cell.name, mask)] }];
  return valuesIn(cell, mask).map(({ value, effect }) => ({
    name: `hardware says ${bitsText(cell, value)}`,
    tags: [returns(cell.name, value)],
    with: [effect],
  }));
}

function gapWrites(cell: Cell, { mask }: Part, passes: boolean): readonly Case[] {
  if (!passes) return [{ name: 'dropped' }];
  return subsetsOf(mask).map((value) => ({
    name: `hardware takes ${bitsText(cell, value)}`,
    tags: [asks(cell.name, value)],
    with: [() => cell.hardware.on('WRITE', { value, mask, asked: value })],
  }));
}

/** What a read through a handler returns: RsvdP and RsvdZ bits as zero. */
function readCases(cell: Cell, { mask }: Part): readonly Case[] {
  const { handler, copy } = cell;
  if (handler === null) return go;
  const shown = mask & ~(handler.rsvdp | handler.rsvdz);
  if (typeof handler.reads === 'number') {
    const value = handler.reads === 0 ? 0 : shown;
    return [{ name: bitsText(cell, value), tags: [returns(cell.name, value)] }];
  }
  const source = handler.reads === 'copy' && copy !== null ? copy : cell.hardware;
  return valuesIn(cell, shown, source).map(({ value, effect }) => ({
    name: bitsText(cell, value),
    tags: [returns(cell.name, value)],
    with: [effect],
  }));
}
