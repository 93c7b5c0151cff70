/** Where requests of devices go, in the form in which requirements are stated. */

import { allOf, type Expression, implies, relation } from '../../compose/index.ts';
import type { Tables, World } from './world.ts';

/** Pages that always belong to the same domain; those of dom1 can change hands. */
const domainOf: Readonly<Record<string, Tables>> = {
  'dom0 page': 'dom0',
  'dom2 page': 'dom2',
  'dom3 page': 'dom3',
  'page R': 'dom1',
  'scratch page': 'quarantine',
};

/** Every request in flight goes to memory of the domain whose tables sent it there. */
export function confined({ device, neighbour, ioPages }: World): Expression {
  const devices = [device, ...(neighbour === null ? [] : [neighbour])];
  const names = ioPages.map(({ name }) => name);
  return allOf(
    ...devices.flatMap(({ dma }) => [
      dma.is(
        'has nothing in flight to memory of another domain than sent it there',
        ({ context: { flight } }) =>
          flight === null ||
          (names.includes(flight.page) ? 'dom1' : domainOf[flight.page]) === flight.tables,
      ),
      ...ioPages.map(({ name: page, page: memory }) =>
        implies(
          dma.is(`is on its way to ${page}`, (s) => s.context.flight?.page === page),
          relation(
            `${page} is of dom1`,
            [memory.view('owner', (s) => s.context.owner)],
            (owner) => owner === 'dom1',
          ),
        ),
      ),
    ]),
  );
}
