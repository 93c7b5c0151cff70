/** A machine that goes on after it was saved, on this host or on another one. */

import type { CodePath } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { World } from '../world.ts';
import { idle } from './answers.ts';
import { sources } from './parts.ts';
import { followField, opened, replayPage, switchView } from './views.ts';

/**
 * Restoring: what the device knows of attachments, domains and mappings is loaded; the host has mapped
 * nothing yet, and views are as they are made. Then views are switched and mappings replayed, endpoint by
 * endpoint. Devices that are emulated have given everything back before a machine is saved.
 */
export function restore(path: CodePath, world: World, does: string): void {
  const { endpoints, values, effect, field } = world;
  const opens = effect === field ? values.bypass === 1 : true;
  path.from(sources.restore).line('.load', `${does} (1) makes views and loads tables`, [
    {
      with: [
        ...(world.defect('bypassNotSaved') ? [() => effect.on('WRITE', { open: true })] : []),
        ...endpoints.flatMap((endpoint) => [
          () => (opens ? opened(world.defect, endpoint) : endpoint.view.on('TRANSLATE')),
          ...endpoint.entries.map(
            (entry) => () =>
              endpoint.emulated
                ? entry.when('is not borrowed', (s) => !s.matches('mapped'))
                : entry.on('FORGET'),
          ),
        ]),
      ],
    },
  ]);
  if (!world.defect('viewNotRestored')) {
    for (const endpoint of endpoints) restoreOne(path, world, does, endpoint);
  }
  path.line('.over', `${does} is over`, [{}]).end(idle);
}

function restoreOne(path: CodePath, world: World, does: string, endpoint: Endpoint): void {
  const { name, attached } = endpoint;
  const next = world.endpoints[endpoint.index + 1];
  const after = next === undefined ? '.over' : `.${next.name}`;
  const at = `.${name}`;
  const absent = () => attached.when('is not there', (s) => s.matches('absent'));
  path.calls(sources.view, (p) => {
    p.line(at, `${does} (2) switches the view of ${name}`, [
      { name: 'not there', with: [absent], to: after },
      {
        name: 'unattached',
        with: [() => isThere(endpoint, null)],
        to: `${at}-free`,
      },
      ...world.domains.flatMap((domain) => {
        const inside = [() => isThere(endpoint, domain.index)];
        const kind = (of: 'plain' | 'bypass') => () =>
          domain.kind.when(`is ${of}`, (s) => s.matches(of));
        return [
          {
            name: `in d${domain.index}`,
            with: [...inside, kind('plain'), () => switchView(world, endpoint, 'plain')],
            to: endpoint.emulated ? after : `${at}-d${domain.index}-v0`,
          },
          {
            name: `in d${domain.index}, a bypass domain`,
            with: [...inside, kind('bypass'), () => switchView(world, endpoint, 'bypass')],
            to: after,
          },
        ];
      }),
    ]);
    p.line(
      `${at}-free`,
      `${does} (2) looks at bypass for ${name}`,
      followField(world, endpoint, after),
    );
  });
  if (endpoint.emulated) return;
  path.calls(sources.shadow, (p) => {
    for (const domain of world.domains) {
      domain.mappings.forEach((_mapping, v) => {
        const to = v + 1 < domain.mappings.length ? `${at}-d${domain.index}-v${v + 1}` : after;
        p.line(
          `${at}-d${domain.index}-v${v}`,
          `${does} (3) replays v${v} of ${name}`,
          replayPage(world, endpoint, domain, v).map((c) => ({ ...c, to })),
        );
      });
    }
  });
}

function isThere({ attached }: Endpoint, domain: number | null) {
  return attached.when(
    domain === null ? 'is there, unattached' : `is there, in d${domain}`,
    (s) => s.matches('present') && s.context.domain === domain,
  );
}
