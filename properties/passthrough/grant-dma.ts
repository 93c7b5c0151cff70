/**
 * Requirements on DMA by grants as Linux does it: POLICY, NO-FAIL-OPEN, GRANT-EXACT of buffers, PAGE-ALONE,
 * NO-EXIT.
 */

import type { grantOps } from '../../models/components/grant-ops.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import type { Grants } from './grants.ts';
import { type Actor, anyTagged, at, tagged } from './subject.ts';

/**
 * @param frontend at a place `plain` when it hands out an address of the platform, `mapped` with a buffer
 *   that is granted, `refused` when it does without the device
 *
 * Source: POLICY of the survey; CONFIG_XEN_VIRTIO_FORCE_GRANT.
 */
export function policyKept(frontend: Actor): Property {
  return invariant({
    name: 'POLICY',
    statement: 'every address that a backend is given for DMA stands for grants',
    stake: 'a backend is handed addresses of the guest that nothing confines it to',
    holds: not(at(frontend, 'plain')),
    companion: companion(
      'a buffer is mapped, or the device is refused',
      anyOf(tagged(frontend, 'mapped'), at(frontend, 'refused')),
    ),
  });
}

/** Source: NO-FAIL-OPEN of the survey; xen_virtio_restricted_mem_acc. */
export function noFailOpen(frontend: Actor, ops: Component<typeof grantOps>): Property {
  return stepInvariant({
    name: 'NO-FAIL-OPEN',
    statement: 'a device that was not given grant operations does not get to DRIVER_OK',
    stake: 'a device that was negotiated as restricted works without restriction',
    steps: ({ actor, tags }) => actor === frontend.name && tags.includes('driver ok'),
    after: ops.is('has grants', (s) => s.matches('grants')),
  });
}

/** Source: GRANT-EXACT of the survey; 875553e317b2, and xen_grant_dma_map_page of Linux 5.19. */
export function buffersExact(
  frontend: Actor,
  { refs, pages }: Pick<Grants, 'refs' | 'pages'>,
  touched: readonly { readonly index: number }[],
): Property {
  const granted = ({ index, name }: Grants['pages'][number]): Expression =>
    anyOf(
      ...refs.map(({ entry }) =>
        entry.is(`grants ${name}`, (s) => s.matches('access') && s.context.frame === index),
      ),
    );
  const exact = allOf(
    ...pages.map((page) =>
      touched.some(({ index }) => index === page.index) ? granted(page) : not(granted(page)),
    ),
  );
  return invariant({
    name: 'GRANT-EXACT',
    statement:
      'while a buffer is mapped, the pages that are granted are those that it touches; no page is granted before or after',
    stake: 'a backend gets pages that have nothing to do with its I/O, or not all that it needs',
    holds: allOf(
      implies(tagged(frontend, 'mapped'), exact),
      implies(at(frontend, 'running'), not(anyOf(...pages.map(granted)))),
    ),
    companion: companion('a buffer is mapped', tagged(frontend, 'mapped')),
  });
}

/** Source: XSA-403; the survey on map_page, which has no bounce buffer. */
export function pageAlone(
  frontend: Actor,
  { reaches }: Pick<Grants, 'reaches'>,
  shared: { readonly name: string; readonly index: number },
): Property {
  const reached = reaches
    .filter(({ page }) => page.index === shared.index)
    .map(({ by }) => by.is('reaches it', (s) => s.context.tlb !== 'none'));
  return invariant({
    name: 'PAGE-ALONE',
    statement: 'a backend reaches no page that holds more than the buffer',
    stake: 'a backend reads and writes what happens to be beside its buffer',
    holds: not(anyOf(...reached)),
    companion: companion(
      'a buffer is mapped and a backend reaches something',
      allOf(
        tagged(frontend, 'mapped'),
        anyOf(...reaches.map(({ by }) => by.is('reaches it', (s) => s.context.tlb !== 'none'))),
      ),
    ),
  });
}

/** Source: xen-mapcache.c of QEMU, as surveyed: a map that fails ends the process. */
export function nobodyExits(backends: readonly Actor[]): Property {
  return invariant({
    name: 'NO-EXIT',
    statement: 'a device model goes on although a grant of one frontend cannot be mapped',
    stake: 'one frontend takes away the devices of everybody whom the same device model serves',
    holds: not(anyOf(...backends.map((backend) => at(backend, 'exited')))),
    companion: companion('a backend is about to map a grant', anyTagged(backends, 'told')),
  });
}
