/** Parameters of the family `late-xenstore`. */

import { choice, integer, type ValuesOf } from '../../compose/index.ts';

/** Safe and defective settings of one thing, with what each means. */
function toggle<const S extends string, const D extends string>(
  help: string,
  safe: readonly [S, string],
  defect: readonly [D, string],
) {
  return choice({
    values: [safe[0], defect[0]],
    default: safe[0],
    help,
    meanings: { [safe[0]]: safe[1], [defect[0]]: defect[1] } as Record<S | D, string>,
  });
}

export const parameters = {
  generation: choice({
    values: ['G0', 'G1', 'G2'],
    default: 'G2',
    help: 'who makes the ring page, and who introduces',
    meanings: {
      G0: 'init-dom0less makes the page once dom0 is up (Xen 4.17, 2022)',
      G1: 'the hypervisor makes the page when it builds the domain (df2c03e2eb, January 2025)',
      G2: 'as G1; the hypervisor seeds the grant, and xenstored introduces all domains when it starts (379a23677e and e5b0a94055, 2025)',
    },
  }),
  mode: choice({
    values: ['enhanced', 'legacy'],
    default: 'enhanced',
    help: 'the property xen,enhanced of the domain',
    meanings: {
      enhanced: 'as the generation has it',
      legacy:
        'init-dom0less makes the page, for guests that do not look at `connection` (G1 from 56b8e80812 on, G2)',
    },
  }),
  guest: choice({
    values: ['connection', 'pfn'],
    default: 'connection',
    help: 'by what the guest tells that xenstore is there',
    meanings: {
      connection: 'by STORE_PFN and `connection`',
      pfn: 'by STORE_PFN alone: Linux from 5b3353949e89 (2022) to a3607581cd49 (2024)',
    },
  }),
  threadRecheck: toggle(
    'the thread that waits looks again once it is in the queue',
    ['on', 'it does, and after every wake-up'],
    ['off', 'it sleeps without a look, and any wake-up will do (Linux)'],
  ),
  handlerChecksConnected: toggle(
    'the late-init handler looks at `connection`',
    ['on', 'it wakes nobody before CONNECTED'],
    ['off', 'it looks at STORE_PFN alone (Linux)'],
  ),
  readyRead: toggle(
    'how often the initcall asks whether the interface is ready',
    ['once', 'it asks once, and either probes or starts the thread'],
    ['twice', 'it asks for each of the two (XS_INTERFACE_READY in Linux)'],
  ),
  pageZeroed: toggle(
    'the hypervisor clears the ring page',
    ['on', 'it does'],
    ['off', 'it does not, and evtchn_port holds what was there (G2 before 76f9dbf9a2)'],
  ),
  portInPage: choice({
    values: ['0', 'valid'],
    default: '0',
    help: 'what the hypervisor leaves in evtchn_port; garbage is pageZeroed=off',
    meanings: {
      '0': 'nothing: no dom0less builder writes it at c447b7308b',
      valid: 'the port, as the header says it does (G2)',
    },
  }),
  legacyMask: toggle(
    'how the hypervisor asks for legacy mode',
    ['any', 'by the bit for it'],
    ['both', 'by two bits of which the macro sets one (G2, from 379a23677e on)'],
  ),
  initSkips: toggle(
    'what init-dom0less takes for "initialised already"',
    ['nodes', 'the nodes of the domain are there'],
    ['introduced', 'xenstored knows the domain (as in all generations)'],
  ),
  inits: integer({ min: 1, max: 2, default: 1, help: 'runs of init-dom0less, side by side' }),
  xlCreate: choice({
    values: ['off', 'after', 'racing'],
    default: 'off',
    help: 'whether the toolstack creates another domain',
    meanings: {
      off: 'it does not',
      after: 'once init-dom0less is through, as documented',
      racing: 'whenever it likes',
    },
  }),
  strayEvent: choice({
    values: ['none', 'one'],
    default: 'none',
    help: 'events on the port of the domain that announce nothing',
    meanings: { none: 'none', one: 'one may come at any time' },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** The page is made by init-dom0less. */
export function madeLate({ generation, mode }: Values): boolean {
  return generation === 'G0' || mode === 'legacy';
}

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { generation, mode, pageZeroed, portInPage, legacyMask, guest, readyRead } = values;
  if (generation === 'G0' && mode === 'legacy') {
    return 'mode legacy belongs to generation G1 or G2: G0 has no other page than that of init-dom0less';
  }
  if (legacyMask === 'both' && (generation !== 'G2' || mode !== 'legacy')) {
    return 'legacyMask is both, which is about generation G2 in mode legacy';
  }
  if (pageZeroed === 'off' && (generation !== 'G2' || mode !== 'enhanced')) {
    return 'pageZeroed is off, which is about generation G2 in mode enhanced: nobody reads evtchn_port before, and init-dom0less clears its page';
  }
  if (portInPage === 'valid' && (generation !== 'G2' || mode !== 'enhanced')) {
    return 'portInPage is valid, which is about generation G2 in mode enhanced';
  }
  if (portInPage === 'valid' && pageZeroed === 'off') {
    return 'portInPage is valid, so it does not matter whether the page was cleared: set pageZeroed to on';
  }
  if (guest === 'pfn' && readyRead === 'twice') {
    return 'readyRead is twice, but what a guest that looks at STORE_PFN alone asks for does not change between two reads: set readyRead to once';
  }
  return undefined;
}
