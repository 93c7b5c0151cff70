/**
 * xenstored: introduces domains when it starts (G2), and on request; answers requests of rings.
 *
 * tools/xenstored/domain.c and core.c at c447b7308b. It is one thread, so messages of different senders
 * never overlap; what a domain does to its page meanwhile is another matter. Before it sleeps it looks at
 * all rings (initialize_fds), so a request needs no event to be found.
 */

import { seeing } from '../../../kit/case-code.ts';
import { go } from '../../../kit/lock-code.ts';
import { type Case, type Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { connected, introduced, off, on, unknown } from './words.ts';

/** The program. */
export function xenstoredProgram(world: World): Program {
  const program = new Program('off');
  program.landmark('serving', ['rest']);
  linesStart(program, world);
  linesIntroduce(program, world);
  linesServe(program, world);
  return program;
}

/** D1 to D7 for the domains that are there when it starts. */
function linesStart(program: Program, world: World): void {
  const { running, serving, grant, page, client, port, values } = world;
  const path = program.path('start', ['starts']).from('main of xenstored at c447b7308b');
  path.line('off', 'starts', [{ with: [on(running, 'is unpaused')] }]);
  if (values.generation === 'G2') {
    path
      .from('init_domains at c447b7308b')
      .line('.list', 'D1 lists the domains', go)
      .calls('introduce_domain at c447b7308b', (inner) =>
        inner
          .line('.map', 'D2 maps the page by grant 1', [
            { with: [on(grant, 'is seeded')] },
            { name: 'fails', with: [off(grant, 'is not seeded')], to: '.open' },
          ])
          .line('.bind', 'D3, D4 binds the port of the page, or 0', [
            { with: [portReads(world, 'valid'), () => client.on('INTRODUCE')] },
            { name: 'port 0 fails', with: [portReads(world, 'zero')], to: '.open' },
            { name: 'garbage fails', with: [portReads(world, 'garbage')], to: '.open' },
          ]),
      )
      .from('init_domain at c447b7308b')
      .line(
        '.connect',
        'D6 sets connection to CONNECTED',
        [{ with: [() => page.on('WRITE_CONNECTED')] }],
        ['about-to-notify'],
      )
      .line(
        '.notify',
        'D7 notifies the frontend',
        [{ with: [() => port.on('SEND')] }],
        ['about-to-notify'],
      );
  }
  path
    .from('main of xenstored at c447b7308b')
    .line('.open', 'answers its sockets', [{ with: [() => serving.on('SET')] }])
    .end('serving');
}

const portReads = ({ page }: World, what: 'zero' | 'valid' | 'garbage'): Effect =>
  seeing(page, `has ${what} in evtchn_port`, (s) => s.context.port === what);

/** XS_INTRODUCE and XS_IS_DOMAIN_INTRODUCED of each socket. */
function linesIntroduce(program: Program, world: World): void {
  const { sockets, grant, client, ring, page, port } = world;
  sockets.forEach((socket, i) => {
    const answer = (status: string): Effect[] => [() => socket.on('ANSWER', { status })];
    program
      .path(`asked${i}`)
      .from('do_is_domain_introduced at c447b7308b')
      .line('serving', `takes "introduced?" of init${i}`, [
        { with: [() => socket.on('POP', { request: 'introduced?' })] },
      ])
      .line('.answer', `answers init${i}`, [
        { name: 'yes', with: [introduced(world), ...answer('yes')] },
        { name: 'no', with: [unknown(world), ...answer('no')] },
      ])
      .end('serving');
    // Before f78895ad78 only the message names the port.
    const binds: readonly Case[] =
      world.values.generation === 'G2'
        ? [
            { with: [sound(world), () => client.on('INTRODUCE')], to: '.reset' },
            { name: 'garbage fails', with: [portReads(world, 'garbage')], to: '.error' },
          ]
        : [{ with: [() => client.on('INTRODUCE')], to: '.reset' }];
    const about = ['about-to-notify'];
    const once = world.values.generation === 'G2' ? ', as asked' : '';
    const of = sockets.length > 1 ? `, for init${i}` : once;
    program
      .path(`introduce${i}`)
      .from('introduce_domain at c447b7308b')
      .line('serving', `takes "introduce" of init${i}`, [
        { with: [() => socket.on('POP', { request: 'introduce' })] },
      ])
      .line('.known', `looks the domain up${of}`, [
        { name: 'known', with: [introduced(world)], to: '.rebind' },
        { name: 'new', with: [unknown(world)] },
      ])
      .line('.map', `D2 maps the page by grant 1${of}`, [
        { with: [on(grant, 'is seeded')] },
        { name: 'fails', with: [off(grant, 'is not seeded')], to: '.error' },
      ])
      .line('.bind', `D3, D4 binds the port of the page, or that of the message${of}`, binds)
      .line('.rebind', `D4 binds the port anew${of}`, go)
      .from('domain_conn_reset at c447b7308b')
      .line('.reset', `D5 drops watches and requests${of}`, [
        { with: [() => client.on('RESET'), () => ring.on('RESET')] },
      ])
      .from('do_introduce at c447b7308b')
      .line(
        '.connect',
        `D6 looks at connection${of}`,
        [
          { name: 'sets it to CONNECTED', with: [() => page.on('CONNECT')] },
          { name: 'CONNECTED already', with: [connected(world)], to: '.ack' },
        ],
        about,
      )
      .line('.notify', `D7 notifies the frontend${of}`, [{ with: [() => port.on('SEND')] }], about)
      .line('.ack', `answers init${i}`, [{ with: answer('done'), to: 'serving' }])
      .line('.error', `answers init${i} with an error`, [{ with: answer('error') }])
      .end('serving');
  });
}

/** What is in the page is the port, or nothing, in which case the message has it. */
const sound = ({ page }: World): Effect =>
  seeing(page, 'has no garbage in evtchn_port', (s) => s.context.port !== 'garbage');

/** handle_input: a request of the ring, which is for a watch. */
function linesServe(program: Program, world: World): void {
  const { ring, client, port } = world;
  program
    .path('request')
    .from('handle_input at c447b7308b')
    .line('serving', 'takes the request of the frontend', [
      { with: [introduced(world), () => ring.on('POP', { request: 'watch' })] },
    ])
    .line('.watch', 'adds the watch and answers', [
      { with: [() => client.on('WATCH'), () => ring.on('ANSWER', { status: 'ok' })] },
    ])
    .line('.notify', 'notifies the frontend of its answer', [{ with: [() => port.on('SEND')] }])
    .end('serving');
}
