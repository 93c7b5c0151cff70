import 'interlock/vitest';
import { describe, expect, test } from 'vitest';
import locks from './locks.ts';

describe('a lock', () => {
  test('with tickets starves nobody, however many there are', async () => {
    await expect(locks.with({ cpus: 3 })).toSatisfy('all properties');
  });

  test('without may pass over a CPU that always tries', async () => {
    const starving = expect(locks.with({ lock: 'test-and-set' })).toSatisfy('NO-STARVATION');
    await expect(starving).rejects.toThrow(/then again from step \d+, for ever/);
  });

  test('without does not where even the chance to take it must not be missed for ever', async () => {
    const fairly = locks.with({ lock: 'test-and-set', fairness: 'strong' });
    await expect(fairly).toSatisfy('all properties');
  });
});
