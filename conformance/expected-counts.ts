/**
 * Counts that every engine must reproduce, in one table, each with who else counted the same.
 *
 * `transitions` counts every enabled step of every reachable state; `depth` is the length of the
 * longest shortest path. A change here is a change of a model or a correction of an engine, and
 * needs witnesses that are as good as those it replaces: `npm run conformance` asks SPIN and Rumur.
 */

import type { Configuration } from '../counterexamples/index.ts';
import { assignmentRows } from './counts/assignment.ts';
import { backendReadyRows } from './counts/backend-ready.ts';
import { ecamRows } from './counts/ecam-ioreq.ts';
import { fullPassthroughRows } from './counts/full-passthrough.ts';
import { grantRows } from './counts/grant-dma.ts';
import { guestMsiRows } from './counts/guest-msi.ts';
import { lateXenstoreRows } from './counts/late-xenstore.ts';
import { physicalIommuRows } from './counts/physical-iommu.ts';
import { reservedRegionRows } from './counts/reserved-regions.ts';
import { ALL, OTHERS, type Row, type Witness } from './counts/row.ts';
import { sriovRows } from './counts/sriov.ts';
import { viommuRows } from './counts/virtio-iommu.ts';
import { mappingRows } from './counts/vpci-mapping.ts';
import { msiRows } from './counts/vpci-msi.ts';
import { registerRows } from './counts/vpci-registers.ts';
import { topologyRows } from './counts/vpci-topology.ts';
import { xenbusRows } from './counts/xenbus.ts';
import { allSubjects, type Subject, titleOf } from './other-checkers/subjects.ts';

/** A configuration, and what is known of it. */
export interface ExpectedCount {
  readonly subject: Subject;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Empty where nobody but us has counted. */
  readonly confirmedBy: readonly Witness[];
}

const rows: readonly Row[] = [
  ['trial 1,1', 66, 108, 18, [...ALL, 'C']],
  ['trial 2,1', 264, 612, 19, [...ALL, 'C']],
  ['trial 2,2', 792, 1_908, 28, [...ALL, 'C']],
  ['trial 3,1', 1_128, 3_528, 21, [...ALL, 'C']],
  ['trial 3,2', 3_384, 10_800, 31, [...ALL, 'C']],
  ['trial 3,3', 10_152, 33_048, 41, [...ALL, 'TLC', 'C']],
  ['trial 3,5', 91_368, 309_096, 61, [...ALL, 'C']],
  ['trial 3,6', 274_104, 944_784, 71, [...OTHERS, 'TLC', 'C']],
  ['trial 4,7', 3_919_104, 16_726_176, 84, [...OTHERS, 'C']],
  ['trial faulty', 2_268, 6_912, 30, ALL],
  ['philosophers 2', 6, 8, 2, ALL],
  ['philosophers 2 polite', 5, 6, 2, ALL],
  ['philosophers 4', 34, 88, 4, ALL],
  ['philosophers 4 polite', 29, 72, 4, ALL],
  ['philosophers 6', 198, 768, 6, ALL],
  ['philosophers 6 polite', 169, 638, 6, ALL],
  ['S0-hwdom', 803_704, 2_480_453, 80, OTHERS],
  ['S0-domU', 12_907, 36_763, 45, [...ALL, 'TLC']],
  ['S1-hwdom', 190_454, 582_018, 72, OTHERS],
  ['S1-domU', 11_364, 32_058, 48, ALL],
  ['S2v1-hwdom', 424_148, 1_254_602, 79, OTHERS],
  ['S2v1-domU', 39_632, 109_175, 71, [...ALL, 'TLC']],
  ['S2v7-hwdom', 372_232, 1_078_374, 89, OTHERS],
  ['S2v7-domU', 39_217, 106_632, 75, [...ALL, 'TLC']],
  ['S2p-hwdom', 41_973, 121_148, 68, ALL],
  ['S2p-domU', 5_905, 15_404, 48, [...ALL, 'TLC']],
  ['S3v8-hwdom', 184_082, 507_848, 77, OTHERS],
  ['S3v8-domU', 27_927, 75_395, 76, [...ALL, 'TLC']],
  ['S3v9-hwdom', 369_374, 1_037_293, 84, OTHERS],
  ['S3v9-domU', 34_485, 93_733, 76, [...ALL, 'TLC']],
  ['S3v10-hwdom', 514_415, 1_531_424, 108, OTHERS],
  ['S3v10-domU', 44_578, 125_425, 87, [...ALL, 'TLC']],
  ['S4-hwdom', 116_581, 346_364, 67, [...ALL, 'TLC']],
  ['S4-domU', 208_561, 587_679, 105, [...OTHERS, 'TLC']],
  ['S5-hwdom', 74_468, 222_615, 71, [...ALL, 'TLC']],
  ['S5-domU', 132_956, 376_525, 99, [...ALL, 'TLC']],
  ['trial', 10_152, 33_048, 41, [...ALL, 'TLC']],
  ['V-01 defect', 111, 211, 19, ALL],
  ['V-01 fixed', 84, 163, 18, ALL],
  ['V-02 defect', 100, 109, 40, ALL],
  ['V-02 fixed', 88, 96, 41, ALL],
  ['V-03 defect', 99, 193, 19, ALL],
  ['V-03 fixed', 114, 217, 20, ALL],
  ['V-04 defect', 129, 233, 23, ALL],
  ['V-04 fixed', 93, 179, 18, ALL],
  ['D0f defect', 120, 244, 27, ALL],
  ['D0f fixed', 195, 382, 28, ALL],
  ['S0-DOMAIN defect', 50, 54, 34, ALL],
  ['S0-DOMAIN fixed', 55, 60, 37, ALL],
  ['V-05 defect', 24, 27, 19, ALL],
  ['V-05 fixed', 264, 414, 43, ALL],
  ['V-06 defect', 6_875, 14_200, 55, [...ALL, 'TLC']],
  ['V-06 fixed', 2_565, 4_500, 53, ALL],
  ['ROM_SKIPS_SELF defect', 5_725, 13_000, 55, ALL],
  ['ROM_SKIPS_SELF fixed', 2_565, 4_500, 53, ALL],
  ['V-07 defect', 137, 263, 23, ALL],
  ['V-09 defect', 107, 215, 18, ALL],
  ['V-09 fixed', 88, 166, 18, ALL],
  ['V-08 defect', 233, 488, 27, ALL],
  ['V-08 fixed', 169, 325, 28, ALL],
  ['CANCEL_CURRENT defect', 307, 606, 37, ALL],
  ['CANCEL_CURRENT fixed', 167, 329, 28, ALL],
  ['CANCEL_STICKY defect', 165, 182, 64, ALL],
  ['CANCEL_STICKY fixed', 153, 168, 55, ALL],
  ['D1g defect', 8, 8, 6, ALL],
  ['D1g fixed', 17, 18, 15, ALL],
  ['D1i defect', 98, 185, 19, ALL],
  ['SLOT_UNLOCKED defect', 352, 640, 30, ALL],
  ['SLOT_UNLOCKED fixed', 204, 332, 29, ALL],
  ['SLOT_INVALID_CLEAR defect', 17, 18, 15, ALL],
  ['SLOT_INVALID_CLEAR fixed', 43, 46, 41, ALL],
  ['D2a defect', 111, 210, 19, ALL],
  ['LOCK_S2_REREAD defect', 653, 1_141, 61, ALL],
  ['LOCK_S2_REREAD fixed', 233, 454, 36, ALL],
  ['V-10 defect', 486, 855, 50, ALL],
  ['V-10 fixed', 233, 454, 36, ALL],
  ['V-11 defect', 10, 10, 8, ALL],
  ['V-11 fixed', 111, 201, 20, ALL],
  ['D2g defect', 471, 870, 41, ALL],
  ['V-12 defect', 8, 7, 7, ALL],
  ['V-12 fixed', 32, 50, 9, ALL],
  ['LOCK_READREC defect', 112, 210, 20, ALL],
  ['LOCK_READREC fixed', 88, 166, 18, ALL],
  ['V-13 defect', 98, 180, 18, ALL],
  ['V-13 fixed', 80, 152, 18, ALL],
  ['V-14 defect', 282, 534, 33, ALL],
  ['V-14 fixed', 212, 407, 31, ALL],
  ['D3d-FAIL defect', 100, 204, 21, ALL],
  ['D3d-FAIL fixed', 205, 400, 27, ALL],
  ['D3d-KEPT fixed', 193, 373, 28, ALL],
  ['D3d-LOST defect', 772, 1_468, 70, ALL],
  ['D3d-LOST fixed', 534, 1_024, 54, ALL],
  ['V-15 defect', 121, 236, 18, ALL],
  ['V-15 fixed', 84, 163, 18, ALL],
  ['D4x1 defect', 18, 19, 15, ALL],
  ['D4x1 fixed', 17, 18, 15, ALL],
  ['D4x2 defect', 8, 7, 7, ALL],
  ['D4x2 fixed', 81, 158, 18, ALL],
  ['V-16 defect', 195, 382, 28, ALL],
  ['V-16 fixed', 167, 329, 28, ALL],
  ['V-16-CANCEL defect', 205, 400, 27, ALL],
  ['V-16-CANCEL fixed', 177, 347, 27, ALL],
  ['V-17 defect', 235, 472, 31, ALL],
  ['V-17 fixed', 196, 389, 27, ALL],
  ['V-28 defect', 96, 184, 18, ALL],
  ['D4r defect', 127, 253, 24, ALL],
  ['V-37 defect', 41, 43, 34, ALL],
  ['V-37 fixed', 19, 20, 17, ALL],
  ['PEND_LOSTBITS defect', 1_280, 3_644, 41, ALL],
  ['PEND_LOSTBITS fixed', 780, 2_224, 29, ALL],
  ['PEND_LOSTBITS-INTX defect', 7_152, 20_912, 62, ALL],
  ['PEND_LOSTBITS-INTX fixed', 2_684, 7_748, 41, ALL],
  ['FLT-INTX defect', 1_704, 5_104, 35, ALL],
  ['FLT-PDEV defect', 80, 143, 20, ALL],
  ['S0-WRITERS-RUNS', 32, 60, 8, ALL],
  ['S1-WRITERS-RUNS', 27, 48, 7, ALL],
  ['S2v1-WRITERS-RUNS', 96, 188, 18, ALL],
  ['S2v7-WRITERS-RUNS', 136, 264, 22, ALL],
  ['S2p-WRITERS-RUNS', 60, 116, 14, ALL],
  ['S3v8-WRITERS-RUNS', 60, 116, 14, ALL],
  ['S3v9-WRITERS-RUNS', 28, 44, 8, ALL],
  ['S3v10-WRITERS-RUNS', 28, 44, 8, ALL],
  ['S4-WRITERS-RUNS', 28, 44, 8, ALL],
  ['S5-WRITERS-RUNS', 28, 44, 8, ALL],
];

/** One row for each subject of the comparisons. Throws when a row names nothing. */
export const expectedCounts: readonly ExpectedCount[] = [
  ...rows,
  ...mappingRows,
  ...msiRows,
  ...topologyRows,
  ...registerRows,
  ...ecamRows,
  ...guestMsiRows,
  ...viommuRows,
  ...reservedRegionRows,
  ...backendReadyRows,
  ...lateXenstoreRows,
  ...xenbusRows,
  ...fullPassthroughRows,
  ...grantRows,
  ...sriovRows,
  ...physicalIommuRows,
  ...assignmentRows,
].map(([id, states, transitions, depth, confirmedBy]) => {
  const subject = allSubjects.find((candidate) => candidate.id === id);
  if (subject === undefined) throw new Error(`no subject of the comparisons is called ${id}`);
  return { subject, states, transitions, depth, confirmedBy };
});

/** What is pinned of a configuration, if anything. */
export function expectedOf(configuration: Configuration): ExpectedCount | undefined {
  const title = titleOf(configuration);
  return expectedCounts.find(({ subject }) => titleOf(subject.configuration) === title);
}
