/** The toolstack that creates another domain: `xl create` (libxl at c447b7308b). */

import { Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { on } from './words.ts';

/** The program; asked for only where there is another domain. */
export function toolstackProgram({ other, over, serving, values }: World): Program {
  const program = new Program('idle');
  program.landmark('done', ['rest']);
  if (other === null || over === null) return program;
  const first =
    values.xlCreate === 'after'
      ? on(over, 'says that init-dom0less is through')
      : on(serving, 'answers its sockets');
  program
    .path('create')
    .from('libxl__domain_make at c447b7308b')
    .line('idle', 'creates the other domain', [{ with: [first, () => other.on('CREATE')] }])
    .line('.nodes', 'writes its nodes', [{ with: [() => other.on('DESCRIBE', { by: 'xl' })] }])
    .from('libxl__build_hvm at c447b7308b')
    .line('.channel', 'sets its STORE_EVTCHN', [{ with: [() => other.on('CHANNEL')] }])
    .from('libxl__build_post at c447b7308b')
    .line('.introduce', 'has it introduced', [{ with: [() => other.on('INTRODUCE')] }])
    .end('done');
  return program;
}
