/** What the families refuse, and with which words. */

import { UsageError } from '../../base/errors.ts';

/** For each set of parameters given to a family, the text of the error, or that there was none. */
export const refusalsOf =
  (family: { instantiate(given: Readonly<Record<string, unknown>>): unknown }) =>
  (given: Readonly<Record<string, unknown>>): string => {
    try {
      family.instantiate(given);
    } catch (error) {
      if (error instanceof UsageError) return error.text;
      throw error;
    }
    return 'nothing was refused';
  };
