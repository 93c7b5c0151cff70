/** The components of scene pf-vf: a PF with its VFs, the IOMMU, the token. */

import { dmaEngine, showDmaEngine } from '../../../components/dma-engine.machine.ts';
import {
  type FunctionHolder,
  functionHolder,
  showFunctionHolder,
} from '../../../components/function-holder.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
} from '../../../components/iommu-context.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../../components/iotlb-entry.machine.ts';
import {
  physicalFunction,
  showPhysicalFunction,
} from '../../../components/physical-function.machine.ts';
import { sriovCapability } from '../../../components/sriov-capability.machine.ts';
import { showVfToken, vfToken } from '../../../components/vf-token.machine.ts';
import type { Component, SystemBuilder } from '../../../compose/index.ts';
import { flag } from '../../../kit/flag.machine.ts';
import type { DefectName } from '../defects.ts';
import type { Values } from '../parameters.ts';
import type { PathCode } from '../paths.ts';

/** Whose tables a RID may lead to, with the domain id of each; `host` is the default domain of Linux. */
export const domainIds = { host: 0, P: 1, R: 2, A: 3, B: 4 } as const;
export type DomainName = keyof typeof domainIds;

/** A user of the PF, or a guest with a VF. */
export type User = 'P' | 'R';
export type Guest = 'A' | 'B';

/** The user of the PF that a guest trusts: they share a secret, which has his name. */
export const friendOf: Readonly<Record<Guest, User>> = { A: 'P', B: 'R' };

/** Where a function's requests go; with ATS, what it has cached of that. */
export interface Translated {
  readonly name: string;
  readonly context: Component<IommuContext>;
  /** With ats only. */
  readonly ats: {
    /** The ATS enable bit in its configuration space. */
    readonly enabled: Component<typeof flag>;
    readonly tlb: Component<typeof iotlbEntry>;
  } | null;
}

/** A virtual function. */
export interface Vf extends Translated {
  readonly holder: Component<FunctionHolder>;
  /** The host has a `struct pci_dev` for it. */
  readonly known: Component<typeof flag>;
  /** With VFD only: its request that has passed the IOMMU. */
  readonly dma: Component<typeof dmaEngine> | null;
}

export interface World {
  readonly values: Values;
  readonly pf: Component<ReturnType<typeof physicalFunction>>;
  /** What the IOMMU knows of the PF, and its device-TLB; with ats only. */
  readonly pfSide: Translated | null;
  readonly token: Component<typeof vfToken>;
  readonly sriov: Component<typeof sriovCapability>;
  readonly vfs: readonly Vf[];
  readonly has: (code: PathCode) => boolean;
  readonly defect: (name: DefectName) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const translated = (name: string, starts: DomainName | null): Translated => ({
    name,
    context: system.component(
      `${name}.context`,
      iommuContext(starts === null ? null : { tables: starts, id: domainIds[starts] }),
      { show: showIommuContext },
    ),
    ats: values.ats
      ? {
          enabled: system.component(`${name}.ATS`, flag),
          tlb: system.component(`${name}.device-TLB`, iotlbEntry, { show: showIotlbEntry }),
        }
      : null,
  });
  const has = (code: PathCode) => values.paths.includes(code);
  return {
    values,
    pf: system.component('pf', physicalFunction(values.pf === 'user' ? 'vfio' : 'kernel'), {
      show: showPhysicalFunction,
    }),
    pfSide: values.ats ? translated('pf', 'host') : null,
    token: system.component('token', vfToken, { show: showVfToken }),
    sriov: system.component('sriov', sriovCapability),
    vfs: Array.from({ length: values.vfs }, (_, i): Vf => {
      const name = `vf${i}`;
      return {
        ...translated(name, null),
        holder: system.component(`${name}.holder`, functionHolder('nobody'), {
          show: showFunctionHolder,
        }),
        known: system.component(`${name}.pci_dev`, flag),
        dma: has('VFD')
          ? system.component(`${name}.dma`, dmaEngine, { show: showDmaEngine })
          : null,
      };
    }),
    has,
    defect: (name) => values.defects.includes(name),
  };
}
