/**
 * Copying to or from a granted page without mapping it.
 *
 * Models gnttab_copy: acquire_grant_for_copy, gnttab_copy_buf and gnttab_copy_release_buf
 * (xen/common/grant_table.c at c447b7308b), for full pages. What is copied is the page that is latched; what is
 * held is the page that a reference was taken to. The two are meant to be one.
 */

import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type GrantedPage, type GrantTable, type Mapper, type Wish, wishText } from '../table.ts';
import { entryHas, isNot } from './map.ts';
import {
  entersHypercall,
  inLock,
  looksAtPins,
  perLife,
  perPage,
  reducesStatus,
  unlocks,
  unpins,
} from './pieces.ts';
import { linesStatus } from './status.ts';

/** The lines; the actor is a CPU of the mapper that is at `idle`. */
export function copyGrant(
  program: Program,
  idle: string,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
): void {
  const { ref } = wish;
  const does = `COPY ${wishText(wish)}`;
  const path = program.path(does).from(sources.acquire);
  path
    .line(idle, `${does}: hypercall`, entersHypercall(mapper, []))
    .line(
      '.lock',
      `${does} (C.1) locks the entry`,
      looksAtPins(table, mapper, wish, { status: '.read', again: '.latched', refused: '.unlock' }),
    );
  linesStatus(path, table, mapper, wish, {
    does,
    first: '.frame',
    further: '.frame-again',
    refused: '.unlock',
    failed: idle,
  });
  linesHold(path, table, mapper, wish, does);
  path.calls(sources.copy, () => path.line('.copy', `${does} (C.3) copies`, [{}], ['copies']));
  linesRelease(path, table, wish, does, idle);
  path
    .line(
      '.clear',
      `${does} takes the status back and unlocks`,
      reducesStatus(ref, [unlocks(ref)]).map((c) => ({ ...c, to: idle })),
    )
    .line('.unlock', `${does} unlocks, with an error`, [{ with: [unlocks(ref)] }])
    .end(idle);
}

/** C.2: which page is held, and which one is copied. */
function linesHold(
  path: CodePath,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  does: string,
): void {
  const { ref, write } = wish;
  const { faults, granter } = table;
  const kinds = ['hst'] as const;
  const takes = (page: GrantedPage): readonly Case[] => [
    {
      name: page.name,
      with: [entryHas(wish, page.index), () => page.frame.on('HOLD', { of: granter })],
      set: { held: page.index },
    },
    {
      name: `${page.name} is not ${granter}'s`,
      with: [entryHas(wish, page.index), isNot(page.frame, granter)],
      to: '.clear',
    },
  ];
  const framesOf = (to: string): readonly Case[] => [
    ...perPage(table, (page) => takes(page).map((c) => ({ to, ...c }))),
    { name: 'no frame', with: [entryHas(wish, null)], to: '.clear' },
  ];
  const pinsPage = (copied: number, held: number | null): Case => ({
    name:
      copied === held ? `p${copied}` : `p${copied}, holding ${held === null ? 'none' : `p${held}`}`,
    where: { held },
    with: [() => ref.active.on('PIN', { page: copied, kinds, write }), unlocks(ref)],
    set: { copied },
    to: '.copy',
  });
  path
    .line('.frame', `${does} (C.2) takes the page`, framesOf('.pin'))
    .line(
      '.pin',
      `${does} (C.2) latches, pins and unlocks`,
      perLife(mapper, (domid, incarnation) =>
        perPage(table, ({ index: page }) => [
          {
            name: `p${page}`,
            where: { held: page },
            with: [
              () => ref.active.on('LATCH', { domid, incarnation, page, kinds, write }),
              unlocks(ref),
            ],
            set: { copied: page },
            to: '.copy',
          },
        ]),
      ),
    )
    .line('.latched', `${does} (C.2) takes the page that is latched`, latchedCases(table, wish))
    .line(
      '.pin-latched',
      `${does} (C.2) pins and unlocks`,
      perPage(table, ({ index }) => [
        pinsPage(index, index),
        ...(faults.copyPutsFirst ? [pinsPage(index, null)] : []),
      ]),
    );
  if (!write && !table.checksEveryPin) return;
  const other = (held: number) => table.pages.filter(({ index }) => index !== held);
  path
    .line('.frame-again', `${does} (C.2) takes the page that the entry names`, framesOf('.same'))
    .line(
      '.same',
      faults.copyTrustsEntry
        ? `${does} (C.2) pins and unlocks, having read the entry`
        : `${does} (C.2) compares with what is latched, pins and unlocks`,
      perPage(table, ({ index: held }) => [
        pinsPage(held, held),
        ...other(held).map(
          ({ index: latched }): Case =>
            faults.copyTrustsEntry
              ? pinsPage(latched, held)
              : {
                  name: `p${latched} is latched, not p${held}`,
                  where: { held },
                  with: [
                    () =>
                      ref.active.when(`has latched p${latched}`, (s) => s.context.page === latched),
                  ],
                  to: '.mismatch',
                },
        ),
      ]),
    );
  if (faults.copyTrustsEntry) return;
  path.line(
    '.mismatch',
    `${does} (C.2) puts the page`,
    perPage(table, ({ index, frame }) => [
      {
        name: `p${index}`,
        where: { held: index },
        with: [() => frame.on('DROP', {})],
        to: '.clear',
      },
    ]),
  );
}

/** What is pinned already: a reference to the page that is latched, if it can be had still. */
function latchedCases(table: GrantTable, { ref }: Wish): readonly Case[] {
  return perPage(table, ({ index, name, frame }) => {
    const latched = () => ref.active.when(`has latched ${name}`, (s) => s.context.page === index);
    return [
      {
        name,
        with: [latched, () => frame.on('HOLD', { of: table.granter })],
        set: { held: index },
        to: '.pin-latched',
      },
      {
        name: `${name} is not ${table.granter}'s`,
        with: [latched, isNot(frame, table.granter)],
        to: table.faults.copyPutsFirst ? '.pin-latched' : '.clear',
      },
    ];
  });
}

/** C.4: pins, status and reference go. */
function linesRelease(
  path: CodePath,
  table: GrantTable,
  wish: Wish,
  does: string,
  idle: string,
): void {
  const { ref, write } = wish;
  const { copyPutsFirst, copyCountsHost } = table.faults;
  const unpin = (): void => {
    path.line(
      '.unpin',
      `${does} (C.4) takes the pin off and clears the status`,
      unpins(
        ref,
        { kinds: ['hst'], write },
        { by: copyCountsHost ? 'hst' : 'all', with: [inLock(ref)] },
      ),
    );
  };
  const put = (): void => {
    path.line('.put', `${does} (C.4) puts the page`, [
      ...perPage(table, ({ index, frame }) => [
        { name: `p${index}`, where: { held: index }, with: [() => frame.on('DROP', {})] },
      ]),
      ...(copyPutsFirst ? [{ name: 'none was held', where: { held: null } }] : []),
    ]);
  };
  path.calls(sources.releaseBuffer, () => {
    for (const line of copyPutsFirst ? [put, unpin] : [unpin, put]) line();
    path.line('.done', `${does} returns`, [{ to: idle }]);
  });
}
