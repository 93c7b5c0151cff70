/**
 * Linux in the frontend, as three actors: the two initcalls, the late-init handler, the probe thread
 * (drivers/xen/xenbus/xenbus_probe.c; survey F1 to F6).
 *
 * Initcalls and thread can both come to xenbus_probe. The interrupt is taken on another vCPU. What waits
 * in xenbus_comms.c waits with a condition that is looked at again, so an answer that is in the ring is
 * found; that is one step here.
 */

import type { ParameterValue } from '../../../components/xenstore-page.machine.ts';
import { seeing } from '../../../kit/case-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { connected, off, on, reconnect } from './words.ts';

const late = 'late_init';
const linux = (name: string): string => `${name} of Linux 2025`;

/** The initcalls: xenbus_init, then xenbus_probe_initcall. */
export function initcallProgram(world: World): Program {
  const { values, running, pfn, mapped, handler, spawned } = world;
  const program = new Program('boot');
  program.landmark('without', ['rest', 'without']);
  program.landmark('returned', ['rest']);
  program.landmark('missed', ['rest', 'missed']);
  program.landmark('up', ['rest', 'up']);
  const path = program.path('init').from(linux('xenbus_init'));
  const read = (name: string, value: ParameterValue, to: string): Case => ({
    name,
    with: [seeing(pfn, `is ${name}`, (s) => s.context.value === value)],
    to,
  });
  path
    .line('boot', 'boots', [{ with: [on(running, 'is unpaused')] }])
    .line('.pfn', 'F1 reads STORE_PFN', [
      read('0', 'zero', 'without'),
      read('all ones', 'allOnes', '.bind'),
      read('a page', 'valid', '.map'),
    ])
    .line('.map', 'F1 maps the page', [
      { with: [() => mapped.on('SET')], ...(values.guest === 'pfn' ? { to: '.ready' } : {}) },
    ]);
  if (values.guest === 'connection') {
    path.line('.connection', 'F1 reads connection', [
      { name: 'CONNECTED', with: [connected(world)], to: '.ready' },
      { name: 'RECONNECT', with: [reconnect(world)] },
    ]);
  }
  path
    .line('.bind', 'F2 installs the late-init handler', [
      { with: [() => handler.on('INSTALL', { handler: late })] },
    ])
    .from(linux('xenbus_probe_initcall'))
    .line('.ready', 'F3 is the interface ready?', [
      { name: 'yes', with: isReady(world), to: '.probe' },
      ...notReady(world).map((c) => ({
        ...c,
        to: values.readyRead === 'twice' ? '.again' : '.spawn',
      })),
    ]);
  if (values.readyRead === 'twice') {
    path.line('.again', 'F3 is it not?', [
      { name: 'it is by now', with: isReady(world), to: 'missed' },
      ...notReady(world),
    ]);
  }
  path.line('.spawn', 'F3 starts the thread', [
    { with: [() => spawned.on('SET')], to: 'returned' },
  ]);
  linesProbe(path, world);
  path.end('up');
  return program;
}

/** XS_INTERFACE_READY, or what stood for it. */
function isReady(world: World): readonly Effect[] {
  const there = on(world.mapped, 'is mapped');
  return world.values.guest === 'pfn' ? [there] : [there, connected(world)];
}

function notReady(world: World): readonly Case[] {
  const notMapped: Case = { name: 'not mapped', with: [off(world.mapped, 'is not mapped')] };
  if (world.values.guest === 'pfn') return [notMapped];
  return [
    notMapped,
    { name: 'RECONNECT', with: [on(world.mapped, 'is mapped'), reconnect(world)] },
  ];
}

/** F6: xenbus_probe, up to the first answer of xenstored. */
function linesProbe(path: CodePath, { mapped, handler, ring }: World): void {
  path.calls(linux('xenbus_probe'), (inner) =>
    inner
      .line('.probe', 'F6 maps the page unless it is', [{ with: [() => mapped.on('SET')] }])
      .line('.free', 'F6 frees the late interrupt', [
        { with: [() => handler.on('FREE')] },
        { name: 'there is none', with: [seeing(handler, 'is none', (s) => s.matches('none'))] },
      ]),
  );
  const touches = [{ tags: ['touches-ring'] }];
  path
    .calls(linux('xb_init_comms'), (inner) =>
      inner.line('.comms', 'F6 looks at the indices of the ring', touches),
    )
    .calls(linux('xs_init'), (inner) =>
      inner
        .line('.request', 'F6 asks for its watch', [
          { tags: ['touches-ring'], with: [() => ring.on('POST', { request: 'watch' })] },
        ])
        .line(
          '.reply',
          'F6 has its answer',
          [{ tags: ['touches-ring'], with: [() => ring.on('COLLECT', { status: 'ok' })] }],
          ['awaits-reply'],
        ),
    );
}

/** F5: the late-init handler. */
export function handlerProgram(world: World): Program {
  const { port, handler, pfn, waiters, values } = world;
  const program = new Program('idle', ['rest']);
  const path = program.path('irq').from(linux('xenbus_late_init'));
  const leaves = () => handler.on('LEAVE');
  path
    .line('idle', 'F5 takes the event', [
      { with: [() => port.on('TAKE'), () => handler.on('ENTER', { handler: late })] },
    ])
    .line('.pfn', 'F5 reads STORE_PFN', [
      { name: 'a page', with: [seeing(pfn, 'is a page', (s) => s.context.value === 'valid')] },
      {
        name: 'none',
        with: [seeing(pfn, 'is no page', (s) => s.context.value !== 'valid'), leaves],
        to: 'idle',
      },
    ]);
  if (values.handlerChecksConnected === 'on') {
    path.line('.connection', 'F5 reads connection', [
      { name: 'CONNECTED', with: [connected(world)] },
      { name: 'RECONNECT', with: [reconnect(world), leaves], to: 'idle' },
    ]);
  }
  path
    .line('.wake', 'F5 wakes xb_waitq', [{ with: [() => waiters.on('WAKE'), leaves] }])
    .end('idle');
  return program;
}

/** F4: the thread that waits to probe. */
export function threadProgram(world: World): Program {
  const { waiters, spawned, pfn, values } = world;
  const program = new Program('unborn', ['rest']);
  program.landmark('up', ['rest', 'up']);
  const path = program.path('thread').from(linux('xenbus_probe_thread'));
  const rechecks = values.threadRecheck === 'on';
  path
    .line('unborn', 'starts', [{ with: [on(spawned, 'is wanted')] }])
    .line('.enqueue', 'F4 enters xb_waitq', [{ with: [() => waiters.on('ENQUEUE')] }]);
  if (rechecks) {
    path.line('.recheck-pfn', 'F4 reads STORE_PFN', [
      { name: 'a page', with: [seeing(pfn, 'is a page', (s) => s.context.value === 'valid')] },
      {
        name: 'none',
        with: [seeing(pfn, 'is no page', (s) => s.context.value !== 'valid')],
        to: '.sleep',
      },
    ]);
    const leave = () => waiters.on('LEAVE');
    path.line(
      '.recheck',
      'F4 reads connection',
      values.guest === 'pfn'
        ? [{ name: 'no such field', with: [leave], to: '.probe' }]
        : [
            { name: 'CONNECTED', with: [connected(world), leave], to: '.probe' },
            { name: 'RECONNECT', with: [reconnect(world)], to: '.sleep' },
          ],
    );
  }
  path.line(
    '.sleep',
    'F4 sleeps until it is woken',
    [{ with: [() => waiters.on('RETURN')], to: rechecks ? '.enqueue' : '.probe' }],
    ['asleep'],
  );
  linesProbe(path, world);
  path.end('up');
  return program;
}
