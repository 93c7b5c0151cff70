/** Defects of the ranges of servers, and of selection. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const scene = { scene: 'ranges' } as const;

export const rangeDefects: readonly DefectEntry[] = [
  defect({
    id: 'E6',
    title: 'Two servers claim one address, and nobody is told',
    story:
      'A range that a server has already is refused to it, with EEXIST. A range that another server has is not. Which of the two gets the accesses is decided by the number of its slot.',
    source:
      'E6; ioreq_server_map_io_range at c447b7308b; toggle overlap: rejectGlobal to perServer',
    confidence: 'confirmed',
    defect: { ...scene, overlap: 'perServer' },
    property: 'OWNER-UNIQUE',
    depth: 4,
    fix: 'A range that any server has is refused.',
    fixed: { overlap: 'rejectGlobal' },
  }),
  defect({
    id: 'E7',
    title: 'A server that was created anew gets a lower slot, and nothing else',
    story:
      'Selection goes from the highest slot down, so that newer servers are favoured, as the comment says. Creation takes the lowest free slot. A device model that was started anew is the newest, is in the lowest slot, and loses to the one that it is to replace.',
    source: 'E7; ioreq_server_create, ioreq_server_select at c447b7308b, by reading',
    confidence: 'hypothesis',
    defect: { ...scene, overlap: 'perServer', slotPolicy: 'highestId' },
    property: 'NEWEST-WINS',
    depth: 10,
    fix: 'The newest server is selected, whatever its slot.',
    fixed: { slotPolicy: 'newestWins' },
  }),
  defect({
    id: 'E8',
    title: 'An access over the end of a range is nobody’s',
    story:
      'A server is selected that has the whole of an access. One that begins in a range of one server and ends in that of another one is had by neither, and reads all-ones, though every byte of it has an owner.',
    source: 'E8; ioreq_server_select at c447b7308b; 7626edeaca says so and leaves it for later',
    confidence: 'confirmed',
    defect: { ...scene, span: 'straddle' },
    property: 'SPAN-REACHES',
    depth: 2,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'REP_WHOLE',
    title: 'A repeated access goes to nobody where it leaves a range',
    story:
      'An instruction with a repeat prefix was sent as one request, over several pages. If these belonged to different servers, no server had all of it. The range is now computed and selected for one page at a time.',
    source: '7626edeaca (2018)',
    confidence: 'confirmed',
    defect: { ...scene, span: 'repUp', defects: ['REP_WHOLE'] },
    property: 'SPAN-REACHES',
    depth: 2,
    fix: 'Repeated accesses are cut where pages end (7626edeaca).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'DF_IGNORED',
    title: 'A repeated access that goes down is selected for as if it went up',
    story:
      'With the direction flag set a repeated access goes down from its first address. Selection took the range above it. A server was found that has that range, and did the whole access, also the part that belongs to another one.',
    source: '60a56dc006 (2018)',
    confidence: 'confirmed',
    defect: { ...scene, span: 'repDown', defects: ['REP_WHOLE', 'DF_IGNORED'] },
    property: 'SPAN-OWNER',
    depth: 2,
    fix: 'The range of an access takes its direction into account (60a56dc006).',
    fixed: { defects: ['REP_WHOLE'] },
  }),
  defect({
    id: 'E10',
    title: 'A server works on what it has given up while the request was on its way',
    story:
      'Mapping and unmapping a range does not pause the domain, and selection takes no lock that would hold it up. A request that was sent for a range arrives after the device model has unmapped it. The emulator has to ask again, says a comment; one that does not acts on an address that may be something else by now.',
    source: 'E10, C.3; toggles unmapPauses and dmRecheck',
    confidence: 'hypothesis',
    defect: { ...scene, creators: 1, unmapPauses: 'off', dmRecheck: 'off' },
    property: 'CLAIMED',
    depth: 6,
    fix: 'The device model asks whether it has the range.',
    fixed: { dmRecheck: 'on' },
  }),
  defect({
    id: 'XSA-238',
    title: 'A range that ends before it begins is accepted',
    story:
      'A device model maps a range with its ends swapped. Debug builds stop at an assertion; others go on with a range that overlaps with nothing and contains nothing.',
    source: 'XSA-238; d59e55b018',
    confidence: 'confirmed',
    defect: { ...scene, creators: 1, hostile: true, defects: ['INVERTED'] },
    property: 'RANGE-ORDERED',
    depth: 2,
    fix: 'Such a range is refused with EINVAL (d59e55b018).',
    fixed: { defects: [] },
  }),
];
