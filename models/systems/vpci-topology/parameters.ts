/** Parameters of the family `vpci-topology`. */

import { choice, integer, setOf, type ValuesOf } from '../../compose/index.ts';

export const schemes = ['S1', 'S4'] as const;
export type SchemeName = (typeof schemes)[number];

export const paths = ['RD', 'WR', 'RD8', 'CMD', 'ASG', 'DEA'] as const;
export type PathCode = (typeof paths)[number];

export const failures = ['function', 'init'] as const;
export type Failure = (typeof failures)[number];

export const defects = ['XLATE_TWICE', 'HWDOM_SLOTS'] as const;
export type Defect = (typeof defects)[number];

export const parameters = {
  scheme: choice({
    values: schemes,
    default: 'S4',
    help: 'how an address is translated and looked up, and under which locks, as in vpci-locking',
    meanings: {
      S1: 'series part 3, v5 (November 2021): translated in one section, looked up in another',
      S4: 'as landed (ad3ac58a9d): one critical section for translation, lookup and access',
    },
  }),
  profile: choice({
    values: ['domU', 'hwdom'],
    default: 'domU',
    help: 'the domain under study',
    meanings: {
      domU: 'a guest, with a virtual bus',
      hwdom: 'the hardware domain, which sees its devices where they are, and hidden ones too',
    },
  }),
  vcpus: integer({ min: 0, max: 2, default: 1, help: 'vCPUs of the domain under study' }),
  devices: integer({ min: 1, max: 3, default: 2, help: 'devices that come and go' }),
  slots: integer({
    min: 1,
    max: 8,
    default: 2,
    help: 'slots of the virtual bus, of which Xen has 32',
  }),
  toolstacks: integer({ min: 0, max: 2, default: 1, help: 'CPUs of dom0 that manage devices' }),
  start: choice({
    values: ['here', 'elsewhere'],
    default: 'here',
    help: 'where the devices are at first, those that find a slot: in the domain under study, or not',
  }),
  incarnations: integer({
    min: 1,
    max: 3,
    default: 2,
    isBound: true,
    help: 'how many times the vPCI state of a device may be allocated in all',
  }),
  paths: setOf({
    values: paths,
    default: ['RD', 'WR', 'ASG', 'DEA'],
    help: 'code paths that are modelled',
    meanings: {
      RD: 'config read of up to four bytes, at any slot',
      WR: 'config write of up to four bytes, at any slot',
      RD8: 'config read of eight bytes, which are two reads of four',
      CMD: 'write that toggles memory decode of a hidden device (hwdom)',
      ASG: 'assign a device to the domain; for the hardware domain report it',
      DEA: 'deassign a device',
    },
  }),
  failures: setOf({
    values: failures,
    default: failures,
    help: 'why assigning a device fails, besides a bus that is full',
    meanings: {
      function: 'the last device is not function 0, and only that is supported',
      init: 'the header of a device cannot be handled',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the scheme has',
    meanings: {
      XLATE_TWICE:
        'S4: translated in one section, looked up in another; a miss reads all-ones (v8 to v11)',
      HWDOM_SLOTS: 'S4: devices of the hardware domain take slots too (v5)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { scheme, profile, paths: chosen } = values;
  const [defect] = values.defects;
  if (scheme === 'S1' && defect !== undefined) {
    return `defect ${defect} belongs to scheme S4, not to S1, which has it by itself`;
  }
  if (values.vcpus === 0 && values.toolstacks === 0) return 'there is nobody to do anything';
  const guestOnly = chosen.find((path) => ['RD', 'WR', 'RD8', 'DEA'].includes(path));
  if (profile === 'hwdom' && guestOnly !== undefined) {
    return `path ${guestOnly} is modelled for profile domU only; hwdom has CMD and ASG`;
  }
  if (profile === 'hwdom' && scheme === 'S1' && chosen.includes('CMD')) {
    return 'path CMD is modelled for scheme S4 only';
  }
  if (profile === 'domU') {
    if (chosen.includes('CMD')) return 'path CMD is modelled for profile hwdom only';
    if (values.defects.includes('HWDOM_SLOTS')) return 'defect HWDOM_SLOTS needs profile hwdom';
  } else if (values.defects.includes('XLATE_TWICE')) {
    return 'defect XLATE_TWICE needs profile domU: the hardware domain is not translated';
  }
  return undefined;
}
