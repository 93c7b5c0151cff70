import 'interlock/vitest';
import { describe, expect, test } from 'vitest';
import { philosophers } from './philosophers.ts';

describe('philosophers', () => {
  test('two polite ones can always eat', async () => {
    await expect(philosophers.with({ polite: true })).toSatisfy('all properties');
  });

  test('five polite ones can, too', async () => {
    await expect(philosophers.with({ seats: 5, polite: true })).toSatisfy('NO-DEADLOCK');
  });

  test('if all take the left fork first, the failure shows how they starve', async () => {
    const starving = expect(philosophers).toSatisfy('NO-DEADLOCK');
    await expect(starving).rejects.toThrow(/person0: takes fork1 is blocked/);
  });

  test('they never share a fork, polite or not', async () => {
    await expect(philosophers.with({ seats: 4 })).toSatisfy('ONE-AT-A-FORK');
    await expect(philosophers.with({ seats: 3 })).not.toSatisfy('NO-WAIT-CYCLE');
  });
});
