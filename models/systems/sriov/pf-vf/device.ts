/** What functions send: VFs whenever they are there, the PF whenever its context lets it. */

import { translationUsed } from '../../../components/iommu-context.machine.ts';
import type { Participation, SystemBuilder } from '../../../compose/index.ts';
import { pfVf as sources } from '../sources.ts';
import { type DomainName, domainIds, type Translated, type World } from './world.ts';

/** The page that requests of a function in this domain end in. */
export const pageOf = (domain: DomainName): string => `page of ${domain}`;

/** Installs the steps of the hardware. */
export function functions(system: SystemBuilder, world: World): void {
  const { vfs, sriov, pfSide, values } = world;
  const there = sriov.when('is on', (s) => s.matches('on'));
  for (const vf of vfs) {
    const { dma } = vf;
    for (const guest of values.guests) {
      const launch = { page: pageOf(guest), tables: guest, id: domainIds[guest] };
      requests(system, vf, guest, [there, ...(dma === null ? [] : [dma.on('LAUNCH', launch)])]);
    }
    if (dma === null) continue;
    const step = { actor: vf.name, source: sources.device };
    system.step({ ...step, name: `${vf.name}: DMA arrives` }, dma.on('ARRIVE'));
    if (world.defect('NO_PREFILL')) {
      system.step(
        { ...step, name: `${vf.name}: DMA [no entry: it passes]`, caseOf: `${vf.name}: DMA` },
        there,
        vf.context.when('has no entry', (s) => translationUsed(s) === null),
        dma.on('LAUNCH', { page: pageOf('host'), tables: 'none', id: 0 }),
      );
    }
  }
  if (pfSide !== null) for (const user of values.users) requests(system, pfSide, user, []);
}

/** Requests by the tables of a domain, or by what the function has cached of them. */
function requests(
  system: SystemBuilder,
  fn: Translated,
  domain: DomainName,
  also: readonly Participation[],
): void {
  const { name, context, ats } = fn;
  const id = domainIds[domain];
  const page = pageOf(domain);
  const step = { actor: name, caseOf: `${name}: DMA`, source: sources.device };
  const fetch = context.on('FETCH', { tables: domain, id });
  if (ats === null) {
    if (also.length < 2) return;
    system.step({ ...step, name: `${name}: DMA [walk: ${page}]` }, fetch, ...also);
    return;
  }
  const { enabled, tlb } = ats;
  const on = enabled.when('is on', (s) => s.matches('on'));
  system.step(
    { ...step, name: `${name}: DMA [walk, cached in the device: ${page}]` },
    fetch,
    on,
    tlb.on('FILL', { page, id }),
    ...also,
  );
  if (also.length < 2) return;
  system.step(
    { ...step, name: `${name}: DMA [device-TLB: ${page}]` },
    on,
    tlb.on('HIT', { page, id }),
    ...also,
  );
}
