/**
 * The scene `server-pages`: who holds the page of requests of a server, XSA-276.
 *
 * Models hvm_alloc_ioreq_mfn and hvm_free_ioreq_mfn (xen/common/ioreq.c at c447b7308b, ioreq_server_alloc_mfn
 * and ioreq_server_free_mfn) before and after f6b6ae7867. The page belongs to the domain of the device model,
 * which can give back what belongs to it. Before the fix the hypervisor took a reference of its type, which
 * keeps nobody from freeing it.
 */

import { serverPage } from '../../../../properties/passthrough/io-requests.ts';
import { ioreqServer, showServer } from '../../../components/ioreq-server.machine.ts';
import { memoryPage, showMemoryPage } from '../../../components/memory-page.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { type Effect, Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';

const OWNER = 'emulator';
const xen = 'in xen/common/ioreq.c at c447b7308b';

/** Builds the scene. */
export function serverPages(system: SystemBuilder, { defects }: Values): readonly Property[] {
  const held = !defects.includes('TYPE_REF_ONLY');
  const server = system.component('dm0.server', ioreqServer, { show: showServer });
  const page = system.component('ioreq page', memoryPage(OWNER), { show: showMemoryPage });
  const given: Effect = seeing(page, 'was given back', (s) => !s.matches('owned'));
  const program = new Program('running', ['rest']);
  program.landmark('mapped', ['rest', 'has page']);
  program.landmark('given back', ['rest', 'has page', 'gave it back']);
  program.landmark('destroyed', ['rest']);
  program
    .path('create')
    .from(`ioreq_server_create ${xen}`)
    .line('running', 'creates a server', [{ with: [() => server.on('CREATE', { by: 0 })] }])
    .from(held ? `ioreq_server_alloc_mfn ${xen}` : 'hvm_alloc_ioreq_mfn before f6b6ae7867')
    .line('.acquire', 'XENMEM_acquire_resource: alloc_domheap_page', [{}])
    .line(
      '.reference',
      `XENMEM_acquire_resource: ${held ? 'get_page_and_type' : 'get_page_type'}`,
      [{ with: held ? [() => page.on('HOLD', { of: OWNER })] : [] }],
    )
    .end('mapped');
  program
    .path('give')
    .from('XENMEM_decrease_reservation, guest_remove_page at c447b7308b')
    .line('mapped', 'gives the page back', [{ with: [() => page.on('FREE', { by: OWNER })] }])
    .end('given back');
  for (const from of ['mapped', 'given back']) {
    const path = program
      .path(`destroy ${from}`)
      .from(held ? `ioreq_server_free_mfn ${xen}` : 'hvm_free_ioreq_mfn before f6b6ae7867')
      .line(from, `destroys the server, page ${from}`, [{ with: [() => server.on('DESTROY')] }])
      .line('.allocated', `${held ? 'put_page_alloc_ref' : 'put_page_and_type'}, page ${from}`, [
        { name: 'it is allocated', with: [() => page.on('FREE', { by: OWNER })] },
        { name: 'it is not', with: [given] },
      ]);
    if (held) {
      path.line('.put', `put_page_and_type, page ${from}`, [{ with: [() => page.on('DROP', {})] }]);
    }
    path.end('destroyed');
  }
  return [serverPage(program.actor(system, 'dm0'), page)];
}
