/**
 * What vCPUs do in the scene `config-access`, and what the hypervisor does for them: the first one moves
 * the window and numbers the bus behind the root port, all of them make ECAM accesses.
 *
 * Writes to the chipset go by CF8/CFC, so they are routed by BDF. Issue, look-up of the base, selection
 * of a server, and sending are steps of their own for an ECAM access; what answers it is another program.
 */

import type { Participation } from '../../../compose/index.ts';
import { each } from '../../../kit/case-code.ts';
import { dropRead, dropWrite, go, lineTakeWrite, takeRead, wants } from '../../../kit/lock-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import {
  accessesOf,
  byAddress,
  byId,
  type EcamAccess,
  movesOf,
  nameOf,
  ownAccessesOf,
  renumbering,
  tagOf,
  topologiesOf,
  type Write,
} from './accesses.ts';
import { code, resting, tags } from './marks.ts';
import { BUS, type ConfigWorld, GOAL, type Slot, START, type VcpuParts } from './world.ts';

/** The program of a vCPU. */
export function vcpuProgram(world: ConfigWorld, vcpu: VcpuParts): Program {
  const { values } = world;
  if (vcpu.index > 0) {
    const program = new Program('guest', resting);
    for (const access of accessesOf(values)) linesAccess(world, vcpu, program, 'guest', access);
    return program;
  }
  const stages = stagesOf(world);
  const [first] = stages;
  const program = new Program(first?.at ?? 'guest', resting);
  for (const { at } of stages.slice(1)) program.landmark(at, resting);
  stages.forEach(({ at, window, changes }, i) => {
    const next = stages[i + 1]?.at ?? at;
    const before = stages
      .slice(0, i)
      .reduce((sum, stage) => sum + (stage.changes[0]?.length ?? 0), 0);
    for (const sequence of changes) {
      const half = changes.length === 1 ? '' : (sequence[0]?.register ?? '');
      const marked = half === '' ? '' : `, ${half} half first`;
      linesWrites(world, vcpu, program, { at, next, sequence, before, marked });
    }
    for (const access of ownAccessesOf(values, window)) {
      linesAccess(world, vcpu, program, at, access);
    }
  });
  return program;
}

interface Stage {
  readonly at: string;
  /** Where the window is, as far as the first vCPU knows. */
  readonly window: number;
  /** Sequences of writes that lead to the next stage. */
  readonly changes: readonly (readonly Write[])[];
}

/** The first vCPU moves the window, then gives the bus its number. */
function stagesOf({ values }: ConfigWorld): readonly Stage[] {
  const { work, move, reload } = values;
  const moves = work.includes('MOVE');
  const end = (moves && move === 'relocate') || reload === 'postLoad' ? GOAL : START;
  const sequences = moves ? movesOf(values).map((all) => all.map(({ write }) => write)) : [];
  const stages: Stage[] = moves ? [{ at: 'booted', window: START, changes: sequences }] : [];
  const here = (): string => (moves ? 'moved' : 'booted');
  if (!work.includes('RENUMBER')) return [...stages, { at: here(), window: end, changes: [] }];
  return [
    ...stages,
    { at: here(), window: end, changes: [[renumbering]] },
    { at: 'numbered', window: end, changes: [] },
  ];
}

/** The guest runs: its device model is not being reset, and the chipset has been looked for. */
function running({ paused, identified }: ConfigWorld): readonly Effect[] {
  return [
    ...(paused === null ? [] : [() => paused.when('is off', (s) => s.matches('off'))]),
    ...(identified === null ? [] : [() => identified.when('is done', (s) => s.matches('on'))]),
  ];
}

interface Sequence {
  readonly at: string;
  readonly next: string;
  readonly sequence: readonly Write[];
  /** How many changes the topology has gone through before. */
  readonly before: number;
  /** What tells it from another sequence. */
  readonly marked: string;
}

function linesWrites(
  world: ConfigWorld,
  vcpu: VcpuParts,
  program: Program,
  { at, next, sequence, before, marked }: Sequence,
): void {
  const path = program.path(`${at}${marked}`);
  sequence.forEach((write, k) => {
    linesWrite(world, vcpu, path, {
      write,
      id: `${k}`,
      does: `${nameOf(write)}${marked}`,
      start: k === 0 ? at : `.boundary${k}`,
      next: k + 1 < sequence.length ? `.boundary${k + 1}` : next,
      to: before + k + 1,
    });
  });
  path.end(next);
}

/** A write as a piece of the program of the vCPU. */
interface WriteLines {
  readonly write: Write;
  readonly id: string;
  readonly does: string;
  readonly start: string;
  readonly next: string;
  /** The topology that it leads to. */
  readonly to: number;
}

/** The tags of a vCPU at a write. */
function during(write: Write): readonly string[] {
  const target = write.register === 'bus' ? 'bridge' : 'host';
  return [tags.writing, tagOf({ target, at: null, bus: 0 })];
}

function linesWrite(world: ConfigWorld, vcpu: VcpuParts, path: CodePath, lines: WriteLines): void {
  const { write, id, does, start, next, to } = lines;
  const { history } = world;
  const begins: Case = {
    with: [
      ...running(world),
      () => vcpu.served.on('BEGIN'),
      () => history.on('BEGIN', { to }),
      ...preHook(world, write, to),
    ],
  };
  path.from(code.trap).line(start, `${does} (1) traps`, [begins], [tags.boundary]);
  if (world.windowLock !== null) linesOwn(world, vcpu, path, lines);
  else linesSent(world, vcpu, path, lines);
  path
    .from(code.complete)
    .line(
      `.resume${id}`,
      `${does} (6) resumes`,
      [{ to: next, with: [() => history.on('END')] }],
      [...during(write), tags.ending],
    );
}

/** HOOK_BEFORE: the value as the guest has written it, whatever becomes of it. */
function preHook(
  { defect, base, values }: ConfigWorld,
  write: Write,
  to: number,
): readonly Effect[] {
  if (!defect('HOOK_BEFORE') || base === null || write.register === 'bus') return [];
  const reserved = write.register === 'low' && write.reserved;
  const at = reserved ? write.low : (topologiesOf(values)[to]?.window ?? null);
  return [() => base.on('SET', { at })];
}

/** Approaches with PCIEXBAR in a device model: the write is sent there; III reads it back. */
function linesSent(
  world: ConfigWorld,
  { slots: [slot] }: VcpuParts,
  path: CodePath,
  { write, id, does }: WriteLines,
): void {
  const { hooks, base, defect } = world;
  const reads =
    hooks !== null && base !== null && write.register !== 'bus' && !defect('HOOK_BEFORE');
  const tagged = during(write);
  path
    .from(code.send)
    .line(
      `.send${id}`,
      `${does} (2) is sent to dm0`,
      [{ with: [() => slot.on('POST', { request: nameOf(write) })] }],
      tagged,
    )
    .from(code.complete)
    .line(
      `.wait${id}`,
      `${does} (5) is answered`,
      [
        {
          to: reads ? `.hook${id}` : `.resume${id}`,
          with: [() => slot.on('COLLECT', { status: 'done' })],
        },
      ],
      tagged,
    );
  if (!reads) return;
  path
    .from(code.hook)
    .line(
      `.hook${id}`,
      `${does} III.5 post-hook`,
      [
        { name: 'hooked', with: [() => hooks.when('are set', (s) => s.matches('on'))] },
        {
          name: 'no hook',
          with: [() => hooks.when('are not set', (s) => s.matches('off'))],
          to: `.resume${id}`,
        },
      ],
      tagged,
    )
    .line(
      `.read${id}`,
      `${does} III.5 reads PCIEXBAR back`,
      [{ with: [() => slot.on('POST', { request: 'PCIEXBAR?' })] }],
      tagged,
    )
    .line(
      `.install${id}`,
      `${does} III.5 installs what it read`,
      windows.map(
        (at): Case => ({
          name: windowName(at),
          with: [
            () => slot.on('COLLECT', { status: windowName(at) }),
            () => base.on('SET', { at }),
          ],
        }),
      ),
      tagged,
    );
}

/** Every place where the window may be. */
export const windows = [null, 0, 1, 2, 3] as const;

/** What PCIEXBAR is read as. */
export const windowName = (at: number | null): string => (at === null ? 'off' : `window ${at}`);

/** II.1: the hypervisor has the register, and changes it under the window lock. */
function linesOwn(
  { windowLock, pciexbar, bridge }: ConfigWorld,
  { served }: VcpuParts,
  path: CodePath,
  { write, id, does }: WriteLines,
): void {
  if (windowLock === null) return;
  const store: Effect = () =>
    write.register === 'bus' ? bridge.on('STORE', { value: write.bus }) : storeOf(pciexbar, write);
  const by = write.register === 'bus' ? 'bridge' : 'host';
  const tagged = during(write);
  path.from(code.chipset);
  lineTakeWrite(path, `.lock${id}`, `${does} (2) write_lock`, windowLock, `.store${id}`);
  path
    .line(
      `.store${id}`,
      `${does} II.1 writes the register`,
      [{ with: [() => served.on('SERVED', { by }), store] }],
      tagged,
    )
    .line(`.unlock${id}`, `${does} (3) write_unlock`, dropWrite(windowLock), tagged);
}

/** The event of a write to a half of PCIEXBAR. */
export function storeOf(
  pciexbar: ConfigWorld['pciexbar'],
  write: Exclude<Write, { readonly register: 'bus' }>,
): Participation {
  return write.register === 'high'
    ? pciexbar.on('WRITE_HIGH', { high: write.high })
    : pciexbar.on('WRITE_LOW', {
        low: write.low,
        enable: write.enable,
        reserved: write.reserved,
      });
}

/** An ECAM access. The register `since` is the topology that was complete when it began. */
function linesAccess(
  world: ConfigWorld,
  { served, slots }: VcpuParts,
  program: Program,
  from: string,
  access: EcamAccess,
): void {
  const does = `ECAM ${access.name}${from === 'guest' ? '' : ` when ${from}`}`;
  const { at, target } = access;
  const dm = target === 'fn' ? 1 : 0;
  const path = program
    .path(`${from}-${target}-${at}`, [
      tags.accessing,
      tagOf(access),
      ...(from === 'moved' || from === 'numbered' ? [tags.moved] : []),
    ])
    .from(code.trap)
    .line(
      from,
      `${does} (1) traps`,
      topologiesOf(world.values).map(
        (_, since): Case => ({
          name: `topology ${since}`,
          set: { since },
          with: [
            ...running(world),
            () => served.on('BEGIN'),
            () => world.history.when(`is at ${since}`, (s) => s.context.done === since),
          ],
        }),
      ),
    );
  if (world.windowLock !== null) linesDecodeLocked(path, world, access, does);
  else linesDecode(path, world, access, does);
  lineSent(path, slots[dm], '.send', `${does} (4) is sent to dm${dm}`, byId(access));
  lineWait(path, slots[dm], '.wait', `${does} (6) is answered`);
  if (world.range !== null) {
    const does0 = `${does} (4) is sent to dm0 by its address`;
    lineSent(path, slots[0], '.send-memory', does0, byAddress(access));
    lineWait(path, slots[0], '.wait-memory', `${does} (6) is answered by dm0`);
  }
  path
    .from(code.select)
    .line('.ones', `${does} (5) is nobody's: all-ones`, go)
    .from(code.complete)
    .line('.over', `${does} (7) is over`, [{ to: from }], [tags.ending])
    .end(from);
}

function lineSent(path: CodePath, slot: Slot, at: string, does: string, request: string): void {
  path.from(code.send).line(at, does, [{ with: [() => slot.on('POST', { request })] }]);
}

function lineWait(path: CodePath, slot: Slot, at: string, does: string): void {
  path.from(code.complete).line(
    at,
    does,
    ['value', 'all-ones'].map(
      (status): Case => ({
        name: status,
        to: '.over',
        with: [() => slot.on('COLLECT', { status })],
      }),
    ),
  );
}

/**
 * By the base, if the hypervisor has one, to the server of the BDF; else to whom the range belongs. Base
 * and servers are looked at in one critical section, with SPLIT_SELECT in one for each, as range sets are.
 */
function linesDecode(
  path: CodePath,
  { base, range, registered, values, defect }: ConfigWorld,
  { at, target }: EcamAccess,
  does: string,
): void {
  if (range === null || registered === null) return;
  const mapped =
    (is: boolean): Effect =>
    () =>
      range.when(is ? 'is there' : 'is not there', (s) => (s.context.at === at) === is);
  const byRange: readonly Case[] = [
    { name: 'dm0', to: '.send-memory', with: [mapped(true)] },
    { name: 'nobody has it', to: '.ones', with: [mapped(false)] },
  ];
  const numbered =
    (is: boolean): Effect =>
    () =>
      registered.when(
        is ? `is bus ${BUS}` : `is not bus ${BUS}`,
        (s) => (s.context.at === BUS) === is,
      );
  const byBdf: readonly Case[] =
    target === 'fn'
      ? [{ name: 'dm1', to: '.send' }]
      : [
          { name: 'dm0', to: '.send', with: [numbered(true)] },
          { name: 'nobody has it', to: '.ones', with: [numbered(false)] },
        ];
  if (base === null) {
    path.from(code.select).line('.memory', `${does} (3) selects by address`, byRange);
    return;
  }
  const inside: Case = {
    name: 'in the window',
    with: [() => base.when('is there', (s) => s.context.at === at)],
  };
  const outside: Case = {
    name: 'not in the window',
    with: [() => base.when('is not there', (s) => s.context.at !== at)],
  };
  path.from(code.demux(values));
  if (!defect('SPLIT_SELECT')) {
    path.line('.decode', `${does} (2) looks at base and servers`, [
      ...each(byBdf, inside),
      ...each(byRange, outside),
    ]);
    return;
  }
  path
    .line('.decode', `${does} (2) looks at the base`, [inside, { ...outside, to: '.memory' }])
    .from(code.select)
    .line('.select', `${does} (3) selects by BDF`, byBdf)
    .line('.memory', `${does} (3) selects by address`, byRange);
}

/** II.2: under the read lock; what is sent names the function by an id of its device model. */
function linesDecodeLocked(
  path: CodePath,
  { windowLock, pciexbar, bridge }: ConfigWorld,
  { at, target }: EcamAccess,
  does: string,
): void {
  if (windowLock === null) return;
  const there: Effect = () => pciexbar.when('is there', (s) => s.context.window === at);
  const not: Case = {
    name: 'not in the window',
    to: '.unlock-ones',
    with: [() => pciexbar.when('is not there', (s) => s.context.window !== at)],
  };
  const numbered =
    (is: boolean): Effect =>
    () =>
      bridge.when(
        is ? `is bus ${BUS}` : `is not bus ${BUS}`,
        (s) => (s.context.value === BUS) === is,
      );
  path
    .from(code.chipset)
    .line('.lock', `${does} (2) read_lock`, takeRead(windowLock), [wants(windowLock, 'read')])
    .line(
      '.decode',
      `${does} II.2 decodes`,
      target === 'fn'
        ? [{ name: 'dm1', with: [there] }, not]
        : [
            { name: 'dm0', with: [there, numbered(true)] },
            { name: 'no such bus', with: [there, numbered(false)], to: '.unlock-ones' },
            not,
          ],
    )
    .line(
      '.unlock',
      `${does} (3) read_unlock`,
      dropRead(windowLock).map((c) => ({ ...c, to: '.send' })),
    )
    .line(
      '.unlock-ones',
      `${does} (3) read_unlock, nobody's`,
      dropRead(windowLock).map((c) => ({ ...c, to: '.ones' })),
    );
}
