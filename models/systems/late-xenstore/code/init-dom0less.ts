/**
 * init-dom0less, run in dom0 once xenstored is up: for each domain it makes what is missing, writes its
 * nodes and has it introduced (tools/helpers/init-dom0less.c; who makes what depends on the generation).
 */

import { seeing } from '../../../kit/case-code.ts';
import { type CodePath, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { off, on } from './words.ts';

const file = 'init-dom0less.c';
const revisions = { G0: 'Xen 4.17', G1: 'df2c03e2eb', G2: 'c447b7308b' } as const;

/** The program of one run. */
export function initProgram(world: World, index: number): Program {
  const program = new Program('idle', ['not-over']);
  program.landmark('failed', ['rest']);
  program.landmark('done', ['rest']);
  const revision = revisions[world.values.generation];
  const path = program.path('init', ['not-over']).from(`main of ${file} at ${revision}`);
  path.line('idle', 'opens its socket', [{ with: [on(world.serving, 'answers its sockets')] }]);
  linesKnown(path, world, index);
  path.from(`init_domain of ${file} at ${revision}`);
  linesPage(path, world);
  linesDescribe(path, world, index);
  path.from(`main of ${file} at ${revision}`);
  linesOther(path, world, index);
  return program;
}

/** Is the domain initialised already? */
function linesKnown(path: CodePath, { sockets, nodes, values }: World, index: number): void {
  const socket = sockets[index];
  if (socket === undefined) return;
  path
    .line('.ask', 'asks whether xenstored knows the domain', [
      { with: [() => socket.on('POST', { request: 'introduced?' })] },
    ])
    .line('.known', 'hears', [
      {
        name: 'yes',
        with: [() => socket.on('COLLECT', { status: 'yes' })],
        to: values.initSkips === 'introduced' ? '.others' : '.complete',
      },
      { name: 'no', with: [() => socket.on('COLLECT', { status: 'no' })], to: '.evtchn' },
    ]);
  if (values.initSkips === 'nodes') {
    path
      .line('.complete', 'looks for the nodes of the domain', [
        { name: 'there', with: [on(nodes, 'are written')], to: '.others' },
        { name: 'missing', with: [off(nodes, 'are not written')] },
      ])
      .line('.supply', 'writes the nodes that are missing', [
        { with: [() => nodes.on('SET')], to: '.others' },
      ]);
  }
}

/** The page, where the hypervisor has not made it, and the grant. */
function linesPage(path: CodePath, { evtchn, pfn, page, grant, values }: World): void {
  const seeds = values.generation === 'G1';
  path
    .line('.evtchn', 'reads STORE_EVTCHN', [
      { name: '0: nothing to do', with: [seeing(evtchn, 'is 0', isZero)], to: '.others' },
      { name: 'a port', with: [seeing(evtchn, 'is set', (s) => !isZero(s))] },
    ])
    .line('.pfn', 'reads STORE_PFN', [
      {
        name: 'all ones',
        with: [seeing(pfn, 'is all ones', (s) => s.context.value === 'allOnes')],
      },
      {
        name: 'a page',
        with: [seeing(pfn, 'is a page', (s) => s.context.value === 'valid')],
        to: seeds ? '.seed' : '.nodes',
      },
    ])
    .line('.populate', 'populates and clears the page', [
      { with: [() => page.on('POPULATE', { port: 'zero' })] },
      {
        name: 'fails, it is there',
        with: [seeing(page, 'is there', (s) => !s.matches('absent'))],
        to: 'failed',
      },
    ])
    .line('.reconnect', 'sets connection to RECONNECT', [{ with: [() => page.on('RECONNECT')] }])
    .line('.set-pfn', 'sets STORE_PFN', [{ with: [() => pfn.on('SET', { value: 'valid' })] }])
    .line('.seed', 'seeds grant 1', [{ with: [() => grant.on('SET')] }]);
}

const isZero = (s: { readonly context: { readonly value: string } }): boolean =>
  s.context.value === 'zero';

/** Nodes in one transaction, then the introduction. */
function linesDescribe(path: CodePath, { sockets, nodes }: World, index: number): void {
  const socket = sockets[index];
  if (socket === undefined) return;
  path
    .line('.nodes', 'writes the nodes of the domain', [{ with: [() => nodes.on('SET')] }])
    .line('.introduce', 'has it introduced', [
      { with: [() => socket.on('POST', { request: 'introduce' })] },
    ])
    .line('.ack', 'hears', [
      {
        name: 'done',
        with: [() => socket.on('COLLECT', { status: 'done' })],
        to: '.others',
      },
      { name: 'error', with: [() => socket.on('COLLECT', { status: 'error' })], to: 'failed' },
    ]);
}

/** The other domains of the list; there is one if the toolstack creates one. */
function linesOther(path: CodePath, { other, over }: World, index: number): void {
  if (other === null || over === null) {
    path.line('.others', 'comes to the end of its list', [{}]).end('done');
    return;
  }
  const state = (label: string, ...in_: readonly string[]) =>
    seeing(other, label, (s) => in_.includes(String(s.value)));
  path
    .line('.others', 'comes to the other domain', [
      { name: 'there is none', with: [state('does not exist', 'absent')], to: '.over' },
      { name: 'introduced', with: [state('is introduced', 'introduced')], to: '.over' },
      { name: 'not introduced', with: [state('is not introduced', 'created', 'channelled')] },
    ])
    .line('.other-evtchn', 'reads STORE_EVTCHN of the other', [
      { name: '0: nothing to do', with: [state('has no channel', 'created')], to: '.over' },
      { name: 'a port', with: [state('has a channel', 'channelled', 'introduced')] },
    ])
    .line('.other-nodes', 'writes the nodes of the other', [
      { with: [() => other.on('DESCRIBE', { by: `init${index}` })] },
    ])
    .line('.other-introduce', 'has the other introduced', [{ with: [() => other.on('INTRODUCE')] }])
    .line('.over', 'comes to the end of its list', [{ with: [() => over.on('SET')] }])
    .end('done');
}
