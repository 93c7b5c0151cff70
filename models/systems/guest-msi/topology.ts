/**
 * Where the functions are, and which of them cannot be told apart.
 *
 *     root complex ── switch ┬─ port 0 ── f0, f1: functions of one device
 *                            └─ port 1 ── f2
 *
 * A group is the smallest set of functions whose members cannot reach each other, or pass for each
 * other, below the IOMMU. Linux wants SV, RR, CR and UF of every port (pci_acs_path_enabled in
 * drivers/pci/pci.c: REQ_ACS_FLAGS); CR is about completions, which posted writes do not have.
 */

import type { FunctionName, Values } from './parameters.ts';

type Paths = Pick<Values, 'acs' | 'internalP2P' | 'rootComplex' | 'requesterIds'>;
type Design = Paths & Pick<Values, 'functions' | 'defects'>;

/** Whether two functions are below the same port: they are functions of one device. */
export function siblings(a: FunctionName, b: FunctionName): boolean {
  return a !== b && a !== 'f2' && b !== 'f2';
}

/** Functions that cannot be told from this one, itself left out. */
export function groupOf(of: FunctionName, values: Design): readonly FunctionName[] {
  return groupIn(of, values, merges);
}

/** The same as whoever assigns functions works it out. */
export function knownGroupOf(of: FunctionName, values: Design): readonly FunctionName[] {
  const { defects } = values;
  return groupIn(of, values, (a, b, { internalP2P, rootComplex, ...same }) =>
    merges(a, b, {
      ...same,
      internalP2P: internalP2P && !defects.includes('GROUP_MISSES_MFD'),
      rootComplex: defects.includes('GROUP_MISSES_RC') ? 'translates' : rootComplex,
    }),
  );
}

/** Whether one of them can reach the other below the IOMMU, or pass for it. */
function merges(
  a: FunctionName,
  b: FunctionName,
  { acs, internalP2P, rootComplex, requesterIds }: Paths,
) {
  if (requesterIds === 'bridge' || rootComplex === 'routes') return true;
  if (siblings(a, b)) return internalP2P || !acs.includes('UF');
  return !acs.includes('RR') || !acs.includes('SV');
}

function groupIn(
  of: FunctionName,
  values: Design,
  merged: (a: FunctionName, b: FunctionName, paths: Paths) => boolean,
): readonly FunctionName[] {
  const group = new Set([of]);
  for (const member of group) {
    for (const other of values.functions) {
      if (other !== member && merged(member, other, values)) group.add(other);
    }
  }
  group.delete(of);
  return [...group];
}
