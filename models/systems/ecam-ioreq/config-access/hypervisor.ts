/** Who besides vCPUs and device models acts in the scene `config-access`. */

import { type Case, Program } from '../../../kit/program.ts';
import { windowName, windows } from './guest.ts';
import { code } from './marks.ts';
import { type ConfigWorld, START } from './world.ts';

/** III.1: looks for a chipset it knows, by its vendor and device ids, and sets its hooks. */
export function identifyProgram({ hooks, identified, base, server, defect }: ConfigWorld): Program {
  const program = new Program('looking');
  program.landmark('identified', ['rest']);
  if (hooks === null || identified === null || base === null || server === null) return program;
  const enabled = (is: boolean): Case => ({
    with: [
      () => server.when(is ? 'is enabled' : 'is not enabled', (s) => s.matches('enabled') === is),
      () => identified.on('SET'),
    ],
  });
  const known: Case = {
    name: 'a chipset that it knows',
    with: [
      ...(enabled(true).with ?? []),
      () => hooks.on('SET'),
      () => base.on('SET', { at: START }),
    ],
  };
  const early: Case = { name: 'all-ones: sets no hooks', ...enabled(false) };
  program
    .path('identify')
    .from(code.hook)
    .line('looking', 'III.1 reads vendor and device id of 0:0.0', [
      known,
      ...(defect('IDENTIFY_EARLY') ? [early] : []),
    ])
    .end('identified');
  return program;
}

/** asyncXenstore: whoever watches the node tells the hypervisor, once it gets to run. */
export function watcherProgram({ base, note, watch }: ConfigWorld): Program {
  const program = new Program('watching', ['rest']);
  if (base === null || note === null || watch === null) return program;
  const told = (at: number | null): number => (at === null ? -1 : at);
  program
    .path('watch')
    .from(code.notify)
    .line('watching', 'the watch fires', [{ with: [() => watch.on('LOWER')] }])
    .line(
      '.read',
      'reads the node',
      windows.map(
        (at): Case => ({
          name: windowName(at),
          set: { at: told(at) },
          with: [() => note.when(`says ${windowName(at)}`, (s) => s.context.at === at)],
        }),
      ),
    )
    .line(
      '.install',
      'I.4 the hypervisor installs it',
      windows.map(
        (at): Case => ({
          name: windowName(at),
          where: { at: told(at) },
          with: [() => base.on('SET', { at })],
        }),
      ),
    )
    .end('watching');
  return program;
}
