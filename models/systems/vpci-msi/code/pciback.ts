/**
 * BACK: a PV guest asks pciback to enable and disable MSI and MSI-X of its device.
 *
 * Models xen_pcibk_enable_msi, xen_pcibk_disable_msi, and the same for MSI-X (Linux, drivers/xen/
 * xen-pciback/pciback_ops.c), before and after the patches of XSA-157. What Linux asserts of the state
 * of a device is the assertion: MSI is enabled only while neither is, and disabled only while it is.
 */

import type { pcibackMsi } from '../../../components/pciback-msi.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { faults, marks } from './parts.ts';

/** Adds the code path. */
export function asksPciback(
  world: World,
  program: Program,
  state: Component<typeof pcibackMsi>,
): void {
  const unchecked = world.defect('BACK_UNCHECKED');
  const requests = [
    ['enable_msi', 'ENABLE_MSI', 'none'],
    ['enable_msix', 'ENABLE_MSIX', 'none'],
    ['disable_msi', 'DISABLE_MSI', 'msi'],
    ['disable_msix', 'DISABLE_MSIX', 'msix'],
  ] as const;
  for (const [name, event, wanted] of requests) {
    const wrong: Case = unchecked
      ? { name: 'BUG', to: faults.assertion, fault: true }
      : { name: 'refused', to: marks.guest };
    program
      .path(name)
      .from(`xen_pcibk_${name} of Linux${unchecked ? ' before XSA-157' : ''}`)
      .line(marks.guest, `BACK ${name} is asked for`, [{ to: `${name}:do` }])
      .line(
        '.do',
        `BACK ${name}`,
        [
          { name: 'done', with: [() => state.on(event)] },
          { ...wrong, with: [() => state.when(`is not ${wanted}`, (s) => !s.matches(wanted))] },
        ],
        ['asserts'],
      )
      .end(marks.guest);
  }
}
