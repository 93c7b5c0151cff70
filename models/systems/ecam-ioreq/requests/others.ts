/** Device models, the end of a server, and a shutdown, in the scene `requests`. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { type Case, Program } from '../../../kit/program.ts';
import { tags } from './vcpu.ts';
import type { RequestWorld, ServerParts } from './world.ts';

const qemu = 'in hw/xen/xen-hvm-common.c of QEMU 10.2.50';

/** A device model: creates and enables its server, then answers. With REWIND it goes backwards too. */
export function deviceModelProgram(world: RequestWorld, { server, slot }: ServerParts): Program {
  const { values, served, blocked } = world;
  const request = values.io === 'read' ? 'RD' : 'INVAL';
  // The port is closed with the server: who notifies then wakes nobody.
  const wakes = (to: string): readonly Case[] => [
    {
      to,
      with: [() => blocked.on('CLEAR'), () => server.when('is there', (s) => s.matches('enabled'))],
    },
    {
      name: 'port closed',
      to,
      with: [() => server.when('is gone', (s) => s.matches('absent'))],
    },
  ];
  const program = new Program('off');
  program.landmark('idle', ['rest']);
  const path = program
    .path('serve')
    .from(`xen_register_ioreq ${qemu}`)
    .line('off', 'creates its server', [{ with: [() => server.on('CREATE', { by: 0 })] }])
    .line('.enable', 'enables its server', [{ with: [() => server.on('ENABLE')], to: 'idle' }])
    .from(`cpu_get_ioreq, cpu_handle_ioreq ${qemu}`)
    .line('idle', 'takes the request', [{ with: [() => slot.on('POP', { request })] }]);
  path.line('.serve', 'works on the request', [
    { name: 'once', with: [() => served.on('SERVED', { by: 'device' })] },
    ...(values.events.includes('REWIND')
      ? [
          {
            name: 'writes READY again',
            tags: ['hostile'],
            with: [() => slot.on('REWIND', { request })],
            to: '.poke',
          },
        ]
      : []),
  ]);
  path
    .line('.answer', 'answers', [{ with: [() => slot.on('ANSWER', { status: 'value' })] }])
    .line('.notify', 'wakes the vCPU', wakes('idle'));
  if (values.events.includes('REWIND')) {
    path.line('.poke', 'wakes the vCPU with nothing to tell', wakes('idle'));
    program
      .path('wake')
      .from('a device model that means harm, XSA-262')
      .line('idle', 'takes the request, and wakes the vCPU before it answers', [
        {
          with: [() => slot.on('POP', { request }), () => blocked.on('CLEAR')],
          tags: ['hostile'],
          to: 'serve:serve',
        },
      ])
      .end('idle');
  }
  path.end('idle');
  return program;
}

/**
 * Q2: ioreq_server_destroy, with the domain paused. Pausing waits until the vCPU has left the hypervisor
 * or sleeps in it.
 */
export function destroyerProgram(world: RequestWorld, vcpu: Actor): Program {
  const { servers, values, blocked } = world;
  const program = new Program('running', ['rest']);
  program.landmark('destroyed', ['rest']);
  const wakes = values.destroyInflight === 'completeAllOnes';
  program
    .path('destroy')
    .from('ioreq_server_destroy at c447b7308b')
    .line('running', 'Q2 destroys the server of dm0', [
      {
        tags: ['environment'],
        with: [
          () => vcpu.when('is off the CPU', (s) => s.hasTag(tags.off)),
          ...servers.slice(0, 1).map(
            ({ server }) =>
              () =>
                server.on('DESTROY'),
          ),
          ...servers.slice(0, 1).map(
            ({ pending }) =>
              () =>
                pending.on('CLEAR'),
          ),
          ...(wakes ? [() => blocked.on('CLEAR')] : []),
        ],
      },
    ])
    .end('destroyed');
  return program;
}

/** A checkpoint: the domain is shut down and resumed, as if nothing had been. */
export function suspenderProgram({ shutdown, budget }: RequestWorld): Program {
  const program = new Program('running', ['rest']);
  if (shutdown === null || budget === null) return program;
  program
    .path('suspend')
    .from('domain_shutdown, domain_resume at c447b7308b')
    .line('running', 'SCHEDOP_shutdown', [
      { tags: ['environment'], with: [() => budget.on('LOWER'), () => shutdown.on('SET')] },
    ])
    .line('.resume', 'XEN_DOMCTL_resumedomain', [{ with: [() => shutdown.on('CLEAR')] }])
    .end('running');
  return program;
}
