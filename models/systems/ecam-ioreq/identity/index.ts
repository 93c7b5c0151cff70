/**
 * The scene `identity`: a domain is configured to have a device, and started after the host has got another
 * card, E14 (Qubes issue 7792).
 *
 * What is kept in the configuration is what the toolstack looks up when it starts the domain: a BDF, which
 * depends on all cards of the host, or the path of slots that leads to the device, which does not.
 */

import { asConfigured } from '../../../../properties/passthrough/device-identity.ts';
import { addressWindowAt, showAddressWindow } from '../../../components/address-window.machine.ts';
import { cardOnBus, hostSlots, showHostSlots } from '../../../components/host-slots.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';

/** Slots with their cards at first; the last one is empty, too. */
const CARDS = [null, 'nic', 'disk', null] as const;
/** The slot and the bus number of the card that the domain is to have. */
const MEANT = { slot: 1, bus: 1 } as const;

/** Builds the scene. */
export function identity(system: SystemBuilder, values: Values): readonly Property[] {
  const host = system.component('host', hostSlots(CARDS), { show: showHostSlots });
  const configured = system.component('config', addressWindowAt(null), {
    show: showAddressWindow,
  });
  const byBdf = values.identity === 'BDF';
  const names = CARDS.map((_, k) => k);
  const admin = new Program('idle', ['rest']);
  admin.landmark('done', ['rest']);
  admin
    .path('configure')
    .from('libxl_device_pci_add of the configuration; Qubes issue 7792')
    .line('idle', `writes the ${byBdf ? 'BDF' : 'path'} of the nic into the configuration`, [
      { with: [() => configured.on('SET', { at: byBdf ? MEANT.bus : MEANT.slot })] },
    ])
    .line(
      '.insert',
      'switches the host off, puts a card in, boots it',
      [0, 3].map((slot) => ({
        name: `slot ${slot}`,
        tags: ['environment'],
        with: [() => host.on('INSERT', { slot, card: 'new' })],
      })),
    )
    .end('done');
  const toolstack = new Program('idle', ['rest']);
  for (const at of ['as meant', 'astray', 'not started']) toolstack.landmark(at, ['rest', at]);
  toolstack
    .path('start')
    .from('libxl_device_pci_add, pci_device_find')
    .line(
      'idle',
      'looks the device up and assigns it',
      names.flatMap((at) =>
        (['as meant', 'astray', 'not started'] as const).map((to) => ({
          name: `${byBdf ? `${at}:0.0` : `slot ${at}`}, ${to}`,
          to,
          with: [
            seeing(configured, `is ${at}`, (s) => s.context.at === at),
            seeing(host, `has that device: ${to}`, ({ context: { cards } }) => {
              const card = byBdf ? cardOnBus(cards, at) : (cards[at] ?? null);
              if (card === null) return to === 'not started';
              return to === (card === 'nic' ? 'as meant' : 'astray');
            }),
          ],
        })),
      ),
    )
    .end('not started');
  admin.actor(system, 'admin');
  return [asConfigured(toolstack.actor(system, 'toolstack'), host, CARDS)];
}
