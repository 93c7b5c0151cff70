import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

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
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
