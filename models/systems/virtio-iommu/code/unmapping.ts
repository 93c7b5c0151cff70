/** How pages are unmapped: at the host for assigned endpoints, by asking back what emulated ones have borrowed. */

import type { CodePath, Effect } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { World } from '../world.ts';
import { sources } from './parts.ts';

/** A page of the shadow of an endpoint. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly iova: number;
}

/** Whether a place is concerned: all of `is`, or one of the alternatives in `isNot`. */
export interface Condition {
  readonly is: readonly Effect[];
  readonly isNot: readonly (readonly Effect[])[];
}

/** What else takes part when a place is unmapped, and what becomes of a host that refuses. */
interface Unmapping {
  /** Takes part in every step; a place where it does not hold is passed over. */
  readonly only?: (place: Place) => Condition;
  /** Where it goes on when the host refuses to unmap; by default the host does not refuse. */
  readonly refused?: string;
}

/**
 * The host unmaps places one by one: entry, IOTLB, pin. Then it goes on at `next`. Emulated endpoints are
 * passed over: they are waited for when the table has changed.
 *
 * Labels begin with `at`, which is the first.
 */
export function unmapPlaces(
  path: CodePath,
  world: World,
  does: string,
  at: string,
  all: readonly Place[],
  next: string,
  { only, refused }: Unmapping = {},
): void {
  const places = all.filter(({ endpoint }) => !endpoint.emulated);
  const labelOf = (i: number): string => (i === 0 ? at : `${at}-${i}`);
  if (places.length === 0) path.line(at, `${does} has nothing to unmap`, [{ to: next }]);
  places.forEach((place, i) => {
    const { endpoint, iova } = place;
    const entry = endpoint.entries[iova];
    if (entry === undefined) throw new Error(`no page ${iova}`);
    const condition = only?.(place);
    const also = condition?.is ?? [];
    const passedOver = (condition?.isNot ?? []).map((parts, k) => ({
      name: k === 0 ? 'not its domain' : 'its mapper is not known',
      with: parts,
    }));
    const after = i + 1 < places.length ? labelOf(i + 1) : next;
    const what = `v${iova} of ${endpoint.name}`;
    const lines = flushLines(world, `${labelOf(i)}-flush`);
    path.calls(sources.shadow, (p) => {
      p.line(labelOf(i), `${does} clears ${what} at the host`, [
        {
          name: 'nothing there',
          with: [...also, () => entry.when('is not mapped', (s) => !s.matches('mapped'))],
          to: after,
        },
        { with: [...also, () => entry.on('CLEAR')], to: lines[0]?.at ?? after },
        ...passedOver.map((c) => ({ ...c, to: after })),
        ...(world.values.hostFails.includes('unmap') && refused !== undefined
          ? [
              {
                name: 'the host refuses',
                with: [...also, () => entry.when('is mapped', (s) => s.matches('mapped'))],
                to: world.defect('hostFailureHidden') ? after : refused,
              },
            ]
          : []),
      ]);
      lines.forEach(({ event, words }, k) => {
        p.line(lines[k]?.at ?? '', `${does} ${words} ${what}`, [
          { with: [() => entry.on(event)], to: lines[k + 1]?.at ?? after },
        ]);
      });
    });
  });
}

interface FlushLine {
  readonly at: string;
  readonly event: 'FLUSH' | 'UNPIN';
  readonly words: string;
}

function flushLines(world: World, at: string): readonly FlushLine[] {
  if (world.defect('answerBeforeFlush')) return [];
  const flush: FlushLine = { at, event: 'FLUSH', words: 'flushes, then unpins' };
  return world.defect('unpinBeforeFlush')
    ? [
        { at: `${at}-unpin`, event: 'UNPIN', words: 'unpins' },
        { ...flush, words: 'flushes' },
      ]
    : [flush];
}

/** All places of one endpoint. */
export function placesOf(endpoint: Endpoint): readonly Place[] {
  return endpoint.entries.map((_entry, iova) => ({ endpoint, iova }));
}

/**
 * When the table has changed, waits until emulated endpoints have given back what they have borrowed, and
 * goes on at `next`. Says where that begins, which is `next` if nobody is waited for.
 *
 * @param domain only those in it are waited for
 */
export function awaitReturned(
  path: CodePath,
  world: World,
  does: string,
  at: string,
  all: readonly Place[],
  next: string,
  domain: number | null = null,
): string {
  const places = all.filter(({ endpoint }) => endpoint.emulated);
  const labelOf = (i: number): string => (i === 0 ? at : `${at}-${i}`);
  path.calls(sources.translate, (p) => {
    places.forEach(({ endpoint, iova }, i) => {
      const entry = endpoint.entries[iova] as Endpoint['entries'][number];
      const to = i + 1 < places.length ? labelOf(i + 1) : next;
      const inside =
        domain === null
          ? []
          : [() => endpoint.attached.when(`is in d${domain}`, (s) => s.context.domain === domain)];
      p.line(labelOf(i), `${does} waits for v${iova} of ${endpoint.name}`, [
        {
          name: 'not borrowed',
          with: [...inside, () => entry.when('is not borrowed', (s) => !s.matches('mapped'))],
          to,
        },
        ...(world.defect('neverRevoked')
          ? [
              {
                name: 'borrowed, and not asked back',
                with: [...inside, () => entry.when('is borrowed', (s) => s.matches('mapped'))],
                to,
              },
            ]
          : []),
        ...(domain === null
          ? []
          : [
              {
                name: 'not its domain',
                with: [
                  () =>
                    endpoint.attached.when(
                      `is not in d${domain}`,
                      (s) => s.context.domain !== domain,
                    ),
                ],
                to,
              },
            ]),
      ]);
    });
  });
  return places.length === 0 ? next : at;
}
