/**
 * CF8 and CFC: two vCPUs that read config space by an address register and a data register, E15.
 *
 * The address register is one for the whole domain: `d->arch.hvm.pci_cf8`, latched by hvm_access_cf8 for
 * writes of four bytes, and looked at for each access to the data register (arch_ioreq_server_get_type_addr).
 * Hardware has one latch, too. So the guest needs a lock around both, as all operating systems have one.
 */

import { configOwner } from '../../../../properties/passthrough/config-routing.ts';
import { indexRegister } from '../../../components/index-register.machine.ts';
import { servedBy, showServedBy } from '../../../components/served-by.machine.ts';
import {
  type ConfigAccess,
  showHistory,
  topologyHistory,
} from '../../../components/topology-history.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import { Program } from '../../../kit/program.ts';
import { showSpinLock, spinLock } from '../../../kit/spin-lock.machine.ts';
import type { Values } from '../parameters.ts';

/** What each vCPU reads: a register of the host bridge, a register of the root port. */
const accesses = [
  { target: 'host', at: null, bus: 0 },
  { target: 'bridge', at: null, bus: 0 },
] as const satisfies readonly ConfigAccess[];
const names = ['0:0.0', '0:1.0'] as const;

/** Builds it. */
export function latchScene(system: SystemBuilder, { guardedByLock }: Values): readonly Property[] {
  const latch = system.component('xen.cf8', indexRegister, {
    show: ({ context: { index } }) => (index === null ? 'unset' : (names[index] ?? '')),
  });
  const lock = guardedByLock
    ? system.component('pci_config_lock', spinLock, { show: showSpinLock })
    : null;
  const accessors = accesses.map(({ target }, i) => {
    const served = system.component(`served.vcpu${i}`, servedBy, { show: showServedBy });
    const does = `reads ${names[i]}`;
    const program = new Program('guest', ['rest']);
    const path = program
      .path('read', [`accesses - ${target} 0`])
      .from('pci_conf1_read of Linux')
      .line(
        'guest',
        `${does}: ${lock === null ? 'begins' : 'takes its lock'}`,
        lock === null
          ? [{ with: [() => served.on('BEGIN')] }]
          : [{ with: [...(take(lock)[0]?.with ?? []), () => served.on('BEGIN')] }],
        lock === null ? [] : [wants(lock)],
      )
      .from('hvm_access_cf8 in xen/arch/x86/hvm/ioreq.c at c447b7308b')
      .line('.address', `${does}: writes CF8`, [{ with: [() => latch.on('WRITE', { index: i })] }])
      .from('arch_ioreq_server_get_type_addr, ioreq_server_select at c447b7308b')
      .line(
        '.data',
        `${does}: reads CFC`,
        accesses.map((access, j) => ({
          name: names[j] ?? '',
          with: [
            seeing(latch, `is ${names[j]}`, (s) => s.context.index === j),
            () => served.on('SERVED', { by: access.target }),
          ],
        })),
      )
      .from('pci_conf1_read of Linux');
    path
      .line('.over', `${does}: has it`, lock === null ? [{}] : drop(lock), ['ending'])
      .end('guest');
    return { vcpu: program.actor(system, `vcpu${i}`), served };
  });
  const history = system.component('topology', topologyHistory, { show: showHistory });
  return [
    configOwner({
      accessors,
      history,
      topologies: [{ window: null, bus: 0 }],
      accesses: new Map(accesses.map((access) => [`accesses - ${access.target} 0`, access])),
    }),
  ];
}
