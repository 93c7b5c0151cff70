/** D22 to D32: gates before the IOMMU, endpoints that it does not see, and the moments of change. */

import type { Situation } from './decision.ts';
import {
  at,
  atRest,
  bits,
  both,
  config,
  field,
  free,
  inDomain,
  offering,
  type Row,
  rowOf,
} from './rows.ts';
import type { Seen } from './states.ts';

const booting = { trusted: 1, pages: 2, flags: ['rw'], firmware: 'flips-global' };
const values = [1, 0] as const;
const off = ({ of }: Seen): boolean => of('evil.master') === 'off';
const mapped = ({ of }: Seen): boolean =>
  of('evil.view') === 'translated' && of('evil.host.v0') === 'p0 rw';
const open = ({ of }: Seen): boolean => of('evil.view') === 'open';
const bridgeOn = ({ of }: Seen): boolean => of('bridge') === 'on';

/** BUS_MASTER of the endpoint, in a boot time line. */
const masters: readonly Row[] = (['D22', 'D23'] as const).flatMap((id) =>
  (
    [
      ['none', '1', open, 'BUS_MASTER off'],
      ['plain domain', 'any', mapped, 'mapped: READ, WRITE; BUS_MASTER off'],
    ] as const
  ).map(([attached, bypass, is, page]) =>
    id === 'D22'
      ? rowOf(id, { bypass, attached, page: `${page}, heeded` }, booting, both(is, off))
      : rowOf(
          id,
          { bypass, attached, page: `${page}, ignored` },
          { ...booting, hostileIgnoresBme: true },
          both(both(is, off), bridgeOn),
        ),
  ),
);

const alone = offering(...config);
const hidden = { ...alone, trusted: 1, last: 'aliased' };
const asAlias = { view: 'dev.view', entry: 'dev.host.v0' };
const emulated = { ...alone, hostile: 0, emulated: 1, last: 'notAsking' };
const asEmulated = { view: 'emu.view', entry: 'emu.lent.v0' };

/** Where endpoints are connected in other ways. */
const unseen: readonly Row[] = [
  ...values.map((value) =>
    rowOf(
      'D24',
      { bypass: String(value), page: 'on a bus that bypasses the IOMMU' },
      { ...alone, last: 'bypassBus' },
      both(atRest, field(value)),
    ),
  ),
  ...values.map((value) =>
    rowOf(
      'D24a',
      { bypass: String(value), page: 'emulated, asks for no translation' },
      emulated,
      free(null, value, 'emu'),
      asEmulated,
    ),
  ),
  rowOf(
    'D24a',
    { attached: 'plain domain', page: 'no mapping; emulated, asks for no translation' },
    emulated,
    inDomain('plain', null, '–', 'emu'),
    asEmulated,
  ),
  ...values.map((value) =>
    rowOf(
      'D25',
      { bypass: String(value), attached: 'alias: none', page: 'behind a PCIe-to-PCI bridge' },
      hidden,
      free(null, value, 'dev'),
      asAlias,
    ),
  ),
  ...(
    [
      ['bypass', '–', 'any'],
      ['plain', '–', 'no mapping'],
      ['plain', 'p0 rw', 'mapped: READ, WRITE'],
    ] as const
  ).map(([kind, mapping, words]) =>
    rowOf(
      'D25',
      { attached: `alias: ${kind} domain`, page: `${words}; behind a PCIe-to-PCI bridge` },
      hidden,
      inDomain(kind, null, mapping, 'dev'),
      asAlias,
    ),
  ),
];

const two = { ...alone, domains: 2 };
const moving = /^ATTACH\(d\d, evil\):link fromPlain=1/;
const rejecting = { ...two, trusted: 1, defects: ['attachRejectDetaches'] };

/** Resets, DETACH, and ATTACH under way. */
const moments: readonly Row[] = [
  ...values.map((value) =>
    rowOf(
      'D26',
      { bypass: String(value), page: 'device reset has just been completed' },
      alone,
      both(at(/^device reset:done/), field(value)),
    ),
  ),
  rowOf(
    'D26',
    { attached: 'plain domain', page: 'the same, resetKeepsDomains; mapped: READ, WRITE' },
    { ...alone, defects: ['resetKeepsDomains'] },
    both(at(/^device reset:done/), ({ of }) => of('evil') === 'in d0' && of('d0.v0') === 'p0 rw'),
  ),
  ...values.map((value) =>
    rowOf(
      'D27',
      { bypass: `${value} initially`, page: 'system reset has just been completed' },
      { ...alone, systemReset: true, bypass: value },
      at(/^system reset:done/),
    ),
  ),
  rowOf(
    'D28',
    { negotiated: bits, bypass: '1', page: 'just detached' },
    alone,
    both(at(/^DETACH\(d0, evil\):ok/), field(1)),
  ),
  ...(['literal', 'atomic'] as const).map((move) =>
    rowOf(
      'D29',
      {
        negotiated: bits,
        bypass: '1',
        attached: 'from plain to plain',
        page: `being moved, move=${move}`,
      },
      { ...two, move },
      both(at(moving), field(1)),
    ),
  ),
  ...values.map((value) =>
    rowOf(
      'D30',
      {
        negotiated: bits,
        bypass: String(value),
        page: 'ATTACH about to be rejected for its kind, attachRejectDetaches',
      },
      rejecting,
      both(at(/^ATTACH\(d\d, evil.*:inval/), field(value)),
    ),
  ),
];

/** The states of an endpoint, in a device of which something else is so. */
function whatever(
  id: string,
  page: string,
  given: Row['given'],
  is: (state: Seen) => boolean,
): readonly Row[] {
  const row = (situation: Partial<Situation>, when: (state: Seen) => boolean): Row =>
    rowOf(
      id,
      { ...situation, page: [situation.page, page].filter(Boolean).join('; ') },
      given,
      both(when, is),
    );
  return [
    ...values.map((value) => row({ bypass: String(value) }, free(null, value))),
    row({ attached: 'bypass domain' }, inDomain('bypass', null, '–')),
    row({ attached: 'plain domain', page: 'no mapping' }, inDomain('plain', null, '–')),
    row(
      { attached: 'plain domain', page: 'mapped: READ, WRITE' },
      inDomain('plain', null, 'p0 rw'),
    ),
  ];
}

/** A device that has given up, and one whose own function is no bus master. */
const halted: readonly Row[] = [
  ...whatever(
    'D31',
    'NEEDS_RESET',
    { ...alone, breaks: ['field'], illegalWrite: 'needsReset' },
    ({ of }) => of('status').startsWith('NEEDS_RESET'),
  ),
  ...whatever(
    'D32',
    'BUS_MASTER of the IOMMU off',
    { ...alone, masterOff: true },
    ({ of }) => of('viommu.master') === 'off',
  ),
];

export const otherRows: readonly Row[] = [...masters, ...unseen, ...moments, ...halted];
