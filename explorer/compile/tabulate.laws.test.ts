import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { zoo } from '../testing/zoo.ts';
import { tabulate } from './tabulate.ts';

describe('the table of a machine does what a started actor does', () => {
  test.each(zoo)('$name', ({ machine, events, input }) => {
    const { snapshots, next } = tabulate('it', machine, input, events);
    const walks = fc.array(fc.nat(events.length - 1), { maxLength: 40 });
    fc.assert(
      fc.property(walks, (walk) => {
        const actor = createActor(machine, { input } as never).start();
        let local = 0;
        for (const e of walk) {
          const event = events[e];
          const to = next[e]?.[local] ?? -1;
          const before = actor.getSnapshot();
          expect(before.status === 'active' && before.can(event as never)).toBe(to >= 0);
          if (to < 0) continue;
          actor.send(event as never);
          local = to;
          const { value, context, status, output } = actor.getSnapshot();
          expect({ value, context, status, output }).toStrictEqual(seen(snapshots[local]));
        }
        actor.stop();
      }),
      { seed: 20260802, numRuns: 80 },
    );
  });

  const seen = (snapshot: unknown): unknown => {
    const { value, context, status, output } = snapshot as Record<'value' | 'context', unknown> & {
      readonly status: string;
      readonly output: unknown;
    };
    return { value, context, status, output };
  };
});
