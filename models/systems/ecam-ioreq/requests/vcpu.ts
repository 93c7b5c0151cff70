/**
 * A vCPU with an access that a device model answers: hvmemul_do_io, ioreq_send, wait_for_io and
 * vcpu_ioreq_handle_completion (xen/arch/x86/hvm/emulate.c, xen/common/ioreq.c), try_fwd_ioserv and
 * leave_hypervisor_to_guest (xen/arch/arm), read at c447b7308b.
 *
 * S1 to S6 and C1 to C4 are the numbers of the survey. Register `data` is what the instruction reads in the
 * end: 1 what a model has said, 2 all-ones, 3 what the request had before it was sent.
 */

import { go } from '../../../kit/lock-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import type { RequestWorld, ServerParts } from './world.ts';

const xen = 'at c447b7308b';

/** Tags of places. */
export const tags = {
  /** The vCPU is in the guest, or not running: pausing the domain need not wait for it. */
  off: 'off the CPU',
  /** It waits for a device model. */
  waiting: 'waits',
  /** The instruction has been completed. */
  over: 'over',
} as const;

/** What an instruction reads: see the register `data`. */
export const DATA = { value: 1, ones: 2, latched: 3 } as const;

const is =
  (server: ServerParts, what: 'enabled' | 'gone'): Effect =>
  () =>
    what === 'enabled'
      ? server.server.when('is enabled', (s) => s.matches('enabled'))
      : server.server.when('is not enabled', (s) => !s.matches('enabled'));

/** The program. */
export function vcpuProgram(world: RequestWorld): Program {
  const program = new Program('guest', ['rest', tags.off]);
  for (const place of ['crashed', 'aborted']) program.landmark(place, ['rest', tags.off]);
  program.landmark('retries', ['rest']);
  if (world.values.io === 'read') linesRead(world, program);
  else linesBroadcast(world, program);
  return program;
}

function linesRead(world: RequestWorld, program: Program): void {
  const { servers, latched, served, values, shutdown, blocked, defect } = world;
  const [server] = servers as readonly [ServerParts];
  const arm = values.destroyInflight === 'noCompletion';
  const free =
    (yes: boolean): Effect =>
    () =>
      latched.when(yes ? 'is NONE' : 'is not NONE', (s) => s.matches('off') === yes);
  const running: Effect[] =
    shutdown === null ? [] : [() => shutdown.when('is off', (s) => s.matches('off'))];
  const path = program.path('read');
  path
    .from(arm ? `try_fwd_ioserv ${xen}` : `hvmemul_do_io ${xen}`)
    .line('guest', 'RD traps', [{ with: [...running, () => served.on('BEGIN')] }])
    .line('.state', 'RD looks at the state of its request', [
      { name: 'NONE', with: [free(true)] },
      {
        name: arm ? 'wrong state' : 'unhandleable',
        with: [free(false)],
        to: arm ? 'aborted' : 'retries',
      },
    ])
    .from(`ioreq_server_select ${xen}`)
    .line('.select', 'RD selects a server', [
      { name: 'dm0', with: [is(server, 'enabled')] },
      { name: 'none: all-ones', set: { data: DATA.ones }, with: [is(server, 'gone')], to: '.over' },
    ])
    .from(arm ? `try_fwd_ioserv ${xen}` : `hvmemul_do_io ${xen}`)
    .line('.latch', 'RD S1 latches the request', [{ with: [() => latched.on('SET')] }])
    .from(`ioreq_send ${xen}`);
  if (shutdown !== null) {
    path.line('.defer', 'RD defers a shutdown', [
      { name: 'deferred', with: running },
      {
        name: 'too late: is not sent',
        with: [() => shutdown.when('is on', (s) => s.matches('on')), () => latched.on('CLEAR')],
        to: '.again',
      },
    ]);
  }
  linesSend(path, server, blocked, 'RD');
  if (defect('SHUTDOWN_RETRY') && shutdown !== null) {
    path
      .from('hvmemul_do_io before b7e0d89788')
      .line('.check', 'RD asks whether the domain is shutting down', [
        { name: 'no', with: running },
        {
          name: 'yes: forgets the request',
          set: { redo: 1 },
          with: [() => shutdown.when('is on', (s) => s.matches('on')), () => latched.on('CLEAR')],
        },
      ]);
  }
  linesWait(path, world, server);
  linesComplete(path, world);
  path.end('guest');
}

/** S2 to S6: the request is in the slot, the device model is told, the record is pending. */
function linesSend(
  path: CodePath,
  { slot, pending, name }: ServerParts,
  blocked: RequestWorld['blocked'],
  does: string,
): void {
  path
    .line(`.block-${name}`, `${does} S3 marks itself blocked, for ${name}`, [
      { with: [() => blocked.on('SET')] },
    ])
    .line(`.send-${name}`, `${does} S4 request of ${name} is READY`, [
      { with: [() => slot.on('POST', { request: does })] },
    ])
    .line(`.pending-${name}`, `${does} S6 request of ${name} is pending`, [
      { with: [() => pending.on('SET')] },
    ]);
}

/** Waits until the device model has woken it, and looks at the state of the request. */
function linesWait(path: CodePath, world: RequestWorld, server: ServerParts): void {
  const { blocked, values, defect } = world;
  const { slot, pending } = server;
  const state =
    (value: string): Effect =>
    () =>
      slot.when(`is ${value}`, (s) => String(s.value) === value);
  const seen = (value: string, now: number): readonly Case[] =>
    [null, 1, 2].map((prev): Case => {
      const back = prev !== null && prev > now;
      const name = `${value}${prev === null ? '' : `, after ${prev === 1 ? 'posted' : 'popped'}`}`;
      const found: Case = { name, where: { prev }, with: [is(server, 'enabled'), state(value)] };
      if (!back) return { ...found, set: { prev: now }, to: '.sleep' };
      return defect('NO_ORDER')
        ? { ...found, set: { prev: now }, to: '.spin' }
        : { ...found, to: 'crashed' };
    });
  path
    .from(`wait_for_io ${xen}`)
    .line(
      '.sleep',
      'RD waits to be woken',
      [{ name: 'woken', with: [() => blocked.when('is off', (s) => s.matches('off'))] }],
      [tags.off, tags.waiting],
    )
    .line('.look', 'RD C1 looks at its request', [
      {
        name: 'answered',
        with: [is(server, 'enabled'), () => slot.on('COLLECT', { status: 'value' })],
        set: { data: DATA.value, prev: null },
        to: '.clear',
      },
      ...seen('posted', 1),
      ...seen('popped', 2),
      { name: 'no record', with: [is(server, 'gone')], set: { prev: null }, to: '.gone' },
    ]);
  if (values.events.includes('REWIND') && defect('NO_ORDER')) {
    path.line('.spin', 'RD goes round once more without waiting', [{ to: '.look' }], ['spins']);
  }
  path
    .from(`vcpu_ioreq_handle_completion ${xen}`)
    .line('.clear', 'RD C3 is not pending any more', [
      { with: [() => pending.on('CLEAR')], to: '.complete' },
    ]);
}

/** C4, with or without a record. */
function linesComplete(path: CodePath, world: RequestWorld): void {
  const { latched, values, defect } = world;
  const { destroyInflight: mode } = values;
  const after = (data: number): Case => ({ set: { data } });
  const gone: Readonly<Record<typeof mode, Case>> = {
    completeAllOnes: { name: 'all-ones', ...after(DATA.ones) },
    hang: { name: 'all-ones', ...after(DATA.ones) },
    latchedData: { name: 'what was latched', ...after(DATA.latched) },
    noCompletion: { name: 'no server: no completion', to: 'guest' },
  };
  path.line('.gone', 'RD finds no record of its request', [gone[mode]]);
  if (defect('STATE_STAYS')) {
    path.line('.skip', 'RD completes without touching its state', [{ to: '.over' }]);
  }
  path
    .line('.complete', 'RD C4 its state is NONE', [
      { name: 'completed', where: { redo: null }, with: [() => latched.on('CLEAR')], to: '.over' },
      ...(world.shutdown === null
        ? []
        : [
            {
              name: 'executed again',
              where: { redo: 1 },
              set: { redo: null, data: null },
              to: '.again',
            },
          ]),
    ])
    .line('.over', 'RD is over', [{ to: 'guest' }], [tags.over]);
  const { shutdown } = world;
  if (shutdown !== null) {
    path.line(
      '.again',
      'RD traps again, once the domain is resumed',
      [{ with: [() => shutdown.when('is off', (s) => s.matches('off'))], to: '.state' }],
      [tags.off],
    );
  }
}

/** ioreq_broadcast of a map-cache invalidation: all servers are to have done it. */
function linesBroadcast(world: RequestWorld, program: Program): void {
  const { servers, blocked, served, defect } = world;
  const path = program.path('broadcast').from(`ioreq_broadcast ${xen}`);
  path.line('guest', 'INVAL begins', [
    { with: [() => served.on('BEGIN'), ...servers.map((server) => is(server, 'enabled'))] },
  ]);
  for (const server of servers) linesSend(path, server, blocked, 'INVAL');
  path.from(`vcpu_ioreq_handle_completion ${defect('FIRST_ONLY') ? 'before da20c93108' : xen}`);
  for (const { name, slot, pending } of defect('FIRST_ONLY') ? servers.slice(-1) : servers) {
    path
      .line(
        `.wait-${name}`,
        `INVAL waits for ${name}`,
        [{ with: [() => slot.on('COLLECT', { status: 'value' })] }],
        [tags.off, tags.waiting],
      )
      .line(`.clear-${name}`, `INVAL is not pending at ${name}`, [
        { with: [() => pending.on('CLEAR')] },
      ]);
  }
  path.line('.over', 'INVAL is over', go, [tags.over]).end('guest');
}
