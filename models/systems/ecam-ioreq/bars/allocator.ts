/**
 * A virtual machine monitor with a thread for each vCPU and one for requests from outside: the guest moves
 * a BAR while a device is added, E13.
 *
 * Models move_bar and the addition of a device in cloud-hypervisor as its issue 8572 tells of them, not line by
 * line: an allocator of addresses, and notifications that are registered with KVM for an address. A range
 * is freed in the allocator, and taken by the other thread, while notifications are still registered.
 */

import { rangeOwned } from '../../../../properties/passthrough/bar-ranges.ts';
import { addressWindowAt, showAddressWindow } from '../../../components/address-window.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { type CodePath, Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { boundary } from './write.ts';

/** Blocks: where the guest moves the BAR, one that is free, where the BAR is at first. */
const [GOAL, SPARE, START] = [1, 2, 3] as const;

/** Builds it. */
export function allocatorScene(
  system: SystemBuilder,
  { freeBeforeUnreg }: Values,
): readonly Property[] {
  const made = (name: string, starts: number | null) =>
    system.component(name, addressWindowAt(starts), { show: showAddressWindow });
  const [given, givenNew] = [made('allocator.e', START), made('allocator.g', null)];
  const [notes, notesNew] = [made('kvm.ioeventfd.e', START), made('kvm.ioeventfd.g', null)];
  const guest = new Program('running', boundary);
  guest.landmark('moved', boundary);
  const path = guest
    .path('move')
    .from('move_bar in vmm/src/device_manager.rs of cloud-hypervisor, by its issue 8572')
    .line('running', `BAR of e ${GOAL} traps`, [{}]);
  const frees = (at: string): CodePath =>
    path
      .line(at, 'frees the old range', [{ with: [() => given.on('UNMAP', { at: START })] }])
      .line('.allocate', 'allocates the new range', [
        { with: [() => given.on('MAP', { at: GOAL })] },
      ]);
  const unregisters = (at: string): CodePath =>
    path.line(at, 'unregisters notifications of the old range', [
      { with: [() => notes.on('UNMAP', { at: START })] },
    ]);
  if (freeBeforeUnreg) {
    frees('.free');
    unregisters('.unregister');
  } else {
    unregisters('.unregister');
    frees('.free');
  }
  path
    .line('.register', 'registers notifications of the new range', [
      { with: [() => notes.on('MAP', { at: GOAL })] },
    ])
    .end('moved');
  const adder = new Program('running', ['rest']);
  adder.landmark('added', ['rest']);
  adder.landmark('rejected', ['rest']);
  adder
    .path('add')
    .from('add_pci_device, vm.add-pmem of cloud-hypervisor, by its issue 8572')
    .line('running', 'allocates the highest free range for g', [
      {
        name: `block ${START}`,
        set: { at: START },
        with: [
          seeing(given, `is not at ${START}`, (s) => s.context.at !== START),
          () => givenNew.on('MAP', { at: START }),
        ],
      },
      {
        name: `block ${SPARE}`,
        set: { at: SPARE },
        with: [
          seeing(given, `is at ${START}`, (s) => s.context.at === START),
          () => givenNew.on('MAP', { at: SPARE }),
        ],
      },
    ])
    .line('.register', 'registers notifications of g', [
      ...[START, SPARE].map((at) => ({
        name: `block ${at}`,
        where: { at },
        with: [
          seeing(notes, `is not at ${at}`, (s) => s.context.at !== at),
          () => notesNew.on('MAP', { at }),
        ],
      })),
      {
        name: 'EEXIST',
        where: { at: START },
        to: 'rejected',
        with: [seeing(notes, `is at ${START}`, (s) => s.context.at === START)],
      },
    ])
    .end('added');
  guest.actor(system, 'vcpu0');
  adder.actor(system, 'api');
  return [rangeOwned({ given: givenNew, others: notes, starts: START })];
}
