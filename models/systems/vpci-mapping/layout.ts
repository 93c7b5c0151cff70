/**
 * Which frame is what: machine frames of all BARs in a row, guest frames counted from 0.
 *
 * Machine frames are numbered device by device, BAR by BAR, page by page, so that the BARs of a device
 * are next to each other and devices too, as firmware likes to place them. In the hardware domain guest
 * and machine frames are the same.
 */

import { repeat } from '../../compose/index.ts';
import type { Values } from './parameters.ts';

/** A page of a BAR. */
export interface Page {
  readonly device: number;
  readonly bar: number;
  readonly page: number;
}

/** What a configuration says about sizes. */
export type Shape = Pick<
  Values,
  | 'scheme'
  | 'devices'
  | 'bars'
  | 'pages'
  | 'frames'
  | 'width'
  | 'subpage'
  | 'shared'
  | 'msix'
  | 'profile'
>;

/** Every page of every BAR. */
export function pagesOf({ devices, bars, pages }: Shape): readonly Page[] {
  return repeat(devices, (device) =>
    repeat(bars, (bar) => repeat(pages, (page) => ({ device, bar, page }))).flat(),
  ).flat();
}

/** The machine frame of a page. BARs that are smaller than a page can share one. */
export function mfnOf({ bars, pages, shared }: Shape, { device, bar, page }: Page): number {
  const first = shared && bar === bars - 1 ? 0 : device;
  return (first * bars + bar) * pages + page;
}

/** How many machine frames there are; those of devices that share are not all used. */
export function mfnCount({ devices, bars, pages }: Shape): number {
  return devices * bars * pages;
}

/** The table page of a device's MSI-X: the last page of its last BAR; null if it has no MSI-X. */
export function tableOf({ msix, bars, pages }: Shape): { bar: number; page: number } | null {
  return msix ? { bar: bars - 1, page: pages - 1 } : null;
}

/** Whether a page is one that must not be mapped. */
export function isTable(shape: Shape, { bar, page }: Page): boolean {
  const table = tableOf(shape);
  return table !== null && table.bar === bar && table.page === page;
}

/** Whether a BAR is smaller than a page. */
export function isSubpage({ subpage, bars }: Shape, bar: number): boolean {
  return subpage && bar === bars - 1;
}

/** The frames a BAR may begin in: multiples of its size. */
export function basesOf({ frames, pages }: Shape): readonly number[] {
  return repeat(Math.floor(frames / pages), (i) => i * pages);
}

/** Whether range sets hold machine frames, which are those of one BAR: v5. Else they hold guest frames. */
export function countsPages({ scheme }: Pick<Shape, 'scheme'>): boolean {
  return scheme === 'S1';
}

/** The members of a set for a BAR that begins in a frame, as bits: its frames, or under v5 its pages. */
export function bitsAt(shape: Shape, base: number): number {
  return ((1 << shape.pages) - 1) << (countsPages(shape) ? 0 : base);
}

/** Where a BAR is at first: where the host has it, as far as there are guest frames. */
export function startOf(shape: Shape, device: number, bar: number): number {
  const bases = basesOf(shape);
  return bases[(device * shape.bars + bar) % bases.length] ?? 0;
}

/** How many frames the low half of a BAR counts. */
export function lowFramesOf({ width, frames }: Shape): number {
  return width === '64' ? 2 : frames;
}

/**
 * The machine frame that a frame of a BAR is mapped to, by where the BAR is now:
 * `page(addr) + (gfn - page(guest_addr))`. It need not be one of the BAR, nor of any device.
 */
export function mfnAt(shape: Shape, page: Omit<Page, 'page'>, gfn: number, base: number): number {
  if (shape.profile === 'hwdom') return gfn;
  return mfnOf(shape, { ...page, page: 0 }) + gfn - base;
}
