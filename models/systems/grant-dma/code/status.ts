/**
 * How the hypervisor tells the granter that an entry is in use, and makes sure that it still grants.
 *
 * Models _set_status_v1 and _set_status_v2 (xen/common/grant_table.c at c447b7308b). The active entry is
 * locked; the granter writes the shared one at any time. Where there is a pin already, neither type nor
 * domain id of the entry is looked at, only GTF_readonly.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { GrantRef, GrantTable, Mapper, Wish } from '../table.ts';
import { perLife, reducesStatus, unlocks } from './pieces.ts';

/** What an entry allows a domain, as the word that a compare-exchange compares. */
const words = { nothing: 0, read: 1, write: 2 } as const;
type Word = (typeof words)[keyof typeof words];
const allWords: readonly Word[] = [words.nothing, words.read, words.write];
const wordText = ['grants nothing', 'read-only', 'writable'] as const;

/** What the hypercall is, and where it goes on. */
export interface StatusCall {
  readonly does: string;
  /** With the status set, for a first pin or a further one. */
  readonly first: string;
  readonly further: string;
  /** Gives up, with the lock held and without it. */
  readonly refused: string;
  readonly failed: string;
}

/** The lines, from `.read` on. The register `pinned` tells a further pin from a first one. */
export function linesStatus(
  path: CodePath,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  call: StatusCall,
): void {
  const lines = table.version === 1 ? linesV1 : linesV2;
  path.calls(sources.status[table.version], () => lines(path, table, mapper, wish, call));
}

/** What the entry says of access for a domain of this id. */
function says({ entry }: GrantRef, word: Word, domid: number) {
  const label = ['grants nothing to', 'is read-only for', 'is writable for'][word];
  return () =>
    entry.when(`${label} dom${domid}`, (s) => {
      const grants = s.matches('access') && s.context.domid === domid;
      return word === (grants ? (s.context.readonly ? words.read : words.write) : words.nothing);
    });
}

/** Whether a word that was read will do, for a first pin or a further one. */
function passes(
  { checksEveryPin }: GrantTable,
  word: Word,
  { write }: Wish,
  pinned: boolean,
): boolean {
  if (pinned && !checksEveryPin) return word !== words.read;
  return word === words.write || (word === words.read && !write);
}

/** Cases for each word that the entry may be, for a first pin and, where there can be one, a further pin. */
function perWord(
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  make: (word: Word, ok: boolean, pinned: boolean) => readonly Case[],
): readonly Case[] {
  return perLife(mapper, (domid) =>
    mayBePinned(table, wish).flatMap((pinned) =>
      allWords.flatMap((word) =>
        make(word, passes(table, word, wish, pinned), pinned).map((c) => ({
          ...c,
          name: [
            ...(pinned ? ['pinned'] : []),
            wordText[word],
            ...(c.name === undefined ? [] : [c.name]),
          ].join(', '),
          with: [says(wish.ref, word, domid), ...(c.with ?? [])],
          where: { pinned: pinned ? 1 : null, ...c.where },
        })),
      ),
    ),
  );
}

function mayBePinned({ checksEveryPin }: GrantTable, { write }: Wish): readonly boolean[] {
  return write || checksEveryPin ? [false, true] : [false];
}

function linesV1(
  path: CodePath,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  { does, first, further, refused }: StatusCall,
): void {
  const { ref, write } = wish;
  path.line(
    '.read',
    `${does} (M.3) reads the entry`,
    perWord(table, mapper, wish, (word, ok) => [ok ? { set: { word } } : { to: refused }]),
  );
  const set = (word: Word, pinned: boolean): Case => ({
    where: { word, pinned: pinned ? 1 : null },
    tags: letsWrite(wish),
    set: { word: null, tries: null, pinned: null },
    to: pinned ? further : first,
  });
  if (table.faults.statusPlain) {
    path.line(
      '.cas',
      `${does} (M.3) writes the word with its status`,
      allWords
        .filter((word) => passes(table, word, wish, false))
        .map((word) => ({
          ...set(word, false),
          name: wordText[word],
          with: [
            () => ref.status.on('SET', { writing: write }),
            () => ref.entry.on('PERMIT', { readonly: word === words.read }),
          ],
        })),
    );
    return;
  }
  path.line(
    '.cas',
    `${does} (M.3) compare-exchange sets the status`,
    perWord(table, mapper, wish, (now, _, pinned) =>
      allWords
        .filter((word) => passes(table, word, wish, pinned))
        .flatMap((word) =>
          word === now
            ? [{ ...set(word, pinned), with: [() => ref.status.on('SET', { writing: write })] }]
            : triesAgain(table, word, refused),
        ),
    ),
  );
}

/** The word has changed: reads it again, as often as is allowed. */
function triesAgain({ attempts }: GrantTable, word: Word, refused: string): readonly Case[] {
  return repeat(attempts, (n): Case => {
    const where = { word, tries: n === 0 ? null : n };
    const name = `was ${wordText[word]}, attempt ${n + 1}`;
    return n + 1 === attempts
      ? { name: `${name}, unstable`, where, to: refused }
      : { name, where, set: { word: null, tries: n + 1 }, to: '.read' };
  });
}

function linesV2(
  path: CodePath,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  { does, first, further, refused, failed }: StatusCall,
): void {
  const { ref, write } = wish;
  const sets = [() => ref.status.on('SET', { writing: write })];
  const done = (pinned: boolean): Case => ({
    tags: letsWrite(wish),
    set: { pinned: null },
    to: pinned ? further : first,
  });
  path.line(
    '.read',
    `${does} (M.3) reads the flags`,
    perWord(table, mapper, wish, (_, ok) => [ok ? {} : { to: refused }]),
  );
  if (table.faults.noRecheck) {
    path.line('.set', `${does} (M.3) sets the status`, [
      { ...done(false), where: { pinned: null }, with: sets },
      ...(mayBePinned(table, wish).includes(true)
        ? [{ ...done(true), name: 'pinned', where: { pinned: 1 }, with: sets }]
        : []),
    ]);
    return;
  }
  path
    .line('.set', `${does} (M.3) sets the status`, [{ with: sets }])
    .line(
      '.recheck',
      `${does} (M.3) reads the flags again`,
      perWord(table, mapper, wish, (_, ok, pinned) => [ok ? done(pinned) : { to: '.take-back' }]),
    )
    .line(
      '.take-back',
      `${does} (M.3) takes the status back and unlocks`,
      reducesStatus(ref, [unlocks(ref)]).map((c) => ({ ...c, to: failed })),
    );
}

/** How steps are marked from which on the granter has let somebody write. */
export function letsWrite({ ref, write }: Wish): readonly string[] {
  return write ? [`lets write ${ref.name}`] : [];
}
