/** The text of a certificate: see docs/internals/certificate.md. */

import { createHash } from 'node:crypto';
import type { CertificateLevel } from './levels.kernel.ts';

/** The first line of a certificate names the format and its version. */
export const FORMAT = 'interlock certificate 1';

/** What the first line of a certificate says besides its format. */
export interface CertificateHeader {
  /** Version of Interlock; for information. */
  readonly interlock: string;
  /** Name and parameters of the system: where to find it. */
  readonly system: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
  /** Number of states in the set, in decimal. */
  readonly states: string;
  /** What is claimed to hold, each with a run to its companion or goal, as step numbers. */
  readonly properties: readonly { readonly name: string; readonly witness: readonly number[] }[];
}

/** One JSON text on each line: the header, the levels from the top down, and the hash of all before. */
export function certificateText(
  header: CertificateHeader,
  levels: readonly CertificateLevel[],
): string {
  const lines = [{ format: FORMAT, ...header }, ...levels].map((line) => JSON.stringify(line));
  const text = `${lines.join('\n')}\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return `${text}${JSON.stringify({ sha256 })}\n`;
}
