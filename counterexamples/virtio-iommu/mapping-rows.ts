/** D1 to D15: what unattached endpoints, bypass domains and mappings let an endpoint do. */

import { bits, config, free, inDomain, offering, type Row, rowOf } from './rows.ts';

const either = [0, 1] as const;

/** Unattached endpoints, by the bits that are offered and accepted. */
const unattached: readonly Row[] = [
  rowOf('D1', { offered: '–', negotiated: 'not yet' }, offering('MAP_UNMAP'), free('reset')),
  rowOf('D1', { offered: '–', negotiated: '–' }, offering('MAP_UNMAP'), free('running')),
  rowOf(
    'D2',
    { offered: 'BYPASS', negotiated: 'not yet, or not since a reset' },
    offering('MAP_UNMAP', 'BYPASS'),
    free('reset'),
  ),
  rowOf(
    'D2',
    { offered: 'BYPASS', negotiated: '–' },
    offering('MAP_UNMAP', 'BYPASS'),
    free('running'),
  ),
  rowOf(
    'D3',
    { offered: 'BYPASS', negotiated: 'BYPASS' },
    offering('MAP_UNMAP', 'BYPASS'),
    free('running BYPASS'),
  ),
  rowOf(
    'D4',
    { offered: 'both', negotiated: 'BYPASS', bypass: '0' },
    offering('MAP_UNMAP', 'BYPASS', 'BYPASS_CONFIG'),
    free('running BYPASS', 0),
  ),
  ...(
    [
      ['D5', 'not yet', 1, 'reset'],
      ['D6', 'not yet', 0, 'reset'],
      ['D7', bits, 1, `running ${bits}`],
      ['D8', bits, 0, `running ${bits}`],
    ] as const
  ).map(([id, negotiated, value, status]) =>
    rowOf(
      id,
      { offered: bits, negotiated, bypass: String(value) },
      { ...offering(...config), bypass: value },
      free(status, value),
    ),
  ),
];

const accepted = { offered: bits, negotiated: bits };

/** Endpoints in a domain, whatever the field says. */
const attached: readonly Row[] = either.flatMap((value) => {
  const given = offering(...config);
  const plain = { ...accepted, bypass: String(value), attached: 'plain domain' };
  return [
    rowOf('D9', { ...plain, attached: 'bypass domain' }, given, inDomain('bypass', value, '–')),
    rowOf('D10', { ...plain, page: 'no mapping' }, given, inDomain('plain', value, '–')),
    ...(
      [
        ['D11', 'r', 'READ'],
        ['D12', 'w', 'WRITE'],
        ['D13', 'rw', 'READ, WRITE'],
        ['D14', '0', 'no flag'],
        ['D15', 'mmio-r', 'MMIO, READ'],
        ['D15', 'mmio-w', 'MMIO, WRITE'],
        ['D15', 'mmio', 'MMIO, READ, WRITE'],
        ['D15', 'mmio-0', 'MMIO'],
      ] as const
    ).map(([id, flags, words]) =>
      rowOf(
        id,
        { ...plain, page: `mapped: ${words}` },
        { ...offering(...config, 'MMIO'), flags: [flags] },
        inDomain('plain', value, `p0 ${flags}`),
      ),
    ),
  ];
});

const number = ({ situation: { id } }: Row): number => Number(id.slice(1));

/** The rows, in the order of the survey. */
export const mappingRows: readonly Row[] = [
  ...unattached,
  ...[...attached].sort((a, b) => number(a) - number(b)),
];
