/** What all scenes of the family do alike. */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../compose/index.ts';
import { type Program, showProgram } from '../../kit/program.ts';

/** Makes an actor of a program. */
export function installer(system: SystemBuilder): (name: string, program: Program) => Actor {
  return (name, program) => {
    const actor = system.component(name, program.machine(name), {
      show: showProgram,
      tellsSteps: true,
    });
    program.install(system, actor);
    return actor;
  };
}
