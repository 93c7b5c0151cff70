/** The generations as they are, and as they would be with a guest that looks again. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf, type Parameters } from '../../entries.ts';

/** Linux of 2025. */
const linux: Parameters = {
  threadRecheck: 'off',
  handlerChecksConnected: 'off',
  readyRead: 'twice',
};

const design = designsOf('late-xenstore', 'LATE-');

export const lateXenstoreDesigns: readonly DesignEntry[] = [
  design(
    'G0-LINUX',
    'page by init-dom0less, Linux as it is',
    { generation: 'G0', ...linux },
    { 'NO-LOST-WAKE-UP': 31, 'NO-DEAD-END': 38 },
    'L1-TWICE, L2',
  ),
  design(
    'G1-LINUX',
    'page by the hypervisor, Linux as it is',
    { generation: 'G1', ...linux },
    { 'NO-LOST-WAKE-UP': 29, 'NO-DEAD-END': 36 },
    'L1-TWICE, L1',
  ),
  design(
    'G2-LINUX',
    'late channels and automatic introduction, Linux as it is',
    { generation: 'G2', ...linux },
    { 'NO-LOST-WAKE-UP': 32, 'NO-DEAD-END': 39 },
    'L1-TWICE, L1',
  ),
  design('G0', 'page by init-dom0less, a guest that looks again', { generation: 'G0' }, {}),
  design('G1', 'page by the hypervisor, a guest that looks again', { generation: 'G1' }, {}),
  design(
    'G2',
    'late channels and automatic introduction, a guest that looks again',
    { generation: 'G2' },
    {},
  ),
  design(
    'LEGACY',
    'legacy mode of the last generation, asked for by its bit',
    { mode: 'legacy' },
    {},
  ),
  design(
    'PORT',
    'the builder fills evtchn_port, and xenstored introduces by itself',
    { portInPage: 'valid' },
    {},
    'with an init-dom0less that looks at nodes; else L6',
  ),
];
