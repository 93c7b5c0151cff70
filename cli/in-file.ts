/** Errors of a model, with the file it came from. */

import { type ModelCode, ModelError } from '../base/errors.ts';

/** The same error, with the file in front. */
export function inFile(file: string, error: ModelError): ModelError {
  if (error.message.startsWith(file)) return error;
  return new ModelError(error.code as ModelCode, `${file}, default export: ${error.message}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** A model error with its file, if it has one; anything else as it is. */
export function ofFile(file: string | null, error: unknown): unknown {
  return file !== null && error instanceof ModelError ? inFile(file, error) : error;
}
