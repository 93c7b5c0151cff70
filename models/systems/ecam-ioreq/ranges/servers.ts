/** Device models of the scene `ranges`: each creates a server, maps block 1, unmaps it, and starts anew. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { servedBy } from '../../../components/served-by.machine.ts';
import type { ServerSlot } from '../../../components/server-slot.machine.ts';
import type { Component } from '../../../compose/index.ts';
import { type Case, type Effect, Program } from '../../../kit/program.ts';
import type { Defect, Values } from '../parameters.ts';

/** Everything there is, save programs. */
export interface RangeWorld {
  readonly values: Values;
  readonly slots: readonly Component<ServerSlot>[];
  readonly served: Component<typeof servedBy>;
  readonly defect: (name: Defect) => boolean;
}

/** The block that everybody is about. */
export const BLOCK = 1;
const bits = 1 << BLOCK;
const xen = 'at c447b7308b';

/** A server of the second life of `dm0` is the newest; ages are given in the order of creation. */
export function creatorProgram(world: RangeWorld, vcpu: Actor, index: 0 | 1): Program {
  const { slots, values } = world;
  const program = new Program('none', ['rest']);
  program.landmark('again', ['rest']);
  program.landmark('over', ['rest']);
  const lives = index === 0 ? ['none', 'again'] : ['none'];
  lives.forEach((from, life) => {
    const last = life === lives.length - 1;
    const path = program
      .path(`life${life}`)
      .from(`ioreq_server_create ${xen}`)
      .line(from, `creates server ${life}`, createCases(world));
    if (values.hostile && index === 0 && life === 0) {
      path
        .from(`ioreq_server_map_io_range ${world.defect('INVERTED') ? 'before d59e55b018' : xen}`)
        .line(
          '.inverted',
          `maps [3, 1] for server ${life}`,
          own(slots, (slot, k) =>
            world.defect('INVERTED')
              ? { name: `slot ${k}: accepted`, with: [() => slot.on('MAP_INVERTED')] }
              : { name: `slot ${k}: EINVAL`, with: [] },
          ),
        );
    }
    path
      .from(`ioreq_server_map_io_range ${xen}`)
      .line(`.map`, `maps block ${BLOCK} for server ${life}`, mapCases(world))
      .from(`ioreq_server_unmap_io_range ${xen}`)
      .line(`.unmap`, `unmaps block ${BLOCK} of server ${life}`, [
        ...own(slots, (slot, k) => ({
          name: `slot ${k}`,
          with: [
            () => slot.on('UNMAP', { bits }),
            ...(values.unmapPauses === 'on' ? [notInside(vcpu)] : []),
          ],
        })),
        ...own(slots, (slot, k) => ({
          name: `slot ${k}: has none`,
          with: [() => slot.when('has none', (s) => (s.context.ranges & bits) === 0)],
        })),
      ])
      .from(`ioreq_server_destroy ${xen}`)
      .line(
        '.destroy',
        `destroys server ${life}`,
        own(slots, (slot, k) => ({
          name: `slot ${k}`,
          to: last ? 'over' : 'again',
          set: { at: null, age: null },
          with: [() => slot.on('DESTROY'), notInside(vcpu)],
        })),
      )
      .end(last ? 'over' : 'again');
  });
  return program;
}

/** Pausing the domain waits until no vCPU is in the hypervisor. */
const notInside =
  (vcpu: Actor): Effect =>
  () =>
    vcpu.when('is out of the hypervisor', (s) => !s.hasTag('inside'));

/** A case for each slot that may be the own one. */
function own(
  slots: RangeWorld['slots'],
  make: (slot: RangeWorld['slots'][number], k: number) => Case,
): readonly Case[] {
  return slots.map((slot, k) => ({ ...make(slot, k), where: { at: k } }));
}

/** The lowest free slot; the age is one more than that of the youngest server there is. */
function createCases({ slots }: RangeWorld): readonly Case[] {
  return slots.flatMap((slot, k) => {
    const others = slots.flatMap((other, j) => (j === k ? [] : [{ other, j }]));
    const fits = (age: number, youngest: number | null): readonly Effect[] =>
      others.map(
        ({ other, j }) =>
          () =>
            other.when(j < k ? 'is taken, and older' : 'is free, or older', ({ context }) =>
              j === youngest
                ? context.age === age - 1
                : context.age === null
                  ? j > k
                  : context.age < age,
            ),
      );
    const first: Case = {
      name: `slot ${k}, the first`,
      set: { at: k },
      with: [() => slot.on('CREATE', { age: 0 }), ...fits(0, null)],
    };
    const later = others.flatMap(({ other, j }) =>
      [1, 2].map(
        (age): Case => ({
          name: `slot ${k}, after ${other.name}, age ${age}`,
          set: { at: k },
          with: [() => slot.on('CREATE', { age }), ...fits(age, j)],
        }),
      ),
    );
    return [first, ...later];
  });
}

function mapCases({ slots, values }: RangeWorld): readonly Case[] {
  const rejects = values.overlap === 'rejectGlobal';
  const taken =
    (slot: RangeWorld['slots'][number]): Effect =>
    () =>
      slot.when(`has block ${BLOCK}`, (s) => (s.context.ranges & bits) !== 0);
  const free =
    (slot: RangeWorld['slots'][number]): Effect =>
    () =>
      slot.when(`has not block ${BLOCK}`, (s) => (s.context.ranges & bits) === 0);
  return slots.flatMap((slot, k) => {
    const others = slots.filter((other) => other !== slot);
    const accepted: Case = {
      name: `slot ${k}`,
      where: { at: k },
      with: [() => slot.on('MAP', { bits }), ...(rejects ? others.map(free) : [])],
    };
    const refused = others.map(
      (other): Case => ({
        name: `slot ${k}: ${other.name} has it`,
        where: { at: k },
        with: [taken(other)],
      }),
    );
    return rejects ? [accepted, ...refused] : [accepted];
  });
}
