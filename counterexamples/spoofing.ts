/**
 * Which interrupts a hostile function can raise, by platform: read off the reachable states of the
 * family `guest-msi`, for a function f0 that guest A has.
 */

import { breadthFirst, link } from '../explorer/index.ts';
import type { Component } from '../models/compose/index.ts';
import { guestMsi } from '../models/systems/guest-msi/index.ts';
import { reachable } from '../properties/kinds/index.ts';

type Given = NonNullable<Parameters<typeof guestMsi.with>[0]>;

/** What is reached on a platform. */
export interface Spoofing {
  readonly platform: string;
  /** Its own interrupt, as it was set up. */
  readonly own: boolean;
  /** That of another function of the same guest. */
  readonly sibling: boolean;
  /** One of another guest. */
  readonly others: boolean;
  /** One of another guest, by functions that share or forge a requester ID. */
  readonly byAlias: boolean;
  /** A trap of a PV guest, if nobody looks twice. */
  readonly trap: boolean;
}

const platforms: readonly (readonly [platform: string, given: Given])[] = [
  ['x86 without interrupt remapping', { intremap: 'none' }],
  ['x86, entries that any requester may use', { intremap: 'noSID' }],
  ['x86, entries for one requester', { intremap: 'SID' }],
  ['Arm ITS, behind the SMMU', { doorbell: 'its', msiPath: 'translated' }],
  ['Arm ITS, past the SMMU', { doorbell: 'its', msiPath: 'bypass' }],
  ['Arm GICv2m, behind the SMMU', { doorbell: 'gicv2m', msiPath: 'translated' }],
  ['Arm GICv2m, past the SMMU', { doorbell: 'gicv2m', msiPath: 'bypass' }],
];

const attack: Given = {
  functions: ['f0', 'f2'],
  senders: ['f0'],
  sends: ['doorbell'],
  paths: ['ASG', 'MSI'],
};

/** One row for each platform. */
export async function spoofing(): Promise<readonly Spoofing[]> {
  const rows: Spoofing[] = [];
  for (const [platform, given] of platforms) {
    const plain = await ends({ ...attack, ...given });
    const alone: Given = { ...attack, ...given, groupPolicy: 'ignore' };
    const behindBridge = await ends({ ...alone, requesterIds: 'bridge' });
    const forged = await ends({ ...alone, acs: [], sends: ['doorbell', 'forged'] });
    const unfiltered =
      given.intremap === 'none'
        ? await ends({ ...attack, ...given, defects: ['TRAP_UNFILTERED'] })
        : plain;
    rows.push({
      platform,
      own: plain.has('interrupt of f0 in A'),
      sibling: plain.has('interrupt of f2 in A'),
      others: plain.has('misdelivered'),
      byAlias: behindBridge.has('misdelivered') || forged.has('misdelivered'),
      trap: unfiltered.has('trap'),
    });
  }
  return rows;
}

const asked = ['interrupt of f0 in A', 'interrupt of f2 in A', 'misdelivered', 'trap'] as const;

/** Where writes of f0 end in some reachable state. */
async function ends(given: Given): Promise<ReadonlySet<string>> {
  const system = guestMsi.with(given);
  const f0 = system.components.find(({ name }) => name === 'f0') as Component;
  const properties = asked.map((place) =>
    reachable({
      name: place,
      statement: `a message of f0 ends there: ${place}`,
      goal: f0.is(`is at ${place}`, (s) => String((s as { value: unknown }).value) === place),
    }),
  );
  const result = await breadthFirst(link({ ...system, properties }));
  if (result.properties.some(({ verdict }) => verdict === 'inconclusive')) {
    throw new Error(`not everything was visited: ${JSON.stringify(given)}`);
  }
  const reached = result.properties.filter(({ verdict }) => verdict === 'holds');
  return new Set(reached.map(({ name }) => name));
}
