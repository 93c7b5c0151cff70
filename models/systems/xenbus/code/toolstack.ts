/**
 * The toolstack: attaches the device, and detaches it or puts another in its place (survey X1, X6, X9;
 * tools/libs/light/libxl_device.c at c447b7308b). What it does in a transaction is one step.
 */

import { seeing } from '../../../kit/case-code.ts';
import { type Case, type Effect, Program } from '../../../kit/program.ts';
import { backendPath, devicePath, fires, type World } from '../world.ts';

/** The program. */
export function toolstackProgram(world: World): Program {
  const program = new Program('idle');
  program.landmark('attached', ['rest', 'attached']);
  const { values, fe, be, domain, domids } = world;
  const attach = (lives: readonly number[]): readonly Case[] =>
    lives.map((life) => ({
      ...(domids.length > 1 ? { name: `backend-id=${domids[life]}` } : {}),
      with: [
        seeing(
          domain,
          `runs, life ${life}`,
          (s) => s.matches('running') && s.context.incarnation === life,
        ),
        () => fe.on('CREATE', { backend: life }),
        () => be.on('CREATE', { backend: life }),
        fires(world, devicePath),
      ],
    }));
  program
    .path('attach')
    .from('libxl__device_generic_add at c447b7308b')
    .line('idle', 'X1 attaches the device: both ends at state 1', attach([0]))
    .end('attached');
  if (values.detach) linesDetach(program, world);
  if (values.restart !== 'off') {
    program
      .path('replace')
      .from('libxl__device_destroy at c447b7308b')
      .line('attached', 'finds the backend dead, deletes the directory of the frontend', [
        {
          with: [
            seeing(domain, 'is dead', (s) => s.matches('dead')),
            () => fe.on('DELETE'),
            fires(world, devicePath),
          ],
        },
      ])
      .line('.rest', 'deletes the directory of the backend', [{ with: [() => be.on('DELETE')] }])
      .from('libxl__device_generic_add at c447b7308b')
      .line('.again', 'X1 attaches the device anew: both ends at state 1', attach([1]))
      .end('attached');
  }
  return program;
}

/** X6 and X9. */
function linesDetach(program: Program, world: World): void {
  const { values, be, fe, online } = world;
  program.landmark('detached', ['rest', 'over']);
  const offline: Effect = () => online.on('CLEAR');
  const told = fires(world, backendPath(world, 0));
  const closes: Effect = () => be.on('SWITCH', { to: 5, unless: 6 });
  const closed = seeing(be, 'has closed', (s) => s.context.state === 6);
  const open = seeing(be, 'has not closed', (s) => s.context.state !== 6);
  const gone = () => be.on('DELETE');
  const path = program
    .path('detach')
    .from('libxl__initiate_device_generic_remove at c447b7308b')
    .line(
      'attached',
      'X6 detaches: online=0',
      world.defect('CLOSING_AGAIN')
        ? [{ tags: ['detaches'], with: [offline, () => be.on('SWITCH', { to: 5 }), told] }]
        : [
            { name: 'state 5', tags: ['detaches'], with: [offline, closes, told] },
            { name: 'closed already', tags: ['detaches'], with: [offline, closed] },
          ],
    );
  const expires = (to: string): readonly Case[] =>
    values.expiry === 'none'
      ? []
      : [{ name: 'time-out', tags: ['environment', 'expires'], with: [open], to }];
  path.line('.wait', 'X9 waits for state 6', [
    { name: 'there', with: [closed], to: '.remove' },
    ...expires(values.expiry === 'forces' ? '.force' : 'failed'),
  ]);
  if (values.expiry === 'fails') program.landmark('failed', ['rest', 'gave-up']);
  if (values.expiry === 'forces') {
    const deletes: Effect = () => fe.on('DELETE');
    const device = fires(world, devicePath);
    path
      .line('.force', 'X9 deletes the directory of the frontend and asks again', [
        { name: 'state 5', with: [deletes, closes, device] },
        { name: 'closed by now', with: [deletes, closed, device] },
      ])
      .line('.force-wait', 'X9 waits for state 6 once more', [
        { name: 'there', with: [closed], to: '.remove' },
        ...expires('.remove'),
      ]);
  }
  path
    .line('.remove', 'X9 deletes both directories', [
      { with: [() => fe.on('DELETE'), gone, fires(world, devicePath)] },
    ])
    .end('detached');
}
