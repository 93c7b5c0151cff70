/**
 * How a device of a frontend gets its DMA operations when its driver binds, and what becomes of them.
 *
 * Models xen_virtio_restricted_mem_acc, xen_grant_init_backend_domid and xen_grant_setup_dma_ops
 * (drivers/xen/grant-dma-ops.c of Linux, 2025), and device_unbind_cleanup (drivers/base/dd.c).
 */

import type { grantDmaData } from '../../../components/grant-dma-data.machine.ts';
import type { grantOps } from '../../../components/grant-ops.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { Mapper } from '../table.ts';

/** A device of the frontend, and what is decided about it. */
export interface GrantDevice {
  readonly name: string;
  readonly backend: Mapper;
  readonly ops: Component<typeof grantOps>;
  readonly data: Component<typeof grantDmaData>;
  /** The device tree has a node for it, and names its backend there. */
  readonly named: boolean;
  /** A device whose backend nobody names is refused; otherwise it works without grants. */
  readonly refusesUnnamed: boolean;
  /** Setting up may fail, and what then. */
  readonly setupFails: 'never' | 'abort' | 'retainPlatform';
  readonly erasesEntry: boolean;
  /** Operations go back to those of the platform with the driver, as on Arm before 2024. */
  readonly unbindClears: boolean;
}

/** From `unbound` to `running`, and back again. */
export function bindDevice(program: Program, device: GrantDevice): void {
  const { name, backend, ops, data, named, refusesUnnamed, setupFails } = device;
  const path = program.path('bind').from(sources.domid);
  const known = backend.domids.map((domid, inc) => ({ domid, inc }));
  const lives = (c: Case, inc: number): Case => ({
    ...c,
    name: inc === 0 ? `dom${backend.domids[0]}` : `dom${backend.domids[inc]} #${inc}`,
  });
  path.line(
    'unbound',
    `P.1 ${name}: asks for the domain of its backend`,
    named
      ? known.map(({ inc }) =>
          lives(
            {
              with: [() => backend.domain.when(`is #${inc}`, (s) => s.context.incarnation === inc)],
              set: { inc },
            },
            inc,
          ),
        )
      : [{ name: 'nobody names it', to: refusesUnnamed ? 'refused' : '.driver-ok' }],
  );
  if (named) {
    path
      .from(sources.setup)
      .line('.find', `P.2 ${name}: looks for its entry in the xarray`, [
        { name: 'there is none', with: [() => data.when('is absent', (s) => s.matches('absent'))] },
        {
          name: 'there is one: leaves the operations as they are',
          with: [() => data.when('is not absent', (s) => !s.matches('absent'))],
          set: { inc: null },
          to: '.driver-ok',
        },
      ])
      .line('.allocate', `P.2 ${name}: allocates its data`, [
        {},
        ...(setupFails === 'never'
          ? []
          : [
              {
                name: 'fails',
                tags: ['environment'],
                set: { inc: null },
                to: setupFails === 'abort' ? 'refused' : '.driver-ok',
              },
            ]),
      ])
      .line(
        '.store',
        `P.2 ${name}: stores its data`,
        known.map(({ domid, inc }) =>
          lives(
            { where: { inc }, with: [() => data.on('STORE', { domid, incarnation: inc })] },
            inc,
          ),
        ),
      )
      .line(
        '.install',
        `P.2 ${name}: installs grant operations`,
        known.map(({ domid, inc }) =>
          lives(
            {
              where: { inc },
              with: [() => ops.on('INSTALL', { domid, incarnation: inc })],
              set: { inc: null },
            },
            inc,
          ),
        ),
      );
  }
  path
    .from(sources.driver)
    .line('.driver-ok', `P.3 ${name}: DRIVER_OK`, [{ tags: ['driver ok'] }])
    .end('running');
  unbindDevice(program, device);
}

/** The driver is unbound: what was allocated for it is freed. */
function unbindDevice(program: Program, device: GrantDevice): void {
  const { name, ops, data, erasesEntry, unbindClears } = device;
  const path = program.path('unbind').from(sources.unbind);
  const nothing: Case = {
    name: 'has none',
    with: [() => data.when('is not stored', (s) => !s.matches('stored'))],
  };
  path
    .line('failed', `U.1 ${name}: its driver is unbound, after an error`, [{ to: '.free' }])
    .line('running', `U.1 ${name}: its driver is unbound`, [{ to: '.free' }])
    .line('.free', `U.2 ${name}: frees its data${erasesEntry ? ' and erases the entry' : ''}`, [
      { with: [() => data.on(erasesEntry ? 'ERASE' : 'FREE')] },
      nothing,
    ])
    .line('.clear', `U.3 ${name}: ${unbindClears ? 'drops' : 'keeps'} its DMA operations`, [
      unbindClears ? { with: [() => ops.on('REMOVE')] } : {},
    ])
    .end('unbound');
}
