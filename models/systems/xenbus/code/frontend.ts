/**
 * Linux in the frontend, as two threads: the one that looks for devices when the frontend starts, and
 * xenwatch, which handles watch events one after the other (survey X3, X5, X7, X10;
 * drivers/xen/xenbus/xenbus_probe.c and xenbus_probe_frontend.c, and blkfront as the driver).
 *
 * Both can probe a device; whoever does so holds its lock.
 */

import { seeing } from '../../../kit/case-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import { backendPath, devicePath, type World } from '../world.ts';
import { linesDriver } from './driver.ts';
import { linesKdump } from './kdump.ts';
import { linux } from './linux.ts';
import { linesProbe } from './probe.ts';

/** The thread that looks for devices. */
export function bootProgram(world: World): Program {
  const { watches, values } = world;
  const program = new Program('boot');
  program.landmark('looked', ['rest', 'looked']);
  const path = program.path('boot').from(linux('frontend_probe_and_watch'));
  // xenstored fires the watch at once, with the path of the parent, which frontend_changed ignores.
  const watch: readonly Case[] = [
    { with: [() => watches.on('REGISTER', { path: devicePath, heeded: false })] },
  ];
  if (values.enumThenWatch === 'on') {
    linesProbe(path, world, 'boot', '.watch');
    path.line('.watch', 'watches for devices', watch);
  } else {
    path.line('boot', 'watches for devices', watch);
    linesProbe(path, world, '.probe', 'looked');
  }
  path.end('looked');
  return program;
}

/** xenwatch. */
export function xenwatchProgram(world: World): Program {
  const { watches, values, domids } = world;
  const program = new Program('idle', ['rest']);
  const kernels = values.kdump === 'off' ? ['idle'] : ['idle', 'idle1'];
  kernels.forEach((idle, kernel) => {
    if (kernel > 0) program.landmark(idle, ['rest']);
    const suffix = kernel > 0 ? ', new kernel' : '';
    const device = program.path(`device${kernel}`).from(linux('xenbus_dev_changed'));
    device.line(idle, `takes an event for devices${suffix}`, [
      { with: [() => watches.on('TAKE', { path: devicePath })] },
    ]);
    linesChanged(device.where(suffix), world, idle);
    const paths = [...new Set(domids.map((_, life) => backendPath(world, life)))];
    for (const path of paths) {
      const driver = program.path(`${path}-${kernel}`).from(linux('xenbus_otherend_changed'));
      driver.line(idle, `takes an event for ${path}${suffix}`, [
        { with: [() => watches.on('TAKE', { path })] },
      ]);
      const lives = domids.flatMap((_, life) => (backendPath(world, life) === path ? [life] : []));
      const of = paths.length > 1 ? `, ${path}` : '';
      linesDriver(driver.where(`${of}${suffix}`), world, { idle, kernel, lives });
    }
  });
  if (values.kdump !== 'off') linesKdump(program, world);
  return program;
}

/** xenbus_dev_changed: something happened below the directory of a device. */
function linesChanged(path: CodePath, world: World, idle: string): void {
  const { fe, device, domids, values } = world;
  const absent = seeing(device, 'is unknown', (s) => s.matches('absent'));
  const known = seeing(device, 'is known', (s) => !s.matches('absent'));
  const gone = seeing(fe, 'is gone', (s) => s.matches('absent'));
  const there = seeing(fe, 'is there', (s) => s.matches('present'));
  const compares = values.replace !== 'off';
  const locked = values.replace === 'locked';
  const locks: readonly Effect[] = locked
    ? [seeing(device, 'is not being probed', (s) => !s.matches('probing'))]
    : [];
  path.line('.exists', 'does the directory exist?', [
    { name: 'no, a device gone', with: [gone, known], to: '.unwatch' },
    { name: 'no, and no device', with: [gone, absent], to: idle },
    { name: 'yes, a new device', with: [there, absent], to: '.probe' },
    { name: 'yes, a known device', with: [there, known], to: compares ? '.reset' : idle },
  ]);
  if (compares) {
    path
      .from(linux('xenbus_dev_changed, e2dcf9065536'))
      .line('.reset', 'reads state and backend-id', [
        {
          name: 'not at state 1',
          with: [...locks, seeing(fe, 'is not at 1', (s) => s.context.state !== 1)],
          to: idle,
        },
        ...domids.map(
          (id, life): Case => ({
            name: `state 1, dom${id}${life === 0 ? '' : ' again'}`,
            with: [
              ...locks,
              seeing(
                fe,
                `is at 1 for #${life}`,
                ({ context: c }) => c.state === 1 && c.backend === life,
              ),
            ],
            to: `.compare${life}`,
          }),
        ),
      ]);
    domids.forEach((id, life) => {
      const differs = (was: number | null): boolean =>
        was === null ? values.replace !== 'guarded' : domids[was] !== id;
      path.line(`.compare${life}`, `compares with its own, for #${life}`, [
        {
          name: 'replaced',
          tags: ['takes-for-replaced'],
          with: [seeing(device, 'differs', ({ context: c }) => c.state !== 1 || differs(c.known))],
          to: '.unwatch-reset',
        },
        {
          name: 'the same',
          with: [
            seeing(device, 'is the same', ({ context: c }) => c.state === 1 && !differs(c.known)),
          ],
          to: idle,
        },
      ]);
    });
    linesRemove(path, world, '-reset', '.probe');
  }
  linesRemove(path, world, '', idle);
  linesProbe(path, world, '.probe', idle);
  path.end(idle);
}

/** device_unregister: xenbus_dev_remove, with the lock of the device. */
function linesRemove(path: CodePath, world: World, suffix: string, next: string): void {
  const { fe, device, watches, rings } = world;
  const words = suffix === '' ? '' : ', replaced';
  const close: readonly Case[] = world.defect('CLOSES_NEW')
    ? [
        { name: 'no directory', with: [seeing(fe, 'is gone', (s) => s.matches('absent'))] },
        { tags: ['closes-removed'], with: [() => fe.on('SWITCH', { to: 6 })] },
      ]
    : [{ name: 'vanished, says nothing', tags: ['closes-removed'] }];
  path.calls(linux('xenbus_dev_remove'), (inner) =>
    inner
      .line(`.unwatch${suffix}`, `locks the device, ends its watch${words}`, [
        {
          with: [
            seeing(device, 'is not being probed', (s) => s.matches('bound')),
            () => watches.on('UNREGISTER', { path: 'backend' }),
          ],
        },
      ])
      .line(`.end${suffix}`, `ends access to the ring${words}`, [
        { tags: ['ends-access'], with: rings.map((ring) => () => ring.on('END')) },
      ])
      .line(`.close${suffix}`, `says Closed for the removed device${words}`, close)
      .line(`.unregister${suffix}`, `forgets the device${words}`, [
        { with: [() => device.on('UNREGISTER')], to: next },
      ]),
  );
}
