/** A failed expectation in a test: the shortest violation in full, the others by name. */

import type { Finding } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { byInterest } from './check-text.ts';
import { limitText, vacuousLines } from './verdicts.ts';
import { violation } from './violation.ts';

/** The message; `failed` are the properties that do not hold. */
export function failureText(system: string, failed: readonly Finding[], layout: Layout): string {
  const violated = failed.filter(({ result }) => result.verdict === 'violated').sort(byInterest);
  const [shortest, ...others] = violated;
  const undecided = failed.filter(({ result }) => result.verdict === 'inconclusive');
  return [
    `system ${system} does not satisfy ${failed.map(({ property }) => property.name).join(', ')}`,
    ...(shortest === undefined ? [] : ['', ...violation(shortest, layout)]),
    ...(others.length === 0
      ? []
      : ['', `violated too: ${others.map(({ property }) => property.name).join(', ')}`]),
    ...vacuousLines(failed, layout),
    ...undecided.map(
      ({ property, result }) =>
        `INCONCLUSIVE  ${property.name}: ${result.limit === null ? 'not decided' : limitText(result.limit)}`,
    ),
  ].join('\n');
}
