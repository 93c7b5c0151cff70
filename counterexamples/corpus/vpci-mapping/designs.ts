/**
 * How BARs are mapped, scheme by scheme, for a guest with two vCPUs that write command register and BARs
 * as they like; and the orders and repairs with which everything holds.
 */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf, type Parameters } from '../../entries.ts';

const design = designsOf('vpci-mapping');

const guest: Parameters = { profile: 'domU', vcpus: 2, bits: [] };
const everything: Parameters = {
  scheme: 'S4',
  vcpus: 2,
  bits: [],
  paths: ['CMD', 'BAR', 'MSI', 'RST', 'ASG', 'XL', 'TOUCH'],
  repairs: 'all',
};

export const mappingDesigns: readonly DesignEntry[] = [
  design(
    'MAP-S1',
    'mappings of the series, v5',
    { ...guest, scheme: 'S1' },
    {
      'HW-DECODE': 15,
      'NO-UR': 16,
      'MAP-IFF-DECODE': 27,
      'BAR-BASE': 26,
      VIEW: 29,
      'L-UNSTUCK': 29,
    },
    'D1j, D1l, and two vCPUs that toggle decode against each other',
  ),
  design(
    'MAP-S3v8',
    'mappings of v8',
    { ...guest, scheme: 'S3v8' },
    {
      'HW-DECODE': 17,
      'NO-UR': 18,
      'MAP-IFF-DECODE': 33,
      'BAR-BASE': 73,
      VIEW: 33,
      'L-UNSTUCK': 33,
    },
    'D1j; V-20; a set that is added to twice',
  ),
  design(
    'MAP-S4',
    'mappings as landed',
    { ...guest, scheme: 'S4' },
    {
      'HW-DECODE': 17,
      'NO-UR': 18,
      'MAP-IFF-DECODE': 33,
      'BAR-BASE': 73,
      VIEW: 33,
      'L-UNSTUCK': 33,
      'NO-UAF-RANGE': 87,
      'ASSERT-FREE': 17,
    },
    'V-29, V-20, V-18, D4s',
  ),
  design(
    'MAP-S5',
    'mappings as proposed',
    { ...guest, scheme: 'S5' },
    { 'HW-DECODE': 25, 'NO-UR': 26, 'MAP-IFF-DECODE': 35, 'BAR-BASE': 33 },
    'ORDER_REG_FIRST, S5-UNORDERED; BAR-BASE: a BAR moves while its unmap is queued',
  ),
  design(
    'ORDER_SPLIT',
    'register before the map, after the unmap; vCPUs wait for each other',
    { scheme: 'S4', order: 'split', vcpus: 2, repairs: ['EXCLUSIVE'] },
    {},
  ),
  design(
    'ORDER_ALWAYS_ON',
    'decode always on; vCPUs wait for each other',
    { scheme: 'S4', order: 'always-on', vcpus: 2, repairs: ['EXCLUSIVE'] },
    {},
  ),
  design('MAP-SPLIT', 'the landed scheme with every repair', { ...everything, order: 'split' }, {}),
  design(
    'MAP-ALWAYS_ON',
    'the landed scheme with every repair and decode always on',
    { ...everything, order: 'always-on' },
    {},
  ),
];
