import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import usual from '../../vitest.config.ts';
import { mutants } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mutant = mutants.find(({ name }) => name === process.env['INTERLOCK_MUTANT']);

/** The usual configuration, with the fault named in INTERLOCK_MUTANT planted while a file is loaded. */
export default mergeConfig(
  {
    ...usual,
    test: {
      ...usual.test,
      globalSetup: [],
      // A thread starts sooner than a process.
      pool: 'threads' as const,
      setupFiles: [`${root}/conformance/mutants/fail-fast.ts`],
    },
  },
  defineConfig({
    root,
    plugins: [
      {
        name: 'plant a fault',
        enforce: 'pre',
        transform: (code: string, id: string) =>
          mutant !== undefined && id.endsWith(mutant.file)
            ? code.replace(mutant.find, () => mutant.replace)
            : null,
      },
    ],
  }),
);
