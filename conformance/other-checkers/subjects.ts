/** What the checkers are compared on. */

import { runsOf } from '../../cli/catalogue-rows.ts';
import { instantiate, load } from '../../cli/load.ts';
import { parametersText } from '../../cli/reporters/parameters.ts';
import { type Configuration, catalogue } from '../../counterexamples/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';

/** A configuration, and its system once it is needed. */
export interface Subject {
  /** Entry and role in the catalogue, or the name of the system. */
  readonly id: string;
  readonly configuration: Configuration;
  readonly build: () => Promise<SystemDefinition>;
}

/** A family or a file, and its parameters: one line that tells subjects apart. */
export function titleOf({ system, parameters }: Configuration): string {
  return `${system} ${parametersText(parameters)}`.trimEnd();
}

function subject(id: string, configuration: Configuration): Subject {
  const { system, parameters } = configuration;
  return { id, configuration, build: async () => instantiate(await load(system), parameters) };
}

const entries = runsOf(catalogue).map(({ entry, role, configuration }) =>
  subject(role === 'design' ? entry.id : `${entry.id} ${role}`, configuration),
);

const philosophers = [2, 4, 6].flatMap((seats) =>
  [false, true].map((polite) =>
    subject(`philosophers ${seats}${polite ? ' polite' : ''}`, {
      system: 'examples/philosophers.ts',
      parameters: { seats, polite },
    }),
  ),
);

const sizes: readonly (readonly [vcpus: number, pages: number])[] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [3, 1],
  [3, 2],
  [3, 3],
  [3, 5],
  [3, 6],
  [4, 7],
];

const trials = sizes.map(([vcpus, pages]) =>
  subject(`trial ${vcpus},${pages}`, { system: 'trial', parameters: { vcpus, pages } }),
);

const faulty = subject('trial faulty', {
  system: 'trial',
  parameters: { vcpus: 2, pages: 2, fault: true },
});

/** Every configuration of the catalogue once, and some more. */
export const allSubjects: readonly Subject[] = [
  ...trials,
  faulty,
  ...philosophers,
  ...entries,
].filter(({ configuration }, i, all) => {
  const title = titleOf(configuration);
  return all.findIndex((other) => titleOf(other.configuration) === title) === i;
});

const chosen = [
  ...['trial 2,2', 'trial 3,3', 'philosophers 2 polite', 'philosophers 4', 'V-09 defect'],
  ...['V-06', 'V-01', 'V-16'].flatMap((id) => [`${id} defect`, `${id} fixed`]),
];

/** Some that are small, for every run of the tests. */
export const chosenSubjects: readonly Subject[] = [
  ...allSubjects.filter(({ id }) => chosen.includes(id)),
  ...['S4', 'S5'].map((scheme) =>
    subject(`${scheme} small`, {
      system: 'vpci-locking',
      parameters: {
        scheme,
        profile: 'domU',
        vcpus: 1,
        paths: ['RD', 'CMD', 'PEND', 'REM'],
      },
    }),
  ),
];
