/** The components of the family: functions with what the IOMMU and Xen know of them, guests. */

import { msiEnable } from '../../components/command-register.machine.ts';
import { doorbellMapping } from '../../components/doorbell-mapping.machine.ts';
import {
  type FunctionHolder,
  functionHolder,
  showFunctionHolder,
} from '../../components/function-holder.machine.ts';
import { guestRam, showGuestRam } from '../../components/guest-ram.machine.ts';
import { hostIrq, showHostIrq } from '../../components/host-irq.machine.ts';
import { remapEntry } from '../../components/interrupt-remapping.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
} from '../../components/iommu-context.machine.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import {
  type Defect,
  type FunctionName,
  functionNames,
  hasEntries,
  type PathCode,
  type Values,
} from './parameters.ts';

/** Domains whose tables a requester ID may lead to, with the domain id of each. */
export const domainIds = { dom0: 0, A: 1, B: 2 } as const;
export type DomainName = keyof typeof domainIds;
export const domains = Object.keys(domainIds) as readonly DomainName[];

/** The interrupt of a function. */
export interface Interrupt {
  /** The number of the function, by which entries of remapping tables and host IRQs are known. */
  readonly index: number;
  /** Its entry of the remapping table, or of the table of the ITS for its DeviceID. */
  readonly entry: Component<ReturnType<typeof remapEntry>> | null;
  readonly irq: Component<ReturnType<typeof hostIrq>>;
  /** MSI enable in its capability. */
  readonly msi: Component<typeof msiEnable>;
}

/** A PCI function. */
export interface Fn extends Interrupt {
  readonly name: FunctionName;
  readonly sends: boolean;
  /** Whether it may be assigned. */
  readonly assignable: boolean;
  readonly holder: Component<FunctionHolder>;
  /** What the IOMMU knows of its requester ID; behind a bridge all functions have the same. */
  readonly context: Component<IommuContext>;
  /** What the IOMMU knows of its phantom function. */
  readonly phantom: Component<IommuContext> | null;
}

export interface World {
  readonly values: Values;
  readonly functions: readonly Fn[];
  readonly guests: readonly ('A' | 'B')[];
  /** Per guest; with msiPath=translated only. */
  readonly doorbells: ReadonlyMap<string, Component<typeof doorbellMapping>>;
  /** Where guest A has RAM; with RAM only. */
  readonly ram: Component<typeof guestRam> | null;
  /** Set while a write is under way: writes do not act on each other, so one at a time will do. */
  readonly fabric: Component<typeof flag>;
  readonly has: (code: PathCode) => boolean;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const home = values.quarantine ? null : 'dom0';
  const context = (name: string, tables: 'dom0' | null = home) =>
    system.component(
      name,
      iommuContext(tables === null ? null : { tables, id: domainIds[tables] }),
      { show: showIommuContext },
    );
  const bridge = values.requesterIds === 'bridge' ? context('bridge.context') : null;
  const functions = values.functions.map(
    (name): Fn => ({
      name,
      index: functionNames.indexOf(name),
      sends: values.senders.includes(name) && !values.dom0Has.includes(name),
      assignable: !values.dom0Has.includes(name),
      holder: system.component(
        `${name}.holder`,
        functionHolder(values.dom0Has.includes(name) ? 'dom0' : 'nobody'),
        { show: showFunctionHolder },
      ),
      context: bridge ?? context(`${name}.context`, values.dom0Has.includes(name) ? 'dom0' : home),
      phantom:
        name === 'f0' && values.phantom !== 'none'
          ? context('f0.phantom', values.phantom === 'partial' ? 'dom0' : home)
          : null,
      entry: hasEntries(values)
        ? system.component(`${name}.entry`, remapEntry(), { show: showEntry })
        : null,
      irq: system.component(`${name}.irq`, hostIrq(null), { show: showHostIrq }),
      msi: system.component(`${name}.msi`, msiEnable),
    }),
  );
  const translated = values.msiPath === 'translated' ? values.guests : [];
  return {
    values,
    functions,
    guests: values.guests,
    doorbells: new Map(
      translated.map((guest) => [guest, system.component(`${guest}.doorbell`, doorbellMapping)]),
    ),
    ram:
      values.paths.includes('RAM') && values.guests.includes('A')
        ? system.component('A.ram', guestRam, { show: showGuestRam })
        : null,
    fabric: system.component('fabric', flag),
    has: (code) => values.paths.includes(code),
    defect: (name) => values.defects.includes(name),
  };
}

function showEntry({ context }: { readonly context: { readonly sources: readonly number[] } }) {
  const from = context.sources.map((index) => functionNames[index]).join(' ');
  return from === '' ? 'not present' : `for ${from}`;
}
