/** Errors of a model, with the file it came from. */

import { type ModelCode, ModelError } from '../base/errors.ts';

/** The same error, with the file in front. */
export function inFile(file: string, error: ModelError): ModelError {
  if (error.message.startsWith(file)) return error;
  return new ModelError(error.code as ModelCode, `${file}: ${error.message}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
