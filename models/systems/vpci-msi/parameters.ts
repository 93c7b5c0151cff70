/** Parameters of the family `vpci-msi`. */

import { choice, integer, setOf, type ValuesOf } from '../../compose/index.ts';

/** Code paths of vCPUs, of dom0, of Xen itself, and what a device does. */
export const paths = ['WR', 'MSI', 'MSG', 'MASK', 'DEA', 'ASG', 'IRQ'] as const;
export type PathCode = (typeof paths)[number];

/** Code that runs on a vCPU of the guest. */
export const guestPaths: readonly PathCode[] = ['WR', 'MSI', 'MSG', 'MASK'];
/** Code that runs on a CPU of dom0. */
export const dom0Paths: readonly PathCode[] = ['DEA', 'ASG'];

export const defects = ['MSI_LEFT', 'INTX_BACK', 'UPDATE_UNMAPS', 'MSI_DOUBLE_UNLOCK'] as const;
export type Defect = (typeof defects)[number];

/** What is open, by our reading, in the code that was read. */
export const open: readonly Defect[] = ['MSI_LEFT', 'INTX_BACK'];

/** Code paths on one of which a defect shows; without any of them it is no part of the system. */
export const pathsOf: Readonly<Record<Defect, readonly PathCode[]>> = {
  MSI_LEFT: ['DEA'],
  INTX_BACK: ['MSI', 'MSG'],
  UPDATE_UNMAPS: ['MSG'],
  MSI_DOUBLE_UNLOCK: ['MSI'],
};

const PATHS_DEFAULT: readonly PathCode[] = ['WR', 'MSI', 'MSG', 'MASK', 'DEA', 'ASG', 'IRQ'];

export const parameters = {
  vcpus: integer({ min: 0, max: 3, default: 1, help: 'vCPUs of the guest under study' }),
  devices: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'devices; the second one belongs to another domain and has its interrupt there',
  }),
  vectors: integer({ min: 1, max: 2, default: 1, help: 'MSI vectors of the first device' }),
  start: choice({
    values: ['off', 'on', 'elsewhere'],
    default: 'off',
    help: 'what the first device is at first',
    meanings: {
      off: 'with the guest, MSI off',
      on: 'with the guest, MSI on with all its vectors, each mapped and bound',
      elsewhere: 'with another domain, MSI off',
    },
  }),
  paths: setOf({
    values: paths,
    default: PATHS_DEFAULT,
    help: 'what is modelled of vCPUs, dom0, Xen and devices',
    meanings: {
      WR: 'vPCI: write of INTX_DISABLE in the command register',
      MSI: 'vPCI: write of the MSI control register',
      MSG: 'vPCI: write of the MSI address or data',
      MASK: 'vPCI: write of an MSI mask bit',
      DEA: 'dom0 takes the first device from the guest',
      ASG: 'dom0 gives it to the guest',
      IRQ: 'devices raise interrupts as their registers allow',
    },
  }),
  defects: setOf({
    values: defects,
    default: open,
    help: 'what is wrong; by default what is open in the code that was read',
    meanings: {
      MSI_LEFT: 'open: deassignment frees vPCI state and leaves pirqs bound and MSI on',
      INTX_BACK: 'open: switching MSI off enables INTx in hardware, and vPCI does not know',
      UPDATE_UNMAPS: 'a changed message unmaps the pirq and maps it again (before 1e34ed7174)',
      MSI_DOUBLE_UNLOCK: 'an error exit releases a lock that is not held (before 57338346f2)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const has = (...codes: readonly PathCode[]) => codes.some((code) => values.paths.includes(code));
  if (values.vcpus > 0 && !has(...guestPaths)) return 'vCPUs have no code path to run';
  if (values.vcpus === 0 && has(...guestPaths)) {
    return 'there are code paths of vCPUs, and no vCPU to run them';
  }
  if (values.paths.length === 0) return 'there is nobody to do anything';
  if (values.start === 'on' && has('WR')) {
    return 'the command register (WR) is modelled with start=off or start=elsewhere only';
  }
  return refuseDefect(values);
}

function refuseDefect({ defects: given, paths: present, vectors }: Values) {
  for (const defect of given) {
    // What is open is the default: where its code is not modelled, it is not asked for.
    if (!open.includes(defect) && !pathsOf[defect].some((code) => present.includes(code))) {
      return `defect ${defect} needs code path ${pathsOf[defect].join(' or ')}`;
    }
  }
  if (given.includes('MSI_DOUBLE_UNLOCK') && vectors < 2) {
    return 'defect MSI_DOUBLE_UNLOCK needs vectors=2';
  }
  return undefined;
}
