/** Makes a certificate: the reachable set by the symbolic engine, and a witness for each property. */

import { assert, DefectError, messageOf } from '../../base/errors.ts';
import { grouped } from '../../base/words.ts';
import { fingerprint } from '../fingerprint.ts';
import { wholeSlots } from '../symbolic/digits.ts';
import { variablesOf } from '../symbolic/encode.ts';
import { likeliest } from '../symbolic/order.ts';
import { reach } from '../symbolic/reach.ts';
import { nextTurn, Stopped } from '../symbolic/slices.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import type { LimitReached, PropertyVerdict, SearchOptions } from '../verdict.ts';
import { type Finding, type Findings, verify } from './kernel/verify.kernel.ts';
import { levelsOf, sizeOf } from './levels.kernel.ts';
import { type CertificateHeader, certificateText } from './text.ts';
import { witnesses } from './witness.ts';

/** What was found out while a certificate was made. */
export interface Certified {
  readonly properties: readonly { readonly name: string; readonly verdict: PropertyVerdict }[];
  /** The certificate; null unless every property holds. */
  readonly text: string | null;
  /** Size of the reachable set, and nodes of its diagram; null where a limit was reached before. */
  readonly set: { readonly states: bigint; readonly nodes: number } | null;
  /** The limit that was reached, if any. */
  readonly limit: LimitReached | null;
}

/** Limits, and how to look on. */
export interface CertifyOptions extends Omit<SearchOptions, 'onProgress'> {
  /** Is told, in words, what is being done. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Certifies properties of a system, and has the certificate checked by the kernel that will check it
 * later. `about` says where the system is to be found.
 */
export async function certify(
  system: LinkedSystem,
  names: readonly string[],
  about: Pick<CertificateHeader, 'interlock' | 'system' | 'parameters'>,
  options: CertifyOptions = {},
): Promise<Certified> {
  const properties = system.properties.filter(({ name }) => names.includes(name));
  try {
    return await certified(system, properties, about, options);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const open = properties.map(({ name }) => ({ name, verdict: 'inconclusive' as const }));
    const { limit } = error;
    const timeMsMax = options.limits?.timeMsMax ?? 0;
    const told = limit.kind === 'time' ? { kind: 'time' as const, value: timeMsMax } : limit;
    return { properties: open, text: null, set: null, limit: told };
  }
}

async function certified(
  system: LinkedSystem,
  properties: readonly LinkedProperty[],
  about: Pick<CertificateHeader, 'interlock' | 'system' | 'parameters'>,
  options: CertifyOptions,
): Promise<Certified> {
  const { onProgress } = options;
  const clock = new Clock(options);
  onProgress?.('looking for witnesses');
  const found = await witnesses(system, properties, () => clock.left());
  const variables = variablesOf(system, wholeSlots(system));
  const reached = await reach(variables, likeliest(variables), {
    search: clock.left(),
    onProgress: ({ nodes }) => onProgress?.(`computing the reachable set: ${grouped(nodes)} nodes`),
  });
  const levels = levelsOf(reached);
  const nodes = levels.reduce((sum, level) => sum + level.nodes.length, 0);
  const states = sizeOf(levels);
  const claims = found.map(({ name, path }) => ({ name, witness: path ?? [] }));
  const text = certificateText(
    { ...about, fingerprint: fingerprint(system), states: String(states), properties: claims },
    levels,
  );
  const findings = await verified(text, system, clock, onProgress);
  const verdicts = properties.map(({ name, kind }, p) => {
    const { verdict } = found[p] ?? {};
    return { name, verdict: verdictOf(kind, findings.get(name), verdict) };
  });
  const holds = verdicts.every(({ verdict }) => verdict === 'holds');
  return {
    properties: verdicts,
    text: holds ? text : null,
    set: { states, nodes },
    limit: found.find(({ limit }) => limit !== null)?.limit ?? null,
  };
}

/** Several pieces of work within one time limit. */
class Clock {
  readonly #options: CertifyOptions;
  readonly #started: number;

  constructor(options: CertifyOptions) {
    this.#options = options;
    this.#started = options.now?.() ?? 0;
  }

  /** The options for the next piece of work, with the time that is left. */
  left(): Omit<SearchOptions, 'onProgress'> {
    const { onProgress: _, ...options } = this.#options;
    const { limits = {}, now } = options;
    if (now === undefined || limits.timeMsMax === undefined) return options;
    const timeMsMax = Math.max(0, limits.timeMsMax - (now() - this.#started));
    return { ...options, limits: { ...limits, timeMsMax } };
  }

  /** Throws when time is up, or somebody wants to stop. */
  look(): void {
    const { signal, limits = {} } = this.left();
    const value = this.#options.limits?.timeMsMax ?? 0;
    if (limits.timeMsMax === 0) throw new Stopped({ kind: 'time', value });
    if (signal?.aborted === true) throw new Stopped({ kind: 'interrupted', value: 0 });
  }
}

/** What the kernel says of a certificate of ours. One that it does not accept is a defect. */
async function verified(
  text: string,
  system: LinkedSystem,
  clock: Clock,
  onProgress: CertifyOptions['onProgress'],
): Promise<Findings> {
  const checks = verify(text, system);
  for (;;) {
    const { done, value } = next(checks);
    if (done === true) return value;
    onProgress?.(`checking ${value}`);
    await nextTurn();
    clock.look();
  }
}

function next(checks: ReturnType<typeof verify>): ReturnType<typeof checks.next> {
  try {
    return checks.next();
  } catch (error) {
    throw new DefectError(`a certificate of ours is not accepted: ${messageOf(error)}`);
  }
}

function verdictOf(
  kind: LinkedProperty['kind'],
  finding: Finding | undefined,
  witness: PropertyVerdict | undefined,
): PropertyVerdict {
  if (finding === 'proved') return 'holds';
  if (finding === 'violated') return 'violated';
  if (witness === 'inconclusive') return 'inconclusive';
  assert(finding === 'unwitnessed' && witness === 'violated', 'a witness of ours is not accepted');
  return kind === 'reachable' ? 'violated' : 'vacuous';
}
