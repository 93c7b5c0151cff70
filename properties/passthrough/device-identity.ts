/** The requirement on which device a domain gets that was configured to have one: AS-CONFIGURED. */

import type { Cards, HostSlots } from '../../models/components/host-slots.machine.ts';
import { allOf, anyOf, type Component, not, type Property } from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import { type Actor, tagged } from './subject.ts';

/**
 * Source: E14, Qubes issue 7792.
 *
 * @param toolstack who starts the domain; its places have the tags `as meant`, `astray` and `not started`
 * @param starts the cards that the host has at first
 */
export function asConfigured(
  toolstack: Actor,
  host: Component<HostSlots>,
  starts: Cards,
): Property {
  const ended = anyOf(
    ...['as meant', 'astray', 'not started'].map((tag) => tagged(toolstack, tag)),
  );
  return invariant({
    name: 'AS-CONFIGURED',
    statement: 'a domain gets the device that it was configured to have, or none',
    source: 'E14; Qubes issue 7792',
    stake: 'a domain gets the disk of the host for its network card',
    holds: not(tagged(toolstack, 'astray')),
    companion: companion(
      'the domain was started, and the host has got another card',
      allOf(
        ended,
        host.is('has another card', ({ context: { cards } }) =>
          cards.some((card, k) => card !== starts[k]),
        ),
      ),
    ),
  });
}
