/** The manual page of error codes, made from their tables. */

import { modelCodes, usageCodes } from '../base/errors.ts';

/** Markdown. */
export function errorsPage(): string {
  return `# Error codes

This page is made from \`base/errors.ts\` by \`npm run docs\`.

An error says, in this order: what was being done, to which named thing, what was found, what is
allowed, and what to do next. With \`INTERLOCK_DEBUG=1\` it also says where in Interlock it was raised.

## Arguments and configuration (exit code 2)

${table(usageCodes)}

## Machines, systems and properties (exit code 3)

${table(modelCodes)}

## Everything else

| exit code | meaning |
| --- | --- |
| 0 | every property holds; for the catalogue, everything is as expected |
| 1 | a property is violated or vacuous; for the catalogue, something is not as expected |
| 4 | a limit was reached and nothing was found |
| 70 | \`DEFECT\`: an assumption of Interlock is broken; please report it |
| 130 | interrupted; what was known until then has been printed |
| 143 | ended by SIGTERM; the same |
`;
}

function table(codes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return ['| code | meaning |', '| --- | --- |', ...rows].join('\n');
}
