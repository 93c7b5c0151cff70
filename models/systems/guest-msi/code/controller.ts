/**
 * P5: what the interrupt controller makes of a message.
 *
 * The data of a message names an interrupt. On x86 without remapping it is a vector; with remapping it
 * is the index of an entry; a GICv2m frame takes it for the number of an SPI; an ITS looks it up in the
 * table of the DeviceID, which the requester ID gives. A hostile function sends any data.
 */

import { accepts } from '../../../components/interrupt-remapping.machine.ts';
import type { Case, Effect } from '../../../kit/program.ts';
import type { Fn, World } from '../world.ts';
import { ends } from './outcomes.ts';
import type { Packet } from './packets.ts';
import { heldBy } from './tables.ts';

/** The cases of P5 for a message of `fn`. */
export function interrupts(world: World, fn: Fn, packet: Packet): readonly Case[] {
  const { doorbell, intremap } = world.values;
  const device = packet.as === 'phantom' ? fn : packet.as;
  const named =
    doorbell === 'its' && world.values.requesterIds === 'own' ? [device] : world.functions;
  const cases = named.flatMap((victim) => [
    ...ofEntry(world, fn, packet, victim),
    ...delivered(world, fn, victim, device),
    refused(fn, packet, victim, {
      name: `${dataOf(world, victim)}: nobody has it`,
      with: [
        ...passes(victim, device),
        () => victim.irq.when('is not bound', (s) => !s.matches('bound')),
      ],
    }),
  ]);
  if (doorbell === 'its')
    return [...cases, { name: 'EventID that is not mapped', to: ends.blocked }];
  return doorbell === 'x86' && intremap === 'none' ? [...cases, trapOf(world)] : cases;
}

/** The message names an entry that does not let it through. */
function ofEntry(world: World, fn: Fn, packet: Packet, victim: Fn): readonly Case[] {
  const { entry } = victim;
  if (entry === null) return [];
  const device = packet.as === 'phantom' ? fn : packet.as;
  return [
    refused(fn, packet, victim, {
      name: `${dataOf(world, victim)}: refused`,
      with: [() => entry.when(`refuses ${device.name}`, (s) => !accepts(s, device.index))],
    }),
  ];
}

/** The message raises the interrupt: in the guest that has its sender, or astray. */
function delivered(world: World, fn: Fn, victim: Fn, device: Fn): readonly Case[] {
  return world.guests.flatMap((guest) => {
    const bound: readonly Effect[] = [
      ...passes(victim, device),
      () =>
        victim.irq.when(
          `is bound to ${guest}`,
          (s) => s.matches('bound') && s.context.domain === guest,
        ),
    ];
    const data = dataOf(world, victim);
    return [
      {
        name: `${data}: to ${guest}`,
        with: [...bound, heldBy(fn, guest)],
        to: ends.interrupt(victim, guest),
        tags: ['interrupts'],
      },
      {
        name: `${data}: to ${guest}, which does not have ${fn.name}`,
        with: [...bound, () => fn.holder.when(`is not ${guest}`, (s) => s.context.guest !== guest)],
        to: ends.misdelivered,
        tags: ['interrupts'],
      },
    ];
  });
}

function passes({ entry }: Fn, device: Fn): readonly Effect[] {
  if (entry === null) return [];
  return [() => entry.when(`accepts ${device.name}`, (s) => accepts(s, device.index))];
}

/** A refused message is lost to its sender if it is one the sender's own register would send. */
function refused(fn: Fn, { as }: Packet, victim: Fn, c: Case): Case {
  const own = as === fn && victim === fn;
  return { ...c, to: ends.blocked, ...(own ? { tags: ['own message refused'] } : {}) };
}

/** Xen looks twice at hypercalls of PV guests once a guest may send such messages (untrusted_msi). */
function trapOf(world: World): Case {
  return world.defect('TRAP_UNFILTERED')
    ? { name: 'vector of a trap: taken', to: ends.trap, tags: ['interrupts'] }
    : { name: 'vector of a trap: filtered', to: ends.blocked, tags: ['filters'] };
}

function dataOf({ values: { doorbell, intremap } }: World, { name }: Fn): string {
  switch (doorbell) {
    case 'x86':
      return intremap === 'none' ? `vector of ${name}` : `index of ${name}`;
    case 'its':
      return `EventID of ${name}`;
    case 'gicv2m':
      return `SPI of ${name}`;
  }
}
