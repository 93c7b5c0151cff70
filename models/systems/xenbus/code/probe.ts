/** How a device of the frontend is probed, by whichever thread (drivers/xen/xenbus/xenbus_probe.c). */

import { seeing } from '../../../kit/case-code.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { backendPath, type World } from '../world.ts';
import { linux } from './linux.ts';

/** xenbus_probe_node and what follows from device_register, until the other end is watched. */
export function linesProbe(path: CodePath, world: World, at: string, next: string): void {
  const { fe, device, watches, domids } = world;
  path.calls(linux('xenbus_probe_node'), (inner) =>
    inner
      .line(at, 'looks at the state of the frontend', [
        { name: '1', with: [seeing(fe, 'is at 1', (s) => s.context.state === 1)], to: '.register' },
        {
          name: 'none, or another',
          with: [seeing(fe, 'is not at 1', (s) => s.context.state !== 1)],
          to: next,
        },
      ])
      .line('.register', 'registers the device', [
        { with: [() => device.on('REGISTER')] },
        {
          name: 'there is one',
          with: [seeing(device, 'is known', (s) => !s.matches('absent'))],
          to: next,
        },
      ]),
  );
  path.calls(linux('xenbus_dev_probe'), (inner) => {
    inner.line('.details', 'reads who the other end is', [
      ...domids.map(
        (id, life): Case => ({
          name: `dom${id}${life === 0 ? '' : ', again'}`,
          with: [
            seeing(fe, `names #${life}`, (s) => s.context.backend === life),
            () => device.on('KNOW', { backend: life }),
          ],
          to: `.watch${life}`,
        }),
      ),
      {
        name: 'nobody',
        with: [seeing(fe, 'is gone', (s) => s.matches('absent')), () => device.on('BIND')],
        to: next,
      },
    ]);
    domids.forEach((id, life) => {
      inner.line(`.watch${life}`, `watches the state of dom${id}${life === 0 ? '' : ', again'}`, [
        {
          with: [
            () => device.on('BIND'),
            () => watches.on('REGISTER', { path: backendPath(world, life), heeded: true }),
          ],
          to: next,
        },
      ]);
    });
  });
}
