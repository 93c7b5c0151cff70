/**
 * The device models of the scene `config-access`: the first has the chipset, the root port and the
 * function behind it, the second has 0:2.0. Each has one thread, as QEMU's main loop.
 */

import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import {
  accessesOf,
  byAddress,
  byId,
  nameOf,
  reloaded as reloadedTo,
  writesOf,
} from './accesses.ts';
import { storeOf, windowName, windows } from './guest.ts';
import { ABORTED, code } from './marks.ts';
import { BUS, type ConfigWorld, START, type VcpuParts } from './world.ts';

/** The second device model: it answers for 0:2.0, whatever it is asked. */
export function secondProgram(world: ConfigWorld): Program {
  const program = new Program('idle', ['rest']);
  for (const { name, slots, served } of world.vcpus) {
    const does = `0:2.0 for ${name}`;
    program
      .path(name)
      .from(code.device)
      .line('idle', `${does} takes the request`, [
        { with: [() => slots[1].on('POP', { request: 'config 0:2.0' })] },
      ])
      .line('.serve', `${does} reads its register`, [
        { with: [() => served.on('SERVED', { by: 'fn' })] },
      ])
      .line('.answer', `${does} answers`, [
        { with: [() => slots[1].on('ANSWER', { status: 'value' })] },
      ])
      .end('idle');
  }
  return program;
}

/** The first device model. */
export function firstProgram(world: ConfigWorld): Program {
  const { server, values, defect } = world;
  const program = server === null ? new Program('idle', ['rest']) : new Program('off');
  if (server !== null) program.landmark('idle', ['rest']);
  if (defect('RESERVED_ABORT')) program.landmark(ABORTED, ['rest']);
  if (server !== null) {
    program
      .path('start')
      .from('xen_register_ioreq in hw/xen/xen-hvm-common.c of QEMU 10.2.50')
      .line('off', 'creates its server', [{ with: [() => server.on('CREATE', { by: 0 })] }])
      .line('.enable', 'enables its server', [{ with: [() => server.on('ENABLE')] }])
      .end('idle');
  }
  for (const vcpu of world.vcpus) linesServe(world, program, vcpu);
  const [writer] = world.vcpus;
  if (writer !== undefined) linesWrites(world, program, writer);
  if (values.reload !== 'none') linesReload(world, program);
  return program;
}

/** Accesses to the function behind the root port, by BDF or by address. */
function linesServe(world: ConfigWorld, program: Program, vcpu: VcpuParts): void {
  const { values, range, registered, pciexbar, bridge } = world;
  const {
    name,
    slots: [slot],
    served,
  } = vcpu;
  const answers = (path: CodePath, does: string): void => {
    path
      .line('.serve', `${does} reads its register`, [
        { with: [() => served.on('SERVED', { by: 'pt' })] },
      ])
      .line('.answer', `${does} answers`, [
        { to: 'idle', with: [() => slot.on('ANSWER', { status: 'value' })] },
      ])
      .line('.ones', `${does} answers all-ones`, [
        { to: 'idle', with: [() => slot.on('ANSWER', { status: 'all-ones' })] },
      ])
      .end('idle');
  };
  const config = byId({ target: 'pt', bus: BUS });
  const pops = (request: string): readonly Case[] => [
    { with: [() => slot.on('POP', { request })] },
  ];
  if (values.work.includes('RENUMBER')) {
    const path = program
      .path(`config ${name}`)
      .from(code.loop)
      .line('idle', `${config} for ${name} takes the request`, pops(config));
    if (registered !== null) {
      path.line('.search', `${config} for ${name} is looked up by its BDF`, [
        {
          name: 'found',
          with: [() => registered.when(`is bus ${BUS}`, (s) => s.context.at === BUS)],
        },
        {
          name: 'not found',
          to: '.ones',
          with: [() => registered.when(`is not bus ${BUS}`, (s) => s.context.at !== BUS)],
        },
      ]);
    }
    answers(path, `${config} for ${name}`);
  }
  if (range === null) return;
  for (const access of accessesOf(values)) {
    const request = byAddress(access);
    const there: Effect = () => pciexbar.when('is there', (s) => s.context.window === access.at);
    const bus =
      (is: boolean): Effect =>
      () =>
        bridge.when(
          is ? `is bus ${BUS}` : `is not bus ${BUS}`,
          (s) => (s.context.value === BUS) === is,
        );
    const path = program
      .path(`memory-${access.target}-${access.at}-${name}`)
      .from(code.loop)
      .line('idle', `${request} for ${name} takes the request`, pops(request))
      .from(code.ecam)
      .line('.decode', `${request} for ${name} is decoded`, [
        ...(access.target === 'fn'
          ? [{ name: 'no function of its own', with: [there], to: '.ones' }]
          : [
              { name: 'behind the root port', with: [there, bus(true)] },
              { name: 'no such bus', with: [there, bus(false)], to: '.ones' },
            ]),
        {
          name: 'not in its window',
          to: '.ones',
          with: [() => pciexbar.when('is not there', (s) => s.context.window !== access.at)],
        },
      ]);
    answers(path, `${request} for ${name}`);
  }
}

/** Writes of the first vCPU, to the host bridge and to the root port. */
function linesWrites(world: ConfigWorld, program: Program, vcpu: VcpuParts): void {
  const { values, range, registered, bridge, pciexbar, defect } = world;
  if (range === null || registered === null) return;
  const {
    slots: [slot],
    served,
  } = vcpu;
  for (const [k, write] of writesOf(values).entries()) {
    const does = nameOf(write);
    const path = program.path(`write-${write.register}-${k}`).from(code.loop);
    path.line('idle', `${does} takes the request`, [
      { with: [() => slot.on('POP', { request: does })] },
    ]);
    if (write.register === 'bus') {
      path.from(code.port).line('.store', `${does} writes the register`, [
        {
          with: [
            () => served.on('SERVED', { by: 'bridge' }),
            () => bridge.on('STORE', { value: write.bus }),
          ],
        },
      ]);
      if (values.regAtRealize === 'updateOnRenumber') {
        path
          .from(code.realize)
          .line('.register', `${does} registers the function behind it`, [
            { with: [() => registered.on('SET', { at: write.bus })] },
          ]);
      }
    } else {
      path.line('.search', `${does} is looked up by its BDF`, [
        {
          name: 'the host bridge',
          with: [() => registered.when('is not bus 0', (s) => s.context.at !== 0)],
        },
        {
          name: 'the function behind the root port, realised last',
          to: '.astray',
          with: [() => registered.when('is bus 0', (s) => s.context.at === 0)],
        },
      ]);
      const aborts = defect('RESERVED_ABORT') && write.register === 'low' && write.reserved;
      const serve: Effect = () => served.on('SERVED', { by: 'host' });
      path
        .from(code.mch)
        .line(
          '.store',
          `${does} writes the register`,
          aborts
            ? [{ name: 'aborts', to: ABORTED, with: [serve], tags: ['aborts'] }]
            : [{ with: [serve, () => storeOf(pciexbar, write)] }],
        );
      linesUpdate(path, world, does, '.answer');
    }
    const late = write.register !== 'bus' && notifiesLate(world);
    path
      .from(code.loop)
      .line('.answer', `${does} answers`, [
        { to: late ? '.tell' : 'idle', with: [() => slot.on('ANSWER', { status: 'done' })] },
      ]);
    if (late) linesNotify(path, world, does, 'idle');
    if (write.register !== 'bus') {
      path.line('.astray', `${does} is written to the function behind the root port`, [
        { with: [() => served.on('SERVED', { by: 'pt' })] },
      ]);
      path.line('.answer-astray', `${does} answers, from the other function`, [
        { to: 'idle', with: [() => slot.on('ANSWER', { status: 'done' })] },
      ]);
    }
    path.end('idle');
  }
  if (values.approach === 'III') {
    program
      .path('read-back')
      .from(code.loop)
      .line('idle', 'PCIEXBAR? takes the request', [
        { with: [() => slot.on('POP', { request: 'PCIEXBAR?' })] },
      ])
      .line(
        '.answer',
        'PCIEXBAR? answers',
        windows.map(
          (at): Case => ({
            name: windowName(at),
            with: [
              () => pciexbar.when(`decodes ${windowName(at)}`, (s) => s.context.window === at),
              () => slot.on('ANSWER', { status: windowName(at) }),
            ],
          }),
        ),
      )
      .end('idle');
  }
}

const notifiesLate = ({ values }: ConfigWorld): boolean =>
  values.approach === 'I' && values.notify !== 'syncBeforeResp' && values.notify !== 'lost';

/** I.2 and I.3: the range of the window goes with it, in two hypercalls, and the hypervisor is told. */
function linesUpdate(path: CodePath, world: ConfigWorld, does: string, next: string): void {
  const { range, pciexbar, base, values } = world;
  if (range === null) return;
  const decodes =
    (at: number | null): Effect =>
    () =>
      pciexbar.when(`decodes ${windowName(at)}`, (s) => s.context.window === at);
  const rangeIs =
    (at: number | null): Effect =>
    () =>
      range.when(at === null ? 'is unmapped' : `is at ${at}`, (s) => s.context.at === at);
  const tells = values.approach === 'I' && values.notify === 'syncBeforeResp' && base !== null;
  path.from(code.listener).line('.unmap', `${does} I.2 unmaps the old range`, [
    ...windows
      .map(
        (at): Case => ({
          name: 'it stays',
          to: tells ? '.tell' : next,
          with: [decodes(at), rangeIs(at)],
        }),
      )
      .map((c, i) => ({ ...c, name: `${c.name ?? ''}, ${windowName(windows[i] ?? null)}` })),
    ...windows.flatMap((at) =>
      windows
        .filter((old) => old !== null && old !== at)
        .map(
          (old): Case => ({
            name: `${windowName(old)}, then ${windowName(at)}`,
            with: [decodes(at), () => range.on('UNMAP', { at: old as number })],
          }),
        ),
    ),
    ...windows
      .filter((at) => at !== null)
      .map(
        (at): Case => ({
          name: `none, then ${windowName(at)}`,
          with: [decodes(at), rangeIs(null)],
        }),
      ),
  ]);
  path.line('.map', `${does} I.2 maps the new range`, [
    ...windows
      .filter((at) => at !== null)
      .map(
        (at): Case => ({
          name: windowName(at),
          to: tells ? '.tell' : next,
          with: [decodes(at), () => range.on('MAP', { at: at as number })],
        }),
      ),
    { name: 'none', to: tells ? '.tell' : next, with: [decodes(null)] },
  ]);
  if (tells) linesNotify(path, world, does, next);
}

/** I.3 and I.4: at once, or by way of xenstore. */
function linesNotify(path: CodePath, world: ConfigWorld, does: string, next: string): void {
  const { base, note, watch, pciexbar } = world;
  path.from(code.notify).line(
    '.tell',
    note === null
      ? `${does} I.3 notifies, I.4 the hypervisor installs`
      : `${does} I.3 writes to xenstore`,
    windows.map(
      (at): Case => ({
        name: windowName(at),
        to: next,
        with: [
          () => pciexbar.when(`decodes ${windowName(at)}`, (s) => s.context.window === at),
          ...(note !== null && watch !== null
            ? [() => note.on('SET', { at }), () => watch.on('SET')]
            : base === null
              ? []
              : [() => base.on('SET', { at })]),
        ],
      }),
    ),
  );
}

/** Reset or restore: the domain is paused, and PCIEXBAR changes without an access of the guest. */
function linesReload(world: ConfigWorld, program: Program): void {
  const { values, paused, reloaded, pciexbar, history, identified } = world;
  if (paused === null || reloaded === null) return;
  const window = reloadedTo(values);
  const does = values.reload;
  const path = program
    .path('reload')
    .from(code.reload)
    .line('idle', `${does}: the domain is paused`, [
      {
        tags: ['environment'],
        with: [
          () => paused.on('RAISE'),
          () => reloaded.on('RAISE'),
          ...(identified === null
            ? []
            : [() => identified.when('is done', (s) => s.matches('on'))]),
          () => history.on('BEGIN', { to: 1 }),
        ],
      },
    ])
    .line('.store', `${does}: PCIEXBAR is written`, [
      {
        with: [
          () =>
            pciexbar.on('RELOAD', {
              low: (window ?? START) % 2,
              high: Math.floor((window ?? START) / 2),
              enable: window !== null,
            }),
        ],
      },
    ]);
  linesUpdate(path, world, does, '.hook');
  if (notifiesLate(world)) linesNotify(path, world, does, '.hook');
  const { base } = world;
  if (values.hooked && base !== null) {
    path
      .from(code.hook)
      .line('.hook', `${does}: the hypervisor reads PCIEXBAR`, [
        { with: [() => base.on('SET', { at: window })] },
      ]);
  } else path.from(code.reload).line('.hook', `${does}: the hypervisor hears nothing of it`, [{}]);
  path
    .from(code.reload)
    .line('.resume', `${does}: the domain is resumed`, [
      { with: [() => paused.on('LOWER'), () => history.on('END')] },
    ])
    .end('idle');
}
