/**
 * The family `full-passthrough`: the parts of the smaller families as one system.
 *
 * Components and code listings are those of the smaller families, which name what they model; each `*-part.ts` here
 * is what is in one of them, and says what belongs together. See docs/decisions/0019-parts-of-the-full-system.md.
 */

import { defineFamily, defineSystem } from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { makeActors } from './actors.ts';
import { emits, makeAssignment } from './assignment-part.ts';
import { makeGranting } from './grant-part.ts';
import { hardware } from './hardware.ts';
import { makeInterrupts } from './interrupts-part.ts';
import { levelsOf } from './levels.ts';
import { makeMapping } from './mapping-part.ts';
import { parameters } from './parameters.ts';
import { presets } from './presets.ts';
import { makeReadiness } from './ready-part.ts';
import { refuse } from './refuse.ts';
import { propertiesOf } from './requirements.ts';
import { makeViommu } from './viommu-part.ts';
import { makeMachine } from './world.ts';

export const fullPassthrough = defineFamily({
  name: 'full-passthrough',
  title: 'PCI passthrough as a whole: guests, vPCI, IOMMU, assignment and hostile devices',
  parameters,
  sources,
  refuse,
  presets: { parameter: 'preset', values: presets },
  build: (values) =>
    defineSystem(
      {
        name: 'full-passthrough',
        assumptions: assumptions(values),
        sources,
        levels: levelsOf(values),
      },
      (system) => {
        const machine = makeMachine(system, values);
        const interrupts = makeInterrupts(system, machine);
        const mapping = makeMapping(system, machine, interrupts);
        const viommu = makeViommu(system, machine, (device) => emits(values, mapping, device));
        const assignment = makeAssignment(system, machine, mapping, viommu, interrupts);
        const readiness = makeReadiness(system, values);
        const granting = makeGranting(system, machine, readiness);
        const choices = { granting, readiness, viommu };
        const actors = makeActors(system, machine, mapping, assignment, choices);
        hardware(system, machine, assignment, granting, interrupts);
        const parts = { machine, mapping, assignment, interrupts, ...choices, actors };
        for (const property of propertiesOf(system, parts)) system.property(property);
      },
    ),
});
