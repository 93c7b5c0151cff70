import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Conformance first, since its files take longest; else one of them would go on alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/conformance/');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * The clock never fails a test; the limits below only catch tests that hang. Tests that spawn the
 * command line or a worker use dist/, which is brought up to date before the first test.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^interlock\/vitest$/, replacement: here('./vitest.ts') },
      { find: /^interlock$/, replacement: here('./index.ts') },
    ],
  },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'out/**'],
    globalSetup: ['./scripts/build-before-tests.mjs'],
    // Vitest would leave a core to itself, which has little to do meanwhile.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
