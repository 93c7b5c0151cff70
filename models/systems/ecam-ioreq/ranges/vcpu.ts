/** The vCPU of the scene `ranges`: selection, delivery, and accesses that span several blocks. */

import { type Case, type Effect, Program } from '../../../kit/program.ts';
import { BLOCK, type RangeWorld } from './servers.ts';

const bits = 1 << BLOCK;
const select = 'ioreq_server_select at c447b7308b';

/** An access to block 1: selects a server and hands the request over. Register `sel` is the slot. */
export function accessProgram({ slots, values, served }: RangeWorld): Program {
  const program = new Program('guest', ['rest']);
  program.landmark('stale', ['rest']);
  const has =
    (k: number, yes: boolean): Effect =>
    () =>
      (slots[k] as RangeWorld['slots'][number]).when(
        yes ? `has block ${BLOCK}` : `has not block ${BLOCK}`,
        (s) => ((s.context.ranges & bits) !== 0) === yes,
      );
  program
    .path('access', ['inside'])
    .from('hvmemul_do_io at c447b7308b')
    .line('guest', `RD block ${BLOCK} traps`, [{ with: [() => served.on('BEGIN')] }])
    .from(
      values.slotPolicy === 'highestId' ? select : 'ioreq_server_select, by age instead of slot',
    )
    .line(
      '.select',
      `RD block ${BLOCK} selects a server`,
      [
        ...(values.slotPolicy === 'highestId' ? byId(slots, has) : byAge(slots)),
        { name: 'none: all-ones', with: slots.map((_, k) => has(k, false)), to: 'guest' },
      ],
      ['selecting'],
    )
    .from('ioreq_send at c447b7308b; cpu_handle_ioreq of QEMU 10.2.50')
    .line(
      '.deliver',
      `RD block ${BLOCK} is worked on`,
      slots.flatMap((_, k): readonly Case[] => [
        {
          name: `slot ${k}`,
          where: { sel: k },
          with: [has(k, true), () => served.on('SERVED', { by: `slot ${k}` })],
        },
        values.dmRecheck === 'on'
          ? {
              name: `slot ${k} has given it up: all-ones`,
              where: { sel: k },
              with: [has(k, false)],
            }
          : {
              name: `slot ${k} has given it up`,
              where: { sel: k },
              with: [has(k, false)],
              to: 'stale',
            },
      ]),
      ['selected'],
    )
    .end('guest');
  return program;
}

type Has = (k: number, yes: boolean) => Effect;

/** FOR_EACH_IOREQ_SERVER goes from the highest slot down. */
function byId(slots: RangeWorld['slots'], has: Has): readonly Case[] {
  return slots.map((_, k) => ({
    name: `slot ${k}`,
    tags: ['selects'],
    set: { sel: k },
    with: [has(k, true), ...slots.flatMap((__, j) => (j > k ? [has(j, false)] : []))],
  }));
}

/** The youngest, as the comment says. */
function byAge(slots: RangeWorld['slots']): readonly Case[] {
  return slots.flatMap((slot, k) =>
    [0, 1, 2].map((age) => ({
      name: `slot ${k}, age ${age}`,
      tags: ['selects'],
      set: { sel: k },
      with: [
        () =>
          slot.when(
            `has it, age ${age}`,
            (s) => (s.context.ranges & bits) !== 0 && s.context.age === age,
          ),
        ...slots
          .filter((other) => other !== slot)
          .map(
            (other) => () =>
              other.when(
                `is older than ${age}, or has it not`,
                (s) => (s.context.ranges & bits) === 0 || (s.context.age ?? -1) < age,
              ),
          ),
      ],
    })),
  );
}

/** Blocks and the server that has each: slot 0 has block 1, slot 1 has blocks 2 and 3. */
const owners = [null, 0, 1, 1] as const;

/**
 * Accesses of several blocks. A request is for a first block, a number of repeats, and a direction; a
 * server is selected that has the range as it is computed, and does all of it.
 */
export function spanProgram({ values, served, defect }: RangeWorld): Program {
  const program = new Program('guest', ['rest']);
  const { span } = values;
  const down = span === 'repDown';
  const touched = down ? [2, 1] : [1, 2];
  const cut = span !== 'straddle' && !defect('REP_WHOLE');
  const requests = cut ? touched.map((block) => [block]) : [touched];
  const path = program
    .path('span', ['inside'])
    .from('hvmemul_do_io at c447b7308b')
    .line('guest', `${span} of blocks ${touched.join(' and ')} traps`, [
      { with: [() => served.on('BEGIN')] },
    ]);
  requests.forEach((blocks, i) => {
    const [first = 0] = blocks;
    const range = defect('DF_IGNORED') ? blocks.map((_, k) => first + k) : blocks;
    const has = [...new Set(range.map((block) => owners[block] ?? null))];
    const [server = null] = has.length === 1 ? has : [];
    const wrong = server !== null && blocks.some((block) => owners[block] !== server);
    const tag = server === null ? 'lost' : wrong ? 'misdelivered' : 'delivered';
    path
      .from(defect('DF_IGNORED') ? 'hvm_select_ioreq_server before 60a56dc006' : select)
      .line(
        `.select${i}`,
        `selects for [${[...range].sort().join(', ')}]: ${server === null ? 'nobody' : `slot ${server}`}`,
        [{ with: [] }],
      )
      .from('ioreq_send at c447b7308b')
      .line(
        `.deliver${i}`,
        `blocks ${blocks.join(', ')} are worked on by ${server === null ? 'nobody: all-ones' : `slot ${server}`}`,
        [{ with: server === null ? [] : [() => served.on('SERVED', { by: `slot ${server}` })] }],
        [tag],
      );
  });
  path.end('guest');
  return program;
}
