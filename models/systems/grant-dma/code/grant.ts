/**
 * What the granting kernel does with one reference: grants a page, uses it, ends the grant.
 *
 * Models gnttab_grant_foreign_access_ref, gnttab_end_foreign_access_ref of both versions,
 * gnttab_end_foreign_access and gnttab_handle_deferred (drivers/xen/grant-table.c of Linux), G.1 to G.3 and
 * E1 to E3 of the survey. The deferred ends of one reference are made by the actor that it belongs to.
 */

import type { grantDmaData } from '../../../components/grant-dma-data.machine.ts';
import { inUse } from '../../../components/grant-entry.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { GrantedPage, GrantRef, Mapper } from '../table.ts';

/** How a frontend ends a grant. */
export type EndAccess = 'v1cas' | 'v2clearFirst' | 'queryFirst';

/** What it does when the grant is still in use. */
export type OnBusy = 'defer' | 'markBrokenReuse' | 'freeAnyway';

/** G.1 to G.3, from `.domid` on; the page is in the register `page`, GTF_readonly in `ro`. */
export function linesGrant(
  path: CodePath,
  ref: GrantRef,
  to: Mapper,
  pages: readonly GrantedPage[],
  options: {
    readonly flagsFirst: boolean;
    /** Where the frontend has the domain id from, if not from the domain that there is now. */
    readonly known?: Component<typeof grantDmaData>;
  },
): void {
  const frame = (): void => {
    path.line(
      '.frame',
      `G.2 ${ref.name}: writes the frame`,
      pages.map(({ index }) => ({
        name: `p${index}`,
        where: { page: index },
        with: [() => ref.entry.on('WRITE_FRAME', { frame: index })],
      })),
    );
  };
  const flags = (): void => {
    path.line(
      '.flags',
      `G.3 ${ref.name}: writes the flags`,
      [null, 1].map((ro) => ({
        name: ro === 1 ? 'read-only' : 'writable',
        where: { ro },
        with: [() => ref.entry.on('PERMIT', { readonly: ro === 1 })],
      })),
    );
  };
  const { known } = options;
  path.from(sources.grant).line(
    '.domid',
    `G.1 ${ref.name}: writes the domain id`,
    to.domids.map((domid, incarnation) => ({
      name: incarnation === 0 ? `dom${domid}` : `dom${domid} #${incarnation}`,
      with: [
        () => ref.entry.on('WRITE_DOMID', { domid, meant: incarnation }),
        known === undefined
          ? () => to.domain.when(`is #${incarnation}`, (s) => s.context.incarnation === incarnation)
          : () =>
              known.when(
                `is of #${incarnation}`,
                (s) => s.context.backend?.incarnation === incarnation,
              ),
      ],
    })),
  );
  for (const line of options.flagsFirst ? [flags, frame] : [frame, flags]) line();
}

/** Where an end of access begins, and what it leads to. */
interface Ending {
  readonly at: string;
  readonly free: string;
  readonly busy: string;
  /** In the words of the steps, where it is not the first attempt. */
  readonly again?: boolean;
}

/** E1: ends the access, or finds it in use. */
export function linesEnd(
  path: CodePath,
  ref: GrantRef,
  way: EndAccess,
  version: 1 | 2,
  to: Ending,
): void {
  const { entry, status, name } = ref;
  const text = to.again === true ? `${name}, again` : name;
  const unused = () => status.when('says unused', (s) => !inUse(s));
  const used = () => status.when('says in use', (s) => inUse(s));
  const busy: Case = { name: 'in use', with: [used], to: to.busy };
  const invalid = () => entry.on('INVALIDATE');
  const wiped = () => status.on('CLEAR', { reading: true, writing: true });
  switch (way) {
    case 'v1cas':
      path
        .from(sources.end[1])
        .line(
          to.at,
          `E1 ${text}: compare-exchange to invalid`,
          [{ with: [unused, invalid], to: to.free }, busy],
          ['ends'],
        );
      return;
    case 'v2clearFirst':
      path
        .from(sources.end[2])
        .line(to.at, `E1' ${text}: clears the flags`, [
          { with: version === 1 ? [invalid, wiped] : [invalid] },
        ])
        .line(
          `${to.at}-look`,
          `E1' ${text}: looks at the status`,
          [{ name: 'unused', with: [unused], to: to.free }, busy],
          ['ends'],
        );
      return;
    case 'queryFirst':
      path
        .from(sources.query)
        .line(
          to.at,
          `E1 ${text}: asks whether it is in use`,
          [{ name: 'no', with: [unused] }, busy],
          ['ends'],
        )
        .line(`${to.at}-take`, `E1 ${text}: makes it invalid`, [{ with: [invalid], to: to.free }]);
  }
}

/** E2 and E3, from `.free` on, then to `next`; and what is done with a grant in use, from `.busy` on. */
export function linesRelease(
  path: CodePath,
  ref: GrantRef,
  pages: readonly GrantedPage[],
  next: string,
  options: { readonly onBusy: OnBusy; readonly end: EndAccess; readonly version: 1 | 2 },
): void {
  const { onBusy, end, version } = options;
  const each = (type: 'RETURN' | 'DEFER') =>
    pages.map(
      ({ index, use }): Case => ({
        name: `p${index}`,
        where: { page: index },
        with: [() => use.on(type)],
      }),
    );
  path
    .from(sources.release)
    .line('.free', `E2 ${ref.name}: back to the free list`, [
      { with: [() => ref.use.on('RETURN')] },
    ])
    .line(
      '.reuse',
      `E3 ${ref.name}: frees its page`,
      each('RETURN').map((c) => ({ ...c, to: next })),
    );
  if (onBusy === 'defer') {
    path
      .line('.busy', `${ref.name}: deferred, with its page`, [
        { with: [() => ref.use.on('DEFER')] },
      ])
      .line('.keep', `${ref.name}: keeps its page`, each('DEFER'))
      .from(sources.deferred)
      .line('.deferred', `timer: tries ${ref.name} again`, [{}], ['rest', 'deferred']);
    linesEnd(path, ref, end, version, {
      at: '.again',
      free: '.free',
      busy: '.deferred',
      again: true,
    });
    path.end(next);
    return;
  }
  path
    .line('.busy', `${ref.name}: in use, frees it all the same`, [
      { with: [() => ref.use.on(onBusy === 'freeAnyway' ? 'RETURN' : 'LOSE')] },
    ])
    .line('.reuse-busy', `E3 ${ref.name}: frees its page, in use`, each('RETURN'))
    .end(next);
}

/** The tag of a step in which a granter makes an entry read-only or writable. */
export const flips = 'flips';

/** Ways in which a granter changes what it has granted, while it is granted. */
export function linesChange(
  path: CodePath,
  ref: GrantRef,
  pages: readonly GrantedPage[],
  granter: string,
  may: { readonly flip: boolean; readonly frame: boolean; readonly give: boolean },
): void {
  const { entry, name } = ref;
  path.from(sources.guest);
  if (may.flip) {
    for (const ro of [1, null]) {
      path.line('.granted', `${name}: becomes ${ro === 1 ? 'read-only' : 'writable'}`, [
        {
          where: { ro: ro === 1 ? null : 1 },
          with: [() => entry.on('PERMIT', { readonly: ro === 1 })],
          set: { ro },
          tags: [flips],
          to: '.granted',
        },
      ]);
    }
  }
  if (may.frame && pages.length > 1) {
    path.line(
      '.granted',
      `${name}: writes another frame`,
      pages.map(({ index }) => ({
        name: `p${index}`,
        with: [() => entry.on('WRITE_FRAME', { frame: index })],
        to: '.granted',
      })),
    );
  }
  if (!may.give) return;
  path.from(sources.balloon).line(
    '.granted',
    `${name}: gives its page back to the hypervisor`,
    pages.map(({ index, frame }) => ({
      name: `p${index}`,
      where: { page: index },
      with: [() => frame.on('FREE', { by: granter })],
      to: 'gave',
    })),
  );
}
