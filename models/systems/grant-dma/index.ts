/**
 * The family `grant-dma`: grants from the granting domain's entry to the page that a backend reaches, and
 * the DMA operations of Linux that are made of them.
 *
 * Sources: xen/common/grant_table.c at c447b7308b; drivers/xen/grant-table.c and drivers/xen/grant-dma-ops.c of
 * Linux, 2025. Each file in `code/` opens with the functions it models.
 */

import { defineFamily, defineSystem, type SystemDefinition } from '../../compose/index.ts';
import { assumptions, familySources } from './about.ts';
import { makeActors } from './actors.ts';
import { parameters, type Values } from './parameters.ts';
import { refuse } from './refuse.ts';
import { propertiesOf, runPropertiesOf } from './requirements.ts';
import { opsScene } from './scene-ops.ts';
import { versionScene } from './scene-version.ts';
import { makeWorld } from './world.ts';

export const grantDma = defineFamily({
  name: 'grant-dma',
  title: 'Xen grants: what a backend reaches of a frontend, by grant table and grant-dma-ops',
  parameters,
  sources: familySources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'grant-dma', assumptions: assumptions(values), sources: familySources },
    (system) => {
      if (values.scene === 'version') {
        versionScene(system, values);
        return;
      }
      const world = makeWorld(system, values);
      const actors = values.scene === 'ops' ? opsScene(system, world) : makeActors(system, world);
      for (const property of propertiesOf(system, world, actors)) system.property(property);
      for (const property of runPropertiesOf(system, world, actors)) system.onRequest(property);
    },
  );
}
