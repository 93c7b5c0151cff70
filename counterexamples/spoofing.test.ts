/**
 * What devices can raise, against the matrix of the domain literature (section D.3 of its note on
 * guest MSI) as data.
 */

import { expect, test } from 'vitest';
import { spoofing } from './spoofing.ts';

/** Can a guest raise vectors of other domains? And what of the residual that is named? */
const literature: Readonly<Record<string, { readonly others: boolean; readonly trap: boolean }>> = {
  // "yes: any vector incl. fake traps for PV"
  'x86 without interrupt remapping': { others: true, trap: true },
  // "yes, via aliases behind bridges or shared tables"
  'x86, entries that any requester may use': { others: true, trap: false },
  // "no; index chosen by guest must belong to f"
  'x86, entries for one requester': { others: false, trap: false },
  // "only its own EventIDs"
  'Arm ITS, behind the SMMU': { others: false, trap: false },
  'Arm ITS, past the SMMU': { others: false, trap: false },
  // "yes, any SPI of the frame"
  'Arm GICv2m, behind the SMMU': { others: true, trap: false },
  'Arm GICv2m, past the SMMU': { others: true, trap: false },
};

test('is what the literature says', async () => {
  const rows = await spoofing();
  expect(
    Object.fromEntries(rows.map(({ platform, others, trap }) => [platform, { others, trap }])),
  ).toEqual(literature);
  expect(rows.map(({ own }) => own)).toEqual(rows.map(() => true));
  // An index that is not the sender's is refused, and so is an EventID, in the same guest too.
  expect(rows.map(({ sibling }) => sibling)).toEqual(rows.map(({ others }) => others));
  // "depends on RID => DeviceID uniqueness (aliases, phantom functions)"
  expect(rows.map(({ byAlias }) => byAlias)).toEqual(rows.map(() => true));
});
