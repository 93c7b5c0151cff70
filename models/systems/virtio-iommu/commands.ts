/** What the device can be told: requests of the request queue, register writes, and what befalls it. */

import type { DomainKind, Permission } from '../../components/viommu-tables.machine.ts';
import { repeat } from '../../compose/index.ts';
import type { Feature, Values } from './parameters.ts';

/** A request of the request queue. */
export type Request =
  | {
      readonly op: 'ATTACH';
      readonly domain: number;
      readonly endpoint: number;
      readonly kind: DomainKind;
    }
  | { readonly op: 'DETACH'; readonly domain: number; readonly endpoint: number }
  | {
      readonly op: 'MAP';
      readonly domain: number;
      readonly iova: number;
      readonly length: number;
      readonly page: number;
      readonly flags: Permission;
    }
  | { readonly op: 'UNMAP'; readonly domain: number; readonly first: number; readonly last: number }
  | { readonly op: 'PROBE'; readonly endpoint: number };

/** A write to a register, by the driver. */
export type Write =
  | { readonly op: 'NEGOTIATE'; readonly old: boolean; readonly config: boolean }
  | { readonly op: 'BYPASS'; readonly open: boolean }
  | { readonly op: 'RESET' };

/** What the platform does. */
export type Event =
  | { readonly op: 'SYSTEM-RESET' }
  | { readonly op: 'UNPLUG'; readonly endpoint: number }
  | { readonly op: 'PLUG'; readonly endpoint: number }
  | { readonly op: 'RESTORE' };

export type Command = Request | Write | Event;

/** Names of the endpoints: trusted ones first, emulated ones last. */
export function endpointNames({ trusted, hostile, emulated }: Values): readonly string[] {
  const numbered = (name: string, count: number): readonly string[] =>
    count === 1 ? [name] : repeat(count, (i) => `${name}${i}`);
  return [...numbered('dev', trusted), ...numbered('evil', hostile), ...numbered('emu', emulated)];
}

/** A command as it is written in a trace. */
export function textOf(command: Command, values: Values): string {
  const endpoint = (index: number): string => endpointNames(values)[index] ?? '';
  switch (command.op) {
    case 'ATTACH': {
      const flag = command.kind === 'bypass' ? ', BYPASS' : '';
      return `ATTACH(d${command.domain}, ${endpoint(command.endpoint)}${flag})`;
    }
    case 'DETACH':
      return `DETACH(d${command.domain}, ${endpoint(command.endpoint)})`;
    case 'MAP': {
      const { iova, page, length, flags } = command;
      return `MAP(d${command.domain}, ${range('v', iova, iova + length - 1)} → ${range('p', page, page + length - 1)}, ${flags})`;
    }
    case 'UNMAP':
      return `UNMAP(d${command.domain}, ${range('v', command.first, command.last)})`;
    case 'PROBE':
      return `PROBE(${endpoint(command.endpoint)})`;
    case 'NEGOTIATE': {
      const bits = [command.old ? 'BYPASS' : '', command.config ? 'BYPASS_CONFIG' : ''];
      return `negotiation, ${bits.filter((bit) => bit !== '').join(' and ') || 'neither bypass bit'}`;
    }
    case 'BYPASS':
      return `write of bypass=${command.open ? 1 : 0}`;
    case 'RESET':
      return 'device reset';
    case 'SYSTEM-RESET':
      return 'system reset';
    case 'RESTORE':
      return 'restore';
    case 'UNPLUG':
      return `unplug of ${endpoint(command.endpoint)}`;
    case 'PLUG':
      return `plug of ${endpoint(command.endpoint)}`;
  }
}

function range(letter: string, first: number, last: number): string {
  return first === last ? `${letter}${first}` : `${letter}${first}–${letter}${last}`;
}

/** The endpoints by number. */
function indicesOf(values: Values): readonly number[] {
  return endpointNames(values).map((_name, i) => i);
}

/** Every request that a driver may send, within the bounds of a system. */
export function allRequests(values: Values): readonly Request[] {
  const endpoints = indicesOf(values);
  const domains = repeat(values.domains, (i) => i);
  const kinds: readonly DomainKind[] = offers(values, 'BYPASS_CONFIG')
    ? ['plain', 'bypass']
    : ['plain'];
  const pairs = endpoints.flatMap((endpoint) => domains.map((domain) => ({ endpoint, domain })));
  return [
    ...pairs.flatMap((pair) => kinds.map((kind): Request => ({ op: 'ATTACH', ...pair, kind }))),
    ...pairs.map((pair): Request => ({ op: 'DETACH', ...pair })),
    ...(offers(values, 'MAP_UNMAP')
      ? domains.flatMap((domain) => mapRequests(values, domain))
      : []),
    ...(offers(values, 'PROBE')
      ? endpoints.map((endpoint): Request => ({ op: 'PROBE', endpoint }))
      : []),
  ];
}

function mapRequests(values: Values, domain: number): readonly Request[] {
  const iovas = repeat(values.iovas, (i) => i);
  const lengths = repeat(values.length, (i) => i + 1);
  const maps = iovas.flatMap((iova) =>
    lengths
      .filter((length) => iova + length <= values.iovas)
      .flatMap((length) =>
        repeat(values.pages - length + 1, (page) =>
          values.flags.map((flags): Request => ({ op: 'MAP', domain, iova, length, page, flags })),
        ).flat(),
      ),
  );
  const unmaps = iovas.flatMap((first) =>
    repeat(values.iovas - first, (i): Request => ({ op: 'UNMAP', domain, first, last: first + i })),
  );
  return [...maps, ...unmaps];
}

/** Every write to a register. The field is written only where its bit was accepted. */
export function allWrites(values: Values): readonly Write[] {
  const either = (feature: Feature): readonly boolean[] =>
    offers(values, feature) ? [false, true] : [false];
  return [
    ...either('BYPASS').flatMap((old) =>
      either('BYPASS_CONFIG').map((config): Write => ({ op: 'NEGOTIATE', old, config })),
    ),
    ...(offers(values, 'BYPASS_CONFIG')
      ? [false, true].map((open): Write => ({ op: 'BYPASS', open }))
      : []),
    { op: 'RESET' },
  ];
}

/** Everything that may befall the device from outside the guest. */
export function allEvents(values: Values): readonly Event[] {
  const endpoints = indicesOf(values);
  return [
    ...(values.systemReset ? [{ op: 'SYSTEM-RESET' } as const] : []),
    ...(values.restore ? [{ op: 'RESTORE' } as const] : []),
    ...(values.hotplug
      ? endpoints.flatMap((endpoint): readonly Event[] => [
          { op: 'UNPLUG', endpoint },
          { op: 'PLUG', endpoint },
        ])
      : []),
  ];
}

function offers({ offered }: Values, feature: Feature): boolean {
  return offered.includes(feature);
}
