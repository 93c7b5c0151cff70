/**
 * What the hypervisor does for a dom0less domain before anybody runs: the page, the event channel, the
 * grant (survey H1 to H4; xen/common/device-tree/dom0less-build.c at c447b7308b).
 */

import { go } from '../../../kit/lock-code.ts';
import { Program } from '../../../kit/program.ts';
import { madeLate } from '../parameters.ts';
import type { World } from '../world.ts';

/** The program. */
export function hypervisorProgram(world: World): Program {
  const { values, pfn, evtchn, page, grant, running } = world;
  const program = new Program('start');
  program.landmark('done', ['rest']);
  const path = program.path('build').from('alloc_xenstore_params at c447b7308b');
  // Two bits are asked for and one is set: neither branch of alloc_xenstore_params is taken.
  const missed = values.legacyMask === 'both';
  if (missed) {
    path.line('start', 'H1 finds neither legacy nor enhanced xenstore asked for', go);
  } else if (madeLate(values)) {
    path.line('start', 'H1 sets STORE_PFN to all ones', [
      { with: [() => pfn.on('SET', { value: 'allOnes' })] },
    ]);
  } else {
    const port = values.pageZeroed === 'off' ? 'garbage' : 'zero';
    path
      .line('start', 'H1 adds the page to the domain', [
        { with: [() => page.on('POPULATE', { port }), () => pfn.on('SET', { value: 'valid' })] },
      ])
      .line('.reconnect', 'H1 sets connection to RECONNECT', [
        { with: [() => page.on('RECONNECT')] },
      ]);
  }
  if (!missed) {
    path
      .from('alloc_xenstore_evtchn at c447b7308b')
      .line('.evtchn', 'H2 allocates the event channel', [
        {
          with: [
            () => evtchn.on('SET', { value: 'valid' }),
            ...(values.portInPage === 'valid' ? [() => page.on('PORT', { port: 'valid' })] : []),
          ],
        },
      ]);
  }
  if (values.generation === 'G2' && !madeLate(values)) {
    path
      .from('initialize_domU_xenstore at c447b7308b')
      .line('.grant', 'H3 seeds grant 1', [{ with: [() => grant.on('SET')] }]);
  }
  path
    .from('start_xen at c447b7308b')
    .line('.unpause', 'H4 unpauses all domains', [{ with: [() => running.on('SET')] }])
    .end('done');
  return program;
}
