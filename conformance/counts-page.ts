/** docs/internals/counts.md, made from the table of pinned counts. */

import { grouped } from '../base/words.ts';
import { type Witness, witnesses } from './counts/row.ts';
import { type ExpectedCount, expectedCounts } from './expected-counts.ts';
import { titleOf } from './other-checkers/subjects.ts';

/** The whole page. */
export function countsPage(): string {
  const isLarge = ({ subject }: ExpectedCount): boolean => !/ (defect|fixed)$/.test(subject.id);
  const unconfirmed = (by: (witness: Witness) => boolean): string => {
    const rows = expectedCounts.filter(({ confirmedBy }) => !confirmedBy.some(by));
    return rows.length === 0 ? 'none' : rows.map(({ subject }) => subject.id).join(', ');
  };
  return `# Pinned counts

Reachable states, transitions (enabled steps of all reachable states) and depth (the longest shortest path) of
${expectedCounts.length} configurations, and who else counted the same. Every engine, with every option, is held to this table by
\`conformance/matrix/\`; it is kept in \`conformance/expected-counts.ts\`, and this page is made from it
(\`npx vitest run conformance/counts-page.test.ts -u\`).

${Object.entries(witnesses)
  .map(([name, what]) => `- **${name}**: ${what}.`)
  .join('\n')}

Confirmed by nobody but us: states and transitions of ${unconfirmed(() => true)}; depth of
${unconfirmed((witness) => witness === 'reference' || witness === 'TLC')}.

## Systems and designs

${tableOf(expectedCounts.filter(isLarge))}

## Defects and their repairs

${tableOf(expectedCounts.filter((row) => !isLarge(row)))}
`;
}

function tableOf(rows: readonly ExpectedCount[]): string {
  const head = ['id', 'states', 'transitions', 'depth', 'confirmed by', 'configuration'];
  const cells = rows.map(({ subject, states, transitions, depth, confirmedBy }) => [
    subject.id,
    grouped(states),
    grouped(transitions),
    String(depth),
    confirmedBy.length === 0 ? '**nobody else**' : confirmedBy.join(', '),
    `\`${titleOf(subject.configuration)}\``,
  ]);
  const align = ['---', '---:', '---:', '---:', '---', '---'];
  return [head, align, ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
