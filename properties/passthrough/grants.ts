/**
 * Requirements on grants as the hypervisor keeps them: GRANT-CONFINE, GRANT-NO-REUSE, STATUS-COVERS-PIN,
 * RO-RESPECT, GRANT-EXACT, REF-FRESH, DOMID-INC, PAGE-HELD.
 */

import {
  type activeGrant,
  pins,
  writablePins,
} from '../../models/components/active-grant.machine.ts';
import type { backendDomain } from '../../models/components/backend-domain.machine.ts';
import { type foreignMapping, reaches } from '../../models/components/foreign-mapping.machine.ts';
import type { grantEntry, grantStatus } from '../../models/components/grant-entry.machine.ts';
import type { kernelResource } from '../../models/components/kernel-resource.machine.ts';
import type { memoryPage } from '../../models/components/memory-page.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, tagged } from './subject.ts';

interface RefParts {
  readonly name: string;
  readonly use: Component<typeof kernelResource>;
  readonly entry: Component<typeof grantEntry>;
  readonly status: Component<typeof grantStatus>;
  readonly active: Component<ReturnType<typeof activeGrant>>;
  /** The frontend's work on it; tags: `granted`, `ends`. Its register `page` is the page that it means. */
  readonly worker: Actor;
}

interface PageParts {
  readonly index: number;
  readonly name: string;
  readonly frame: Component<ReturnType<typeof memoryPage>>;
  readonly use: Component<typeof kernelResource>;
}

/** What a domain reaches of a page, and by what right. */
interface ReachParts {
  readonly page: PageParts;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  readonly by: Component<typeof foreignMapping>;
  /** The right to map what was not granted. */
  readonly privileged: boolean;
}

/** Grants of one frontend. */
export interface Grants {
  readonly granter: string;
  readonly refs: readonly RefParts[];
  readonly pages: readonly PageParts[];
  readonly reaches: readonly ReachParts[];
  /** Those who copy: at a place with the tag `copies`, the register `copied` is the page. */
  readonly copiers: readonly Actor[];
}

const reached = ({ by }: ReachParts): Expression =>
  by.is('reaches it', (s) => reaches(s) !== 'none');
const pinned = ({ active }: RefParts): Expression =>
  active.is('is pinned', (s) => pins(s.context) > 0);
const ending = ({ worker }: RefParts): Expression => tagged(worker, 'ends');
const several = (names: readonly unknown[], name: string, one: string): string =>
  names.length > 1 ? `${name}/${one}` : name;

/** A copier is at work on this page. */
function copies(actor: Actor, { index, name }: PageParts): Expression {
  return actor.is(
    `copies ${name}`,
    (s) => s.hasTag('copies') && registersOf(s)['copied'] === index,
  );
}

/**
 * Source: GRANT-CONFINE of the survey; the rule in xen/include/public/grant_table.h that pages are reached
 * by grants, or by privilege.
 */
export function grantConfine({ refs, reaches: all }: Grants): Property {
  return invariant({
    name: 'GRANT-CONFINE',
    statement:
      'a backend reaches a page of the frontend only while a grant of it is pinned for that backend and direction, or by a privilege that it was given',
    stake: 'a backend reads and writes memory of a guest that was to be protected from it',
    holds: allOf(
      ...all
        .filter(({ privileged }) => !privileged)
        .map(({ by, domain, page }) =>
          anyOf(
            by.is('does not reach it', (s) => reaches(s) === 'none'),
            ...refs.map(({ active }) =>
              relation(
                `${active.name} pins ${page.name} for what ${by.name} reaches`,
                [
                  by.view('reaches', reaches),
                  active.view('pins', ({ context: c }) =>
                    pins(c) === 0
                      ? null
                      : `p${c.page} dom${c.domid} ${writablePins(c) > 0 ? 'write' : 'read'}`,
                  ),
                  domain.view('id', (s) => s.context.domid),
                ],
                (access, pin, domid) => {
                  const allows = (what: string) => pin === `${page.name} dom${domid} ${what}`;
                  return allows('write') || (access === 'read' && allows('read'));
                },
              ),
            ),
          ),
        ),
    ),
    companion: companion(
      'a backend reaches a page whose grant is about to be ended',
      allOf(anyOf(...all.map(reached)), anyOf(...refs.map(ending))),
    ),
  });
}

/** Source: GRANT-NO-REUSE of the survey; XSA-396. */
export function grantNoReuse({ refs, pages, reaches: all, copiers }: Grants): Property {
  const free = ({ use }: PageParts) => use.is('is free for other use', (s) => s.matches('free'));
  return invariant({
    name: 'GRANT-NO-REUSE',
    statement:
      'a page that the frontend uses for something else is not pinned, not copied, and not reached by any backend or its TLBs',
    stake: 'a backend reads what the guest keeps in a page next, or writes into it',
    holds: allOf(
      ...pages.map((page) =>
        implies(
          free(page),
          allOf(
            ...all.filter((r) => r.page === page).map((r) => not(reached(r))),
            ...copiers.map((actor) => not(copies(actor, page))),
            ...refs.map(({ active }) =>
              active.is(`does not pin ${page.name}`, (s) => s.context.page !== page.index),
            ),
          ),
        ),
      ),
    ),
    companion: companion(
      'a grant is to be ended while a backend reaches or copies the page',
      allOf(
        anyOf(...refs.map(ending)),
        anyOf(
          ...all.map(reached),
          ...pages.flatMap((page) => copiers.map((actor) => copies(actor, page))),
        ),
      ),
    ),
  });
}

/** Source: STATUS-COVERS-PIN of the survey; XSA-218, XSA-230. */
export function statusCoversPin({ refs }: Grants): Property {
  return invariant({
    name: 'STATUS-COVERS-PIN',
    statement:
      'an entry that is pinned says reading, and one that is pinned for writing says writing',
    stake: 'the frontend takes a grant for ended that a backend still has',
    holds: allOf(
      ...refs.map(({ active, status }) =>
        relation(
          `${status.name} covers ${active.name}`,
          [
            active.view('pins', (s) => pins(s.context) > 0),
            active.view('writable pins', (s) => writablePins(s.context) > 0),
            status.view('reading', (s) => s.context.reading),
            status.view('writing', (s) => s.context.writing),
          ],
          (some, writable, reading, writing) => (!some || reading) && (!writable || writing),
        ),
      ),
    ),
    companion: companion(
      'a grant is to be ended while it is pinned',
      anyOf(...refs.map((ref) => allOf(ending(ref), pinned(ref)))),
    ),
  });
}

/**
 * About steps, so one for each reference: whoever is allowed to write is allowed by the last word of the
 * frontend. What it changes its mind about later is another matter.
 *
 * Source: RO-RESPECT of the survey; GTF_readonly in xen/include/public/grant_table.h.
 */
export function readOnlyRespected({ refs }: Grants): readonly Property[] {
  return refs.map(({ name, entry }) =>
    stepInvariant({
      name: several(refs, 'RO-RESPECT', name),
      statement: 'nobody is allowed to write to what the frontend has last granted for reading',
      stake: 'a backend changes data that the guest gave it to read',
      steps: ({ tags }) => tags.includes(`lets write ${name}`),
      after: entry.is('was not granted last for reading', (s) => s.context.lastWord !== 'read'),
    }),
  );
}

/** Source: GRANT-EXACT of the survey, for one page and one reference. */
export function grantExact({ refs }: Grants): Property {
  return invariant({
    name: 'GRANT-EXACT',
    statement: 'what is pinned is the page that the frontend means',
    stake: 'a backend reads and writes a page that it was never to have',
    holds: allOf(
      ...refs.map(({ worker, active }) =>
        relation(
          `${active.name} pins what ${worker.name} means`,
          [
            active.view('page', (s) => s.context.page),
            worker.view('page', (s) => registersOf(s)['page'] ?? null),
          ],
          (page, meant) => page === null || page === meant,
        ),
      ),
    ),
    companion: companion('a grant is pinned', anyOf(...refs.map(pinned))),
  });
}

/** Source: REF-FRESH of the survey. */
export function refFresh({ refs }: Grants): Property {
  return invariant({
    name: 'REF-FRESH',
    statement: 'a reference on the free list has an invalid entry and no pin',
    stake: 'the next user of the reference grants to whoever has it still',
    holds: allOf(
      ...refs.map(({ use, entry, active }) =>
        implies(
          use.is('is on the free list', (s) => s.matches('free')),
          allOf(
            entry.is('is invalid', (s) => s.matches('invalid')),
            active.is('is unpinned', (s) => pins(s.context) === 0),
          ),
        ),
      ),
    ),
    companion: companion(
      'a grant is to be ended while it is pinned',
      anyOf(...refs.map((ref) => allOf(ending(ref), pinned(ref)))),
    ),
  });
}

/** Source: DOMID-INC of the survey; domain ids are handed out again (xen/common/domid.c). */
export function domidIncarnation({ refs, reaches: all }: Grants): Property {
  return invariant({
    name: 'DOMID-INC',
    statement: 'a grant is pinned by the incarnation of the domain that it was made for',
    stake: 'a domain that happens to get the id of a dead one inherits what that one was granted',
    holds: allOf(
      ...refs.map(({ active, entry }) =>
        relation(
          `${active.name} is of the domain that ${entry.name} means`,
          [
            active.view('pinned by incarnation', ({ context: c }) =>
              pins(c) === 0 ? null : c.incarnation,
            ),
            entry.view('means', (s) => s.context.meant),
          ],
          (by, meant) => by === null || by === meant,
        ),
      ),
    ),
    companion: companion(
      'the backend was built anew while a grant to the one before is there',
      anyOf(
        ...refs.map(({ entry }) =>
          allOf(
            entry.is(
              'grants to the first incarnation',
              (s) => s.matches('access') && s.context.meant === 0,
            ),
            anyOf(
              ...all.map(({ domain }) =>
                domain.is('runs again', (s) => s.matches('running') && s.context.incarnation > 0),
              ),
            ),
          ),
        ),
      ),
    ),
  });
}

/** Source: XSA-236 and XSA-500, and the comments in acquire_grant_for_copy. */
export function pageHeld({ granter, pages, reaches: all, copiers }: Grants): Property {
  const gone = ({ frame }: PageParts) =>
    frame.is(`is not ${granter}'s`, (s) => s.context.owner !== granter);
  return invariant({
    name: 'PAGE-HELD',
    statement: 'a page that is mapped or copied by a grant still belongs to the frontend',
    stake: 'a frontend and its backend read and write memory that belongs to somebody else by now',
    holds: allOf(
      ...pages.map((page) =>
        implies(
          gone(page),
          allOf(
            ...all.filter((r) => r.page === page).map((r) => not(reached(r))),
            ...copiers.map((actor) => not(copies(actor, page))),
          ),
        ),
      ),
    ),
    companion: companion(
      'a page is given back while it is mapped or copied',
      anyOf(
        ...pages.map((page) =>
          allOf(
            page.frame.is('is given back, and held', (s) => s.matches('released')),
            anyOf(
              ...all.filter((r) => r.page === page).map(reached),
              ...copiers.map((actor) => copies(actor, page)),
            ),
          ),
        ),
      ),
    ),
  });
}
