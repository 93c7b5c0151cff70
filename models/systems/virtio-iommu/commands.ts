/** What the device can be told: requests of the request queue, register writes, and what befalls it. */

import type { DomainKind, Permission } from '../../components/viommu-tables.machine.ts';
import { repeat } from '../../compose/index.ts';
import type { Feature, Values } from './parameters.ts';

/** What is wrong with a request in itself. */
export type Flaw = 'reserved' | 'piece' | 'small buffer';

/** A request of the request queue. */
export type Request =
  | {
      readonly op: 'ATTACH';
      readonly domain: number;
      readonly endpoint: number;
      readonly kind: DomainKind;
      readonly flaw?: Flaw;
    }
  | { readonly op: 'DETACH'; readonly domain: number; readonly endpoint: number }
  | {
      readonly op: 'MAP';
      readonly domain: number;
      readonly iova: number;
      readonly length: number;
      readonly page: number;
      readonly flags: Permission;
      readonly flaw?: Flaw;
    }
  | {
      readonly op: 'UNMAP';
      readonly domain: number;
      readonly first: number;
      readonly last: number;
      readonly flaw?: Flaw;
    }
  | { readonly op: 'PROBE'; readonly endpoint: number; readonly flaw?: Flaw }
  /** Something that is no request: too short, or of a type that there is not. */
  | { readonly op: 'SHORT' | 'UNKNOWN' };

/** A write to a register, by the driver. */
export type Write =
  | {
      readonly op: 'NEGOTIATE';
      readonly old: boolean;
      readonly config: boolean;
      /** The other bits that are offered and not accepted. */
      readonly declined?: readonly Feature[];
    }
  | { readonly op: 'BYPASS'; readonly open: boolean }
  /** A write of the field that the driver may not make: a value there is not, or without the bit accepted. */
  | { readonly op: 'ILLEGAL-BYPASS'; readonly value: number }
  | { readonly op: 'RESET' };

/** What the platform does. */
export type Event =
  | { readonly op: 'SYSTEM-RESET' }
  | { readonly op: 'UNPLUG'; readonly endpoint: number }
  | { readonly op: 'PLUG'; readonly endpoint: number }
  | { readonly op: 'RESTORE' };

export type Command = Request | Write | Event;

/** Names of the endpoints: trusted ones first, emulated ones last. */
export function endpointNames({ trusted, hostile, emulated, names }: Values): readonly string[] {
  if (names !== undefined) return names;
  const numbered = (name: string, count: number): readonly string[] =>
    count === 1 ? [name] : repeat(count, (i) => `${name}${i}`);
  return [...numbered('dev', trusted), ...numbered('evil', hostile), ...numbered('emu', emulated)];
}

/** A command as it is written in a trace. */
export function textOf(command: Command, values: Values): string {
  const flaw = 'flaw' in command && command.flaw !== undefined ? `, ${command.flaw}` : '';
  return `${plainText(command, values)}${flaw}`;
}

function plainText(command: Command, values: Values): string {
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
    case 'SHORT':
      return 'a short request';
    case 'UNKNOWN':
      return 'a request of an unknown type';
    case 'NEGOTIATE': {
      const bits = [command.old ? 'BYPASS' : '', command.config ? 'BYPASS_CONFIG' : ''];
      const without = (command.declined ?? []).map((bit) => `, not ${bit}`).join('');
      return `negotiation, ${bits.filter((bit) => bit !== '').join(' and ') || 'neither bypass bit'}${without}`;
    }
    case 'BYPASS':
      return `write of bypass=${command.open ? 1 : 0}`;
    case 'ILLEGAL-BYPASS':
      return `illegal write of bypass=${command.value}`;
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
export function indicesOf(values: Values): readonly number[] {
  return endpointNames(values).map((_name, i) => i);
}

/** Everything that may befall the device from outside the guest. */
export function allEvents(values: Values): readonly Event[] {
  const all = indicesOf(values);
  const unknown = values.last === 'aliased' || values.last === 'bypassBus';
  const endpoints = unknown ? all.slice(0, -1) : all;
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

/** Whether the device offers a feature bit. */
export function offers({ offered }: Values, feature: Feature): boolean {
  return offered.includes(feature);
}
