/**
 * The family `physical-iommu`: entries, tables, caches and flushes below an assignment, of any IOMMU.
 *
 * Sources: drivers/iommu of Linux and xen/drivers/passthrough of xen-project/xen at c447b7308b (August
 * 2026), in the order of steps that the fixes named in the catalogue have left them in. Whose a device is
 * when, in Xen, is the matter of the family `assignment`.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  defineFamily,
  defineSystem,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { Program } from '../../kit/program.ts';
import { assumptions, familySources } from './about.ts';
import { probe, readIvmd, switchOn } from './code/boot.ts';
import { bootAnother } from './code/kexec.ts';
import { idle, places } from './code/marks.ts';
import { deassign, move, newDomain } from './code/move.ts';
import { reset } from './code/reset.ts';
import { giveShared, giveTable, timerCode } from './code/tables.ts';
import { lazily, map, remap, unmap } from './code/unmap.ts';
import { hardware } from './hardware/index.ts';
import { type PathCode, parameters, type Values } from './parameters.ts';
import { refuse } from './refuse.ts';
import { propertiesOf } from './requirements/index.ts';
import { runPropertiesOf } from './requirements/runs.ts';
import { makeWorld, type World } from './world.ts';

export const physicalIommu = defineFamily({
  name: 'physical-iommu',
  title: 'Physical IOMMUs: entries, IOTLB, device-TLB, flushes, resets, and the pages behind them',
  parameters,
  sources: familySources,
  refuse,
  build: (values) => build(values),
});

type Code = (world: World, program: Program) => void;

/** The code paths of each CPU. */
const codes: Readonly<Record<'cpu0' | 'cpu1', Partial<Record<PathCode, Code>>>> = {
  cpu0: {
    MOVE: move,
    DEA: deassign,
    KEXEC: bootAnother,
    RST: reset,
    INIT: switchOn,
    IVMD: readIvmd,
    PROBE: probe,
  },
  cpu1: {
    UNMAP: unmap,
    MAP: map,
    REMAP: remap,
    TABLE: giveTable,
    SVA: giveShared,
    NEW: newDomain,
  },
};

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'physical-iommu', assumptions: assumptions(values), sources: familySources },
    (system) => {
      const world = makeWorld(system, values);
      hardware(system, world);
      const cpu0 = install(system, world, 'cpu0', ofCpu(world, 'cpu0'));
      const cpu1 = install(system, world, 'cpu1', ofCpu(world, 'cpu1'));
      const timer = install(system, world, 'timer', lazily(world) ? [timerCode] : []);
      const actors = { cpu0, cpu1, timer };
      for (const property of propertiesOf(system, world, actors)) system.property(property);
      for (const property of runPropertiesOf(system, world, actors)) system.onRequest(property);
    },
  );
}

function ofCpu({ has }: World, cpu: 'cpu0' | 'cpu1'): readonly Code[] {
  return Object.entries(codes[cpu]).flatMap(([path, code]) =>
    has(path as PathCode) ? [code] : [],
  );
}

/** An actor with some code paths; null without any. */
function install(
  system: SystemBuilder,
  world: World,
  name: string,
  paths: readonly Code[],
): Actor | null {
  if (paths.length === 0) return null;
  const program = new Program(idle, [places.rest]);
  for (const code of paths) code(world, program);
  return program.actor(system, name);
}
