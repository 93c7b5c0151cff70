/**
 * The family `ecam-ioreq`: which device model answers an access of a guest, and what happens when that
 * changes while accesses are under way.
 *
 * Sources: the thread "PCI Emulation - Future Direction" (xen-devel, May 2018), xen-project/xen at
 * c447b7308b, QEMU 10.2.50, and the fixes that are named with the defects.
 */

import { defineFamily, defineSystem } from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { barsAndWindows } from './bars/index.ts';
import { configAccess } from './config-access/index.ts';
import { identity } from './identity/index.ts';
import { parameters, type Values } from './parameters.ts';
import { ports } from './ports/index.ts';
import { ranges } from './ranges/index.ts';
import { refuse } from './refuse.ts';
import { requests } from './requests/index.ts';
import { serverPages } from './server-pages/index.ts';

const scenes: Readonly<Record<Values['scene'], typeof configAccess>> = {
  'config-access': configAccess,
  requests,
  ranges,
  'bars-and-windows': barsAndWindows,
  ports,
  identity,
  'server-pages': serverPages,
};

export const ecamIoreq = defineFamily({
  name: 'ecam-ioreq',
  title: 'ECAM and ioreq servers: which device model answers an access of a guest',
  parameters,
  sources,
  refuse,
  build: (values) =>
    defineSystem({ name: 'ecam-ioreq', assumptions: assumptions(values), sources }, (system) => {
      for (const property of scenes[values.scene](system, values)) system.property(property);
    }),
});
