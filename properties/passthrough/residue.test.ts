import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../../explorer/index.ts';
import { defineSystem } from '../../models/compose/index.ts';
import { flag } from '../../models/kit/flag.machine.ts';
import { companion } from '../kinds/index.ts';
import { noResidue } from './residue.ts';

/** A device that leaves once; of two things it had, it gives up those that are named. */
async function departing(...givesUp: readonly string[]) {
  const system = defineSystem({ name: 'departure' }, (parts) => {
    const left = parts.component('left', flag);
    const things = ['entries', 'slots'].map((what) => ({
      what,
      left: parts.component(what, flag),
    }));
    const given = things.filter(({ what }) => givesUp.includes(what));
    parts.step(
      { name: 'leaves', actor: 'dom0' },
      left.on('RAISE'),
      ...given.map((t) => t.left.on('SET')),
    );
    const gone = left.is('is on', (s) => s.matches('on'));
    parts.property(
      noResidue({
        left: gone,
        residues: things.map((t) => ({
          what: t.what,
          gone: t.left.is('is on', (s) => s.matches('on')),
        })),
        companion: companion('the device leaves', gone),
        device: 'dev0',
      }),
    );
  });
  const [result] = (await breadthFirst(link(system))).properties;
  return { result, statement: system.properties[0]?.statement };
}

describe('NO-RESIDUE', () => {
  test('asks for everything that is named', async () => {
    const { result, statement } = await departing('entries', 'slots');
    expect(result).toMatchObject({ name: 'NO-RESIDUE/dev0', verdict: 'holds', companion: 'met' });
    expect(statement).toBe(
      'a device that has left a domain leaves nothing behind there: no entries, no slots',
    );
  });

  test.each([['entries'], ['slots']])(
    'is violated where only the %s are given up',
    async (what) => {
      const { result } = await departing(what);
      expect(result).toMatchObject({ verdict: 'violated' });
      expect(result?.path).toHaveLength(1);
    },
  );
});
