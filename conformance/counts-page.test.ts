import { expect, test } from 'vitest';
import { countsPage } from './counts-page.ts';

test('docs/internals/counts.md is in step with the pinned counts', async () => {
  await expect(countsPage()).toMatchFileSnapshot('../docs/internals/counts.md');
});
