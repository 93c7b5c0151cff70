/** Resets, and endpoints that come and go. */

import { deviceRegisters, deviceTags } from '../../../../properties/passthrough/viommu-subject.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { World } from '../world.ts';
import { idle } from './answers.ts';
import { renumber } from './numbering.ts';
import { dropped, forgotten, isFree, sources, unlinkFrom, whenLast } from './parts.ts';
import { fields } from './registers.ts';
import { awaitReturned, placesOf, unmapPlaces } from './unmapping.ts';
import { followField } from './views.ts';

/** The driver forgets everything it has asked for. */
function believesNothing({ endpoints, domains }: World): Case {
  return {
    with: [
      ...endpoints.map(
        ({ believed }) =>
          () =>
            believed.on('DETACH'),
      ),
      ...domains.flatMap((domain) => forgotten(domain).map((part) => () => part)),
    ],
  };
}

/** Whether the field has this value. */
function fieldIs({ field }: World, open: boolean) {
  return () => field.when(`bypass=${open ? 1 : 0}`, (s) => s.context.open === open);
}

/**
 * Device reset: the driver writes 0 to the status. It remembers in a register what the field was, for
 * the requirement that it is so still.
 */
export function deviceReset(path: CodePath, world: World): void {
  const does = 'device reset';
  const restores = world.defect('nonStickyBypass');
  path.from(sources.reset).line(
    '.status',
    `${does} (1) status := 0`,
    [false, true].map((open) => ({
      name: `bypass=${open ? 1 : 0}`,
      with: [fieldIs(world, open), () => world.status.on('RESET')],
      set: { [deviceRegisters.was]: open ? 1 : 0 },
    })),
  );
  if (restores) {
    path.line('.restore', `${does} (2) restores bypass`, [
      { with: fields(world).map((field) => () => field.on('RESTORE')) },
    ]);
  }
  const keeps = world.defect('resetKeepsDomains');
  detachAll(path, world, does, keeps);
  path
    .line('.forgotten', `${does} (4) the driver starts anew`, [believesNothing(world)], [])
    .line('.done', `${does} is over`, [{}], [deviceTags.reset])
    .end(idle);
}

/** System reset: all devices, and the field gets its initial value. */
export function systemReset(path: CodePath, world: World): void {
  const does = 'system reset';
  path.from(sources.reset).line('.status', `${does} (1) resets the device`, [
    {
      with: [
        () => world.status.on('RESET'),
        ...(world.defect('noSystemRestore')
          ? []
          : fields(world).map((field) => () => field.on('RESTORE'))),
      ],
    },
  ]);
  detachAll(path, world, does, false);
  path.line('.forgotten', `${does} (4) nothing is believed any more`, [believesNothing(world)]);
  renumber(path, world, does);
  path.line('.done', `${does} is over`, [{}], [deviceTags.systemReset]).end(idle);
}

/** One endpoint after the other leaves its domain; one that has none follows the field. */
function detachAll(path: CodePath, world: World, does: string, keeps: boolean): void {
  world.endpoints.forEach((endpoint, i) => {
    const next = world.endpoints[i + 1];
    const to = next === undefined ? '.forgotten' : `.${next.name}-${keeps ? 'view' : 'where'}`;
    detachOne(path, world, does, endpoint, keeps, to);
  });
}

function detachOne(
  path: CodePath,
  world: World,
  does: string,
  endpoint: Endpoint,
  keeps: boolean,
  to: string,
): void {
  const { name } = endpoint;
  const at = (what: string): string => `.${name}-${what}`;
  if (!keeps) {
    unmapPlaces(path, world, `${does} (3)`, at('where'), placesOf(endpoint), at('unlink'));
    const back = at(endpoint.emulated ? 'back' : 'view');
    path.line(at('unlink'), `${does} (3) ${name} leaves`, leaveAny(world, endpoint, back));
    awaitReturned(path, world, `${does} (3)`, at('back'), placesOf(endpoint), at('view'));
  }
  path.calls(sources.view, (p) =>
    p.line(
      at('view'),
      `${does} (3) switches the view of ${name}`,
      followField(world, endpoint, to),
    ),
  );
}

/** Takes the endpoint out of the domain it is in, if it is in one. */
function leaveAny(world: World, endpoint: Endpoint, to: string): readonly Case[] {
  return [
    { name: 'was unattached', with: [() => isFree(endpoint)], to },
    ...world.domains.flatMap((domain) => unlinkFrom(world, endpoint, domain, to)),
  ];
}

/** The record of the domain goes with the endpoint, whoever else is in it. */
function dropAny(world: World, endpoint: Endpoint, to: string): readonly Case[] {
  return [
    { name: 'was unattached', with: [() => isFree(endpoint)], to },
    ...world.domains.map((domain) => ({
      name: `d${domain.index} goes with it`,
      with: [
        () => endpoint.attached.on('LEAVE', { from: domain.index }),
        ...dropped(domain).map((part) => () => part),
      ],
      to,
    })),
  ];
}

/** The function goes away, whether the driver has detached it or not. */
export function unplug(path: CodePath, world: World, endpoint: Endpoint, does: string): void {
  const { values } = world;
  path.from(sources.plug);
  unmapPlaces(path, world, `${does} (1)`, '.host', placesOf(endpoint), '.leave');
  const back = endpoint.emulated ? '.back' : '.gone';
  path.line(
    '.leave',
    `${does} (2) leaves`,
    values.unplug === 'keeps'
      ? [{ name: 'its attachment is kept', to: back }]
      : world.defect('unplugDropsDomain')
        ? dropAny(world, endpoint, back)
        : leaveAny(world, endpoint, back),
  );
  awaitReturned(path, world, `${does} (2)`, '.back', placesOf(endpoint), '.gone');
  path
    .line('.gone', `${does} (3) takes the function away`, [
      { with: [() => endpoint.attached.on('UNPLUG'), () => endpoint.view.on('TRANSLATE')] },
    ])
    .line('.believed', `${does} (4) the driver forgets it`, [
      {
        name: 'was unattached',
        with: [() => endpoint.believed.when('is unattached', (s) => s.context.domain === null)],
      },
      ...world.domains.flatMap((domain) =>
        whenLast(world, 'believed', endpoint, domain, forgotten(domain)).map((c) => ({
          ...c,
          with: [() => endpoint.believed.on('LEAVE', { from: domain.index }), ...(c.with ?? [])],
        })),
      ),
    ])
    .end(idle);
}

/** Another function appears under the same requester id. */
export function plug(path: CodePath, world: World, endpoint: Endpoint, does: string): void {
  path
    .from(sources.plug)
    .line('.there', `${does} (1) is done`, [{ with: [() => endpoint.attached.on('PLUG')] }])
    .line('.view', `${does} (2) switches the view`, followField(world, endpoint, '.over'))
    .line('.over', `${does} is over`, [{}], [deviceTags.plugged])
    .end(idle);
}
