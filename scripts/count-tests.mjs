/** Prints how many tests of a Vitest JSON report passed and failed; a file that broke counts as one. */

import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const broken = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
);
console.log(report.numPassedTests, report.numFailedTests + broken.length);
