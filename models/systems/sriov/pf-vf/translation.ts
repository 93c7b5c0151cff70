/** Instructions that put a function into a domain and take it out again, with its device-TLB. */

import type { Case, CodePath } from '../../../kit/program.ts';
import { pfVf as sources } from '../sources.ts';
import { type DomainName, domainIds, type Translated, type World } from './world.ts';

/** Labels of the lines: where the first one is, and where the code goes on. */
interface Place {
  readonly does: string;
  readonly fn: Translated;
  readonly of: DomainName;
  readonly tags?: readonly string[];
}

/** Takes the function from the default domain into another one, and enables ATS. */
export function linesAttach(path: CodePath, { does, fn, of, tags = [] }: Place): void {
  const { context, ats, name } = fn;
  path.calls(sources.attach, (lines) =>
    lines.line(
      '.attach',
      `${does} attaches ${name}`,
      [{ with: [() => context.on('WRITE', { was: 'host', tables: of, id: domainIds[of] })] }],
      tags,
    ),
  );
  if (ats === null) return;
  const { enabled, tlb } = ats;
  path.calls(sources.ats, (lines) =>
    lines.line(
      '.ats-on',
      `${does} enables ATS of ${name}`,
      [
        { name: 'empties its cache', with: [() => enabled.on('RAISE'), () => tlb.on('EMPTY')] },
        { name: 'on already', with: [() => enabled.when('is on', (s) => s.matches('on'))] },
      ],
      tags,
    ),
  );
}

/**
 * Takes the function back: ATS off, context, then everything that may be cached of it; the flush is
 * complete when requests that were translated have arrived.
 */
export function linesDetach(
  path: CodePath,
  world: World,
  { does, fn, of, tags = [] }: Place,
): void {
  const { context, ats, name } = fn;
  const skipped = world.defect('ATC_SKIPPED');
  if (ats !== null && !skipped) {
    path.calls(sources.ats, (lines) =>
      lines.line('.ats-off', `${does} disables ATS of ${name}`, disables(world, fn), tags),
    );
  }
  const forgotten = ats === null || skipped || world.defect('ATC_ASSUMED_EMPTY') ? [] : [ats.tlb];
  const what = forgotten.length === 0 ? 'the IOMMU' : 'the IOMMU, then the device';
  path.calls(sources.detach, (lines) =>
    lines
      .line(
        '.detach',
        `${does} detaches ${name}`,
        [{ with: [() => context.on('WRITE', { was: of, tables: 'host', id: domainIds.host })] }],
        tags,
      )
      .line(
        '.flush',
        `${does} has ${what} forget ${name}`,
        [{ with: [() => context.on('INVALIDATE')] }],
        tags,
      ),
  );
  const drained = 'dma' in fn ? (fn as World['vfs'][number]).dma : null;
  if (forgotten.length === 0 && drained === null) return;
  path.calls(sources.detach, (lines) =>
    lines.line(
      '.drain',
      `${does} waits for what ${name} has sent`,
      [
        {
          with: [
            ...forgotten.map((tlb) => () => tlb.on('EMPTY')),
            ...(drained === null ? [] : [() => drained.when('is idle', (s) => s.matches('idle'))]),
          ],
        },
      ],
      tags,
    ),
  );
}

/** The bit of the PF stays on as long as a VF uses ATS. */
function disables({ pfSide, vfs }: World, fn: Translated): readonly Case[] {
  const enabled = fn.ats?.enabled;
  if (enabled === undefined) return [];
  if (fn !== pfSide) return [{ with: [() => enabled.on('CLEAR')] }];
  const bits = vfs.flatMap(({ name, ats }) => (ats === null ? [] : [{ name, bit: ats.enabled }]));
  const off = bits.map(
    ({ bit }) =>
      () =>
        bit.when('is off', (s) => s.matches('off')),
  );
  return [
    { with: [() => enabled.on('CLEAR'), ...off] },
    ...bits.map(({ name, bit }, i) => ({
      name: `stays on for ${name}`,
      with: [...off.slice(0, i), () => bit.when('is on', (s) => s.matches('on'))],
    })),
  ];
}
