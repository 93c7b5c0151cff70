/** The last line of a request: its status goes to the driver, which keeps a record of what it believes. */

import { answering, deviceTags } from '../../../../properties/passthrough/viommu-subject.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { sources } from './parts.ts';

/** Where the device waits for something to do. */
export const idle = 'idle';

export type Status = 'OK' | 'UNSUPP' | 'DEVERR' | 'INVAL' | 'RANGE' | 'NOENT' | 'nothing';

/** Answers a request; `believed` is what the driver then believes, one case for each that it believed. */
export function answered(
  { queue, values }: World,
  path: CodePath,
  does: string,
  at: string,
  status: Status,
  believed: readonly Case[] = [{}],
  more: readonly string[] = [],
): void {
  const rejects = status !== 'OK' && !more.includes(deviceTags.doneAllTheSame);
  const tags = rejects ? [deviceTags.rejects, ...more] : more;
  path.calls(sources.request, (p) =>
    p.line(
      at,
      `${does} is answered ${status}`,
      // The driver of Linux keeps its own books.
      (values.firmware === 'linux' ? [{}] : believed).map((c: Case) => ({
        ...c,
        with: [
          ...(c.with ?? []),
          ...(queue === null ? [] : [() => queue.on('ANSWER', { status })]),
        ],
        to: idle,
        tags,
      })),
      [answering(status)],
    ),
  );
}
