/**
 * Bus masters that touch what the p2m maps: vCPUs of the domain, and a peer device that shares the p2m
 * through the IOMMU. An access to a BAR whose decode is off ends as an unsupported request, which some
 * platforms make a fatal error of the host.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import { mfnOf, pagesOf } from '../layout.ts';
import { codeOf } from '../sources.ts';
import type { Device, Domain, World } from '../world.ts';

/** Where a bus master ends whose access was an unsupported request. */
export const unsupportedRequest = 'unsupported-request';

/** Adds accesses to a program, at a place where guest code runs. */
export function touches(world: World, program: Program, domain: Domain, at: string): void {
  const { values } = world;
  const cases = repeat(values.frames, (gfn) =>
    world.devices
      .filter((device, i, all) => all.findIndex(({ index }) => index === device.index) === i)
      .flatMap((device) => touchesOf(world, domain, device, gfn)),
  ).flat();
  if (cases.length === 0) return;
  program
    .path('touch')
    .from(codeOf(values, 'TOUCH'))
    .line(
      at,
      'touches a BAR',
      cases.map((c) => ({ to: at, ...c })),
    )
    .end(at);
}

/** What an access to a frame that leads into a device may come to. */
function touchesOf(
  { values, touched }: World,
  domain: Domain,
  { index, command }: Device,
  gfn: number,
): readonly Case[] {
  const entry = domain.p2m[gfn];
  if (entry === undefined) return [];
  const mfns = pagesOf(values)
    .filter(({ device }) => device === index)
    .map((page) => mfnOf(values, page));
  const leads: Effect = () =>
    entry.when(`leads into dev${index}`, ({ context }) =>
      values.profile === 'hwdom'
        ? context.leads !== null
        : mfns.some((mfn) => context.leads === mfn),
    );
  const decode = (on: boolean): Effect => {
    return () => command.when(`decode is ${on ? 'on' : 'off'}`, (s) => s.context.memory === on);
  };
  const where = `gfn ${gfn}, dev${index}`;
  return [
    {
      name: `${where}: answered`,
      with: [leads, decode(true), ...touched(index), ...domain.mayTouch],
      tags: ['answered', `answered by ${index}`],
    },
    {
      name: `${where}: unsupported request`,
      with: [leads, decode(false), ...domain.mayTouch],
      to: unsupportedRequest,
      fault: true,
    },
  ];
}
