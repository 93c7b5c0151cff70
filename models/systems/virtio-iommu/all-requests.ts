/** Everything that a driver may send and write, within the bounds of a system; with the rules it breaks. */

import type { DomainKind } from '../../components/viommu-tables.machine.ts';
import { repeat } from '../../compose/index.ts';
import type { Breach } from './breaches.ts';
import { type Flaw, indicesOf, offers, type Request, type Write } from './commands.ts';
import type { Feature, Values } from './parameters.ts';

type Of<Op extends Request['op']> = Extract<Request, { readonly op: Op }>;

/** Every request that a driver may send, within the bounds of a system. */
export function allRequests(values: Values): readonly Request[] {
  const endpoints = indicesOf(values);
  const domains = repeat(values.domains, (i) => i);
  const kinds: readonly DomainKind[] = offers(values, 'BYPASS_CONFIG')
    ? ['plain', 'bypass']
    : ['plain'];
  const pairs = endpoints.flatMap((endpoint) => domains.map((domain) => ({ endpoint, domain })));
  const attaches = pairs.flatMap((pair) =>
    kinds.map((kind): Of<'ATTACH'> => ({ op: 'ATTACH', ...pair, kind })),
  );
  const without = values.breaks.includes('features');
  const maps =
    offers(values, 'MAP_UNMAP') || (without && values.flags.length > 0)
      ? domains.flatMap((domain) => mapRequests(values, domain))
      : [];
  const probes =
    offers(values, 'PROBE') || without
      ? endpoints.map((endpoint): Of<'PROBE'> => ({ op: 'PROBE', endpoint }))
      : [];
  return [
    ...attaches,
    ...pairs.map((pair): Request => ({ op: 'DETACH', ...pair })),
    ...maps,
    ...probes,
    ...flawed(values, attaches, maps, probes),
  ];
}

/** Requests that are wrong in themselves. */
function flawed(
  { breaks }: Values,
  attaches: readonly Of<'ATTACH'>[],
  maps: readonly (Of<'MAP'> | Of<'UNMAP'>)[],
  probes: readonly Of<'PROBE'>[],
): readonly Request[] {
  const spoilt = <R extends Request>(breach: Breach, requests: readonly R[], flaw: Flaw) =>
    breaks.includes(breach) ? requests.map((request) => ({ ...request, flaw })) : [];
  const none = (breach: Breach, op: 'SHORT' | 'UNKNOWN'): readonly Request[] =>
    breaks.includes(breach) ? [{ op }] : [];
  const mapped = maps.filter((request) => request.op === 'MAP');
  const unmapped = maps.filter((request) => request.op === 'UNMAP');
  return [
    ...spoilt('attachReserved', attaches, 'reserved'),
    ...spoilt('unmapReserved', unmapped, 'reserved'),
    ...spoilt('piece', mapped, 'piece'),
    ...spoilt('smallBuffer', probes, 'small buffer'),
    ...none('short', 'SHORT'),
    ...none('unknown', 'UNKNOWN'),
  ];
}

function mapRequests(values: Values, domain: number): readonly (Of<'MAP'> | Of<'UNMAP'>)[] {
  const iovas = repeat(values.iovas, (i) => i);
  const lengths = repeat(values.length, (i) => i + 1);
  const maps = iovas.flatMap((iova) =>
    lengths
      .filter((length) => iova + length <= values.iovas)
      .flatMap((length) =>
        repeat(values.pages - length + 1, (page) =>
          values.flags.map(
            (flags): Of<'MAP'> => ({ op: 'MAP', domain, iova, length, page, flags }),
          ),
        ).flat(),
      ),
  );
  const unmaps = iovas.flatMap((first) =>
    repeat(
      values.iovas - first,
      (i): Of<'UNMAP'> => ({ op: 'UNMAP', domain, first, last: first + i }),
    ),
  );
  return [...maps, ...unmaps];
}

/** Every write to a register. The field is written only where its bit was accepted. */
export function allWrites(values: Values): readonly Write[] {
  const either = (feature: Feature): readonly boolean[] =>
    offers(values, feature) ? [false, true] : [false];
  return [
    ...either('BYPASS').flatMap((old) =>
      either('BYPASS_CONFIG').flatMap((config) =>
        subsets(values.declines).map(
          (declined): Write => ({ op: 'NEGOTIATE', old, config, declined }),
        ),
      ),
    ),
    ...(offers(values, 'BYPASS_CONFIG')
      ? [false, true].map((open): Write => ({ op: 'BYPASS', open }))
      : []),
    ...(values.breaks.includes('field')
      ? [0, 1, 2].map((value): Write => ({ op: 'ILLEGAL-BYPASS', value }))
      : []),
    { op: 'RESET' },
  ];
}

/** Every subset, the empty one first. */
function subsets(bits: readonly Feature[]): readonly (readonly Feature[])[] {
  return bits.reduce<readonly (readonly Feature[])[]>(
    (all, bit) => all.concat(all.map((set) => set.concat(bit))),
    [[]],
  );
}
