/** What the checkers are compared on. */

import { type Run, runsOf } from '../../cli/catalogue-rows.ts';
import { instantiate, load } from '../../cli/load.ts';
import { parametersText } from '../../cli/reporters/parameters.ts';
import { catalogue } from '../../counterexamples/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';

type Parameters = Run['configuration']['parameters'];

/** A configuration, and its system once it is needed. */
export interface Subject {
  /** Entry and role in the catalogue, or the name of the system. */
  readonly id: string;
  readonly parameters: string;
  readonly build: () => Promise<SystemDefinition>;
}

function subject(id: string, word: string, parameters: Parameters): Subject {
  const build = async () => instantiate(await load(word), parameters);
  return { id, parameters: `${word} ${parametersText(parameters)}`.trimEnd(), build };
}

const entries = runsOf(catalogue).map(({ entry, role, configuration }) => {
  const { system, parameters } = configuration;
  return subject(role === 'design' ? entry.id : `${entry.id} ${role}`, system, parameters);
});

const philosophers = [2, 4].flatMap((seats) =>
  [false, true].map((polite) =>
    subject('philosophers', 'examples/philosophers.ts', { seats, polite }),
  ),
);

const trials = [2, 3].map((n) => subject('trial', 'trial', { vcpus: n, pages: n }));

/** Every configuration of the catalogue once, and some more. */
export const allSubjects: readonly Subject[] = [
  ...trials,
  subject('trial', 'trial', { vcpus: 3, pages: 6 }),
  ...philosophers,
  ...entries,
].filter(({ parameters }, i, all) => all.findIndex((s) => s.parameters === parameters) === i);

const chosen = ['V-06', 'V-01', 'V-16'].flatMap((id) => [`${id} defect`, `${id} fixed`]);

/** Some that are small, for every run of the tests. */
export const chosenSubjects: readonly Subject[] = [
  ...trials,
  ...philosophers.slice(1, 3),
  ...entries.filter(({ id }) => chosen.includes(id)),
  ...['S4', 'S5'].map((scheme) =>
    subject(`${scheme} small`, 'vpci-locking', {
      scheme,
      profile: 'domU',
      vcpus: 1,
      paths: ['RD', 'CMD', 'PEND', 'REM'],
    }),
  ),
];
