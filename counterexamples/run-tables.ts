/** Tables of the pages of families that are made from runs of their own, not from the catalogue. */

import { type Tables, tableOf } from './catalogue-tables.ts';
import { generations, type Outcome, raceRows } from './late-xenstore/races.ts';
import { spoofing } from './spoofing.ts';

/** The tables of the page of a family; none for most. */
export async function runTables(family: string): Promise<Tables> {
  switch (family) {
    case 'guest-msi':
      return { spoofing: await spoofingTable() };
    case 'late-xenstore':
      return { races: await racesTable() };
    default:
      return {};
  }
}

async function racesTable(): Promise<string> {
  const cell = ({ steps }: Outcome): string =>
    steps === null ? '–' : steps === 'holds' ? 'no' : `${steps} steps`;
  return tableOf(
    ['race', 'what', 'property', ...generations],
    (await raceRows()).map(({ id, what, property, outcomes }) => [
      id,
      what,
      property,
      ...outcomes.map(cell),
    ]),
  );
}

async function spoofingTable(): Promise<string> {
  const word = (reached: boolean): string => (reached ? '**yes**' : 'no');
  return tableOf(
    [
      'platform',
      'its own',
      "another function's of its guest",
      "another guest's",
      "another guest's, with a shared or forged requester ID",
      'a trap, unless filtered',
    ],
    (await spoofing()).map(({ platform, own, sibling, others, byAlias, trap }) => [
      platform,
      ...[own, sibling, others, byAlias, trap].map(word),
    ]),
  );
}
