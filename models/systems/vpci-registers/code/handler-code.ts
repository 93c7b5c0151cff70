/**
 * What a write does inside a handler: vpci_write_helper, cmd_write, and the deferred write of the command
 * register in modify_decoding. Mappings belong to another family: deferred work here is the write alone.
 */

import { drop, dropRead, go, take, takeRead, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { mergedValue, readsFirst } from '../handlers.ts';
import { bitsText, COMMAND, type Part, subsetsOf } from '../layout.ts';
import type { Cell, World } from '../world.ts';
import { asks, codeOf, inHandler, NULL_DEREFERENCE, outside, tags } from './marks.ts';
import { valuesIn } from './values.ts';

/** A write that a handler gets. Registers: `current`, `value`, `asked`. */
export function linesWriteHandler(
  path: CodePath,
  world: World,
  cell: Cell,
  part: Part,
  does: string,
): void {
  const { handler, name } = cell;
  if (handler === null) return;
  if (handler.writes === 'nothing') {
    path.line(`.write-${name}`, `${does} ${name}: handler drops it`, inHandler(go));
    return;
  }
  path.calls(codeOf(world.values, 'vpci_write_helper'), () => {
    if (readsFirst(handler, part.whole)) {
      path.line(
        `.current-${name}`,
        `${does} ${name}: reads it first`,
        inHandler(currentCases(cell)),
      );
    }
    path.line(
      `.merge-${name}`,
      `${does} ${name}: merges`,
      inHandler(mergeCases(world, cell, part)),
    );
  });
  if (handler.writes === 'command') {
    path.calls(codeOf(world.values, 'cmd_write'), () => linesCommand(path, world, cell, does));
  } else {
    path.line(`.store-${name}`, `${does} ${name}: handler writes`, inHandler(storeCases(cell)));
  }
}

function currentCases(cell: Cell): readonly Case[] {
  const { handler, copy, mask } = cell;
  if (typeof handler?.reads === 'number') return [{ set: { current: handler.reads * mask } }];
  const source = handler?.reads === 'copy' && copy !== null ? copy : cell.hardware;
  return valuesIn(cell, mask, source).map(({ value, effect }) => ({
    name: bitsText(cell, value),
    set: { current: value },
    with: [effect],
  }));
}

/** What the domain wrote, for every value of that, with what was read. */
function mergeCases({ defect }: World, cell: Cell, { mask, whole }: Part): readonly Case[] {
  const { handler } = cell;
  if (handler === null) return go;
  const first = readsFirst(handler, whole);
  const currents = first ? subsetsOf(cell.mask) : [0];
  return subsetsOf(mask).flatMap((asked) =>
    currents.map((current): Case => {
      const value = mergedValue(handler, whole, mask, asked, current, defect('RW1C_MERGE'));
      const name = `${bitsText(cell, asked)} asked`;
      return {
        name: first ? `${name}, ${bitsText(cell, current)} read` : name,
        where: { current: first ? current : null },
        set: { current: null, value: value & cell.mask, asked },
      };
    }),
  );
}

/** All values a register may be given, with what was asked. */
function values(cell: Cell): readonly { readonly value: number; readonly asked: number }[] {
  return subsetsOf(cell.mask).flatMap((value) =>
    subsetsOf(cell.mask).map((asked) => ({ value, asked })),
  );
}

function storeCases(cell: Cell): readonly Case[] {
  const { handler, copy } = cell;
  return values(cell).map(({ value, asked }) => ({
    name: `${bitsText(cell, value)} for ${bitsText(cell, asked)}`,
    where: { value, asked },
    set: { value: null, asked: null },
    ...(handler?.writes === 'copy' && copy !== null
      ? { with: [() => copy.on('STORE', { value })] }
      : writesHardware(cell, value, asked)),
  }));
}

/** The register as a whole is written. */
function writesHardware(cell: Cell, value: number, asked: number): Pick<Case, 'with' | 'tags'> {
  return {
    tags: [asks(cell.name, asked)],
    with: [() => cell.hardware.on('WRITE', { value, mask: cell.mask, asked })],
  };
}

/** cmd_write: INTX_DISABLE is forced, the guest's view stored, and the write done or deferred. */
function linesCommand(path: CodePath, world: World, cell: Cell, does: string): void {
  const { values: parameters, msi } = world;
  const guest = parameters.profile === 'domU';
  if (guest && parameters.scheme === 'S1') {
    path.line('.deref', `${does} command: is vpci->msi->enabled?`, followMsi(world), [
      tags.follows,
    ]);
  }
  if (guest && msi !== null && (cell.mask & COMMAND.INTX_DISABLE) !== 0) {
    path.line(
      '.force',
      `${does} command: INTX_DISABLE while MSI is on`,
      inHandler(forceCases(world, cell)),
    );
  }
  const { copy } = cell;
  if (copy !== null) {
    path.line(
      '.guest-cmd',
      `${does} command: stores guest_cmd`,
      inHandler(
        subsetsOf(cell.mask).map((value) => ({
          name: bitsText(cell, value),
          where: { value },
          with: [() => copy.on('STORE', { value })],
        })),
      ),
    );
  }
  path.line('.hardware', `${does} command: writes hardware`, inHandler(hardwareCases(world, cell)));
}

/** S1 (patch 09) looks into the MSI structure without asking whether there is one. */
function followMsi({ values: { capability } }: World): readonly Case[] {
  return capability === 'msi'
    ? go
    : [{ name: 'vpci->msi is NULL', to: NULL_DEREFERENCE, fault: true }];
}

function forceCases({ msi }: World, cell: Cell): readonly Case[] {
  if (msi === null) return go;
  const off: Effect = () => msi.when('is off', (s) => s.matches('off'));
  const on: Effect = () => msi.when('is on', (s) => s.matches('on'));
  return [
    { name: 'MSI off', with: [off] },
    ...subsetsOf(cell.mask).map((value) => ({
      name: `MSI on, ${bitsText(cell, value)}`,
      where: { value },
      set: { value: value | COMMAND.INTX_DISABLE },
      with: [on],
    })),
  ];
}

/** The write is done, or waits for deferred work where it changes memory decode. */
function hardwareCases({ barsMapped }: World, cell: Cell): readonly Case[] {
  return values(cell).flatMap(({ value, asked }): readonly Case[] => {
    const done: Case = {
      name: `${bitsText(cell, value)} for ${bitsText(cell, asked)}`,
      where: { value, asked },
      set: { value: null, asked: null },
      ...writesHardware(cell, value, asked),
    };
    if (barsMapped === null) return [done];
    const mapped = (value & COMMAND.MEMORY) !== 0;
    const is = (state: 'on' | 'off'): Effect => {
      return () => barsMapped.when(`is ${state}`, (s) => s.matches(state));
    };
    return [
      { ...done, with: [...(done.with ?? []), is(mapped ? 'on' : 'off')] },
      {
        name: `${done.name}, deferred`,
        where: { value, asked },
        with: [is(mapped ? 'off' : 'on')],
      },
    ];
  });
}

/** PEND: writes the value that was kept, if there is one. The BARs are mapped or unmapped by then. */
export function linesPending(path: CodePath, world: World, does: string, next: string): void {
  const { command, barsMapped, domainLock, deviceLock } = world;
  if (command === null || barsMapped === null || deviceLock === null) return;
  const kept = values(command).map(({ value, asked }) => ({
    where: { value, asked },
    value,
    asked,
  }));
  path.calls(codeOf(world.values, 'vpci_process_pending, modify_decoding'), () => {
    path.line('.pending', `PEND after ${does}`, [
      { name: 'nothing pending', where: { value: null }, to: next },
      ...kept.map(({ where, value, asked }) => ({
        name: `${bitsText(command, value)} for ${bitsText(command, asked)}`,
        where,
      })),
    ]);
    if (domainLock !== null) {
      path.line('.pend-lock', `PEND after ${does} (2) read_lock`, takeRead(domainLock), [
        wants(domainLock, 'read'),
      ]);
    }
    path
      .line('.pend-vlock', `PEND after ${does} (6) spin_lock`, take(deviceLock), [
        wants(deviceLock),
      ])
      .line(
        '.pend-write',
        `PEND after ${does} (6) modify_decoding`,
        kept.map(({ where, value, asked }) => {
          const { with: effects = [], tags: told = [] } = writesHardware(command, value, asked);
          const set = (value & COMMAND.MEMORY) !== 0 ? 'SET' : 'CLEAR';
          return {
            name: `${bitsText(command, value)} for ${bitsText(command, asked)}`,
            where,
            set: { value: null, asked: null, via: 1 },
            tags: told,
            with: [...effects, () => barsMapped.on(set)],
          };
        }),
      )
      .line('.pend-vunlock', `PEND after ${does} (6) spin_unlock`, outside(drop(deviceLock)));
    if (domainLock !== null) {
      path.line('.pend-out', `PEND after ${does} (6) read_unlock`, dropRead(domainLock));
    }
  });
}
