/** The first line of a certificate: which system it is of, before anything of it is believed. */

import { z } from 'zod';
import { UsageError } from '../base/errors.ts';
import { CERTIFICATE_FORMAT, fingerprint, type LinkedSystem } from '../explorer/index.ts';
import type { ParameterValues, SystemDefinition } from '../models/compose/index.ts';
import { parametersText } from './reporters/parameters.ts';

const parameter = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

const headerSchema = z.object({
  format: z.string(),
  interlock: z.string(),
  system: z.string(),
  parameters: z.record(z.string(), parameter),
  fingerprint: z.string(),
  states: z.string().regex(/^\d+$/),
  properties: z.array(z.object({ name: z.string() })),
});

/** What a certificate says about itself. */
export type Header = z.infer<typeof headerSchema>;

/** Reads the first line. Throws `USAGE-CERTIFICATE` for what cannot be a certificate. */
export function headerOf(text: string, path: string): Header {
  const line = text.slice(0, text.indexOf('\n') + 1);
  const format = /^\{"format":"([^"]*)"/.exec(line)?.[1] ?? '';
  const [, name, version] = /^(.*) (\d+)$/.exec(format) ?? [];
  if (name !== CERTIFICATE_FORMAT.replace(/ \d+$/, '')) throw noCertificate(path);
  if (format !== CERTIFICATE_FORMAT) {
    throw new UsageError(
      'USAGE-CERTIFICATE',
      `${path}: it has version ${version} of the format, and only version 1 can be read`,
      { hint: 'Verify it with the Interlock that wrote it, or certify anew.' },
    );
  }
  try {
    return headerSchema.parse(JSON.parse(line));
  } catch (error) {
    throw noCertificate(path, error);
  }
}

function noCertificate(path: string, cause?: unknown): UsageError {
  return new UsageError(
    'USAGE-CERTIFICATE',
    `${path} is no certificate, or its first line is damaged`,
    {
      cause,
      hint: 'Give a file that `interlock certify` wrote, as it was written.',
    },
  );
}

/** Throws `USAGE-CERTIFICATE` if a certificate is not of this system. */
export function checkOwner(
  header: Header,
  path: string,
  system: SystemDefinition,
  linked: LinkedSystem,
): void {
  const [was, is] = [header, system].map(({ parameters }) =>
    parametersText(parameters as ParameterValues),
  );
  const foreign = (what: string, hint: string): UsageError =>
    new UsageError('USAGE-CERTIFICATE', `${path} ${what}`, { hint });
  if (header.system !== system.name) {
    throw foreign(
      `is of system ${header.system}, not of ${system.name}`,
      'Name the system that it is of, or none.',
    );
  }
  if (was !== is) {
    throw foreign(
      `is of ${header.system} ${was}, not of ${is}`,
      `Certify ${system.name} with ${is}.`,
    );
  }
  if (header.fingerprint !== fingerprint(linked)) {
    throw foreign(
      `is of another revision of ${system.name}: its machines, steps or properties were changed since`,
      'Certify it anew.',
    );
  }
}
