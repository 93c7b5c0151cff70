/**
 * The frontend crashes while it is connected, and another kernel finds its device (survey X10;
 * xenbus_reset_frontend in drivers/xen/xenbus/xenbus_probe_frontend.c of Linux).
 */

import { seeing } from '../../../kit/case-code.ts';
import type { Case, Program } from '../../../kit/program.ts';
import { devicePath, type World } from '../world.ts';
import { linux } from './linux.ts';
import { linesProbe } from './probe.ts';

/** The lines. */
export function linesKdump(program: Program, world: World): void {
  const { fe, be, device, watches, values } = world;
  const path = program.path('kdump').from(linux('xenbus_reset_frontend'));
  path.line('idle', 'X10 crashes into another kernel', [
    {
      tags: ['environment'],
      with: [
        seeing(fe, 'is connected', (s) => s.context.state === 4),
        () => device.on('FORGET'),
        () => watches.on('CLEAR'),
      ],
    },
  ]);
  const gone = seeing(fe, 'is gone', (s) => s.matches('absent'));
  const steps = [
    [5, 5],
    [6, 6],
    [1, 2],
  ] as const;
  for (const [to, expected] of steps) {
    const waits: readonly Case[] = [
      {
        name: 'there',
        with: [seeing(be, `is at ${expected}`, (s) => s.context.state === expected)],
      },
      ...(values.kdump === 'regardless'
        ? [
            {
              name: 'time-out, goes on',
              tags: ['environment', 'expires'],
              with: [seeing(be, `is not at ${expected}`, (s) => s.context.state !== expected)],
            },
          ]
        : [
            {
              name: 'the device is gone',
              with: [seeing(be, 'is gone', (s) => s.matches('absent'))],
              to: '.watch',
            },
          ]),
    ];
    path
      .line(`.say${to}`, `X10 says ${to}`, [
        { with: [() => fe.on('SWITCH', { to })] },
        { name: 'the device is gone', with: [gone], to: '.watch' },
      ])
      .line(`.wait${to}`, `X10 waits for ${expected}`, waits);
  }
  path
    .from(linux('frontend_probe_and_watch'))
    .line('.watch', 'watches for devices, new kernel', [
      { with: [() => watches.on('REGISTER', { path: devicePath, heeded: false })] },
    ]);
  linesProbe(path.where(', found anew'), world, '.probe', 'idle1');
  path.end('idle1');
}
