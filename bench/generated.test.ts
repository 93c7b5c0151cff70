import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../explorer/index.ts';
import { families } from '../models/systems/index.ts';

describe('code generated for a system', () => {
  test.each(families)('changes nothing in a search of $name', async (family) => {
    const linked = link(family.instantiate());
    const options = { limits: { statesMax: 5_000 } };
    const generic = await breadthFirst(linked, options, {
      generateAfter: Number.POSITIVE_INFINITY,
    });
    expect(await breadthFirst(linked, options, { generateAfter: 0 })).toEqual(generic);
    expect(await breadthFirst(linked, options, { generateAfter: 1_000 })).toEqual(generic);
  });
});
