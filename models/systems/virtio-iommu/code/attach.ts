/** ATTACH and DETACH. */

import { deviceRegisters } from '../../../../properties/passthrough/viommu-subject.ts';
import type { DomainKind } from '../../../components/viommu-tables.machine.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Domain, World } from '../world.ts';
import { answered } from './answers.ts';
import { forgotten, isFree, isIn, sources, unlinkFrom, whenLast } from './parts.ts';
import { awaitReturned, placesOf, unmapPlaces } from './unmapping.ts';
import { followField, replayPage, switchView } from './views.ts';

interface Attaching {
  readonly world: World;
  readonly does: string;
  readonly endpoint: Endpoint;
  readonly domain: Domain;
  readonly kind: DomainKind;
  /** The endpoint that the driver means; another one only where requester ids are mixed up. */
  readonly meant?: Endpoint;
}

/** The lines of ATTACH, for one endpoint, domain and flag. */
export function attach(path: CodePath, request: Attaching): void {
  const { world, does, endpoint, domain, kind } = request;
  const late = world.defect('attachRejectDetaches');
  path.from(sources.attach);
  compare(path, request, late);
  if (world.rules !== null) {
    path.line('.regions', `${does} (2) compares regions`, world.rules.attach(request));
  }
  path.line('.old', `${does} (3) where is ${endpoint.name}?`, whereIsIt(request));
  leave(path, request);
  path.line('.link', `${does} (5) links`, [
    {
      with: [() => endpoint.attached.on('ATTACH', { domain: domain.index }), ...joined(request)],
    },
    ...(world.defect('endpointUnchecked')
      ? [
          {
            name: 'which is not there',
            with: [
              () => endpoint.attached.on('ENTER', { domain: domain.index }),
              ...joined(request),
            ],
            to: '.ok',
          },
        ]
      : []),
    ...(late ? [{ name: 'another kind', with: [() => refuses(domain, kind)], to: '.left' }] : []),
  ]);
  path.calls(sources.view, (p) =>
    p.line('.view', `${does} (6) switches the view`, [
      {
        with: [() => switchView(world, endpoint, kind)],
      },
    ]),
  );
  world.rules?.attached(path, request);
  const replays = kind === 'plain' && !endpoint.emulated;
  if (replays && !world.defect('lateJoinerNoReplay')) replay(path, request);
  answered(world, path, does, '.ok', 'OK', believeAttached(request));
  if (late) {
    path.calls(sources.view, (p) =>
      p.line(
        '.left',
        `${does} (8) switches the view of one that was detached`,
        followField(world, endpoint, '.inval'),
      ),
    );
  }
  answered(world, path, does, '.noent', 'NOENT');
  answered(world, path, does, '.inval', 'INVAL');
  const moves = world.values.refusesMove && !late;
  if (world.rules !== null || moves) answered(world, path, does, '.unsupp', 'UNSUPP');
  if (world.defect('reattachReplays') && kind === 'plain') mapAgain(path, request);
}

/** Whether the endpoint is there and the domain of that kind, in the order of the parameter. */
function compare(
  path: CodePath,
  { world, does, endpoint, domain, kind }: Attaching,
  late: boolean,
) {
  const looks = (): void => {
    path.line('.endpoint', `${does} (1) looks for the endpoint`, [
      ...exists(endpoint),
      {
        name: 'none',
        with: [() => isAbsent(endpoint)],
        ...(world.defect('endpointUnchecked') ? {} : { to: '.noent' }),
      },
    ]);
  };
  const compares = (): void => {
    path.line('.kind', `${does} (2) compares the kind`, [
      ...(world.values.refusesMove
        ? world.domains
            .filter((old) => old !== domain)
            .map((old) => ({
              name: `cannot move it from d${old.index}`,
              with: [() => isIn(endpoint, old), () => admits(domain, kind)],
              to: '.unsupp',
            }))
        : []),
      { with: [() => admits(domain, kind)] },
      { name: 'another one', with: [() => refuses(domain, kind)], to: '.inval' },
    ]);
  };
  const kindFirst = world.values.attachChecks === 'kindFirst';
  if (kindFirst && !late) compares();
  looks();
  if (!kindFirst && !late) compares();
}

/** What becomes of the domain when somebody joins it; it may keep the mapper of the last one. */
function joined({ domain, endpoint, kind }: Attaching): readonly Effect[] {
  const { mapper } = domain;
  return [
    () => domain.kind.on('JOIN', { kind }),
    ...(mapper === null ? [] : [() => mapper.on('NOTE', { endpoint: endpoint.index })]),
  ];
}

/** Everything is mapped once more for one that is there already; the host has it, and refuses. */
function mapAgain(path: CodePath, { world, does, domain }: Attaching): void {
  const { mappings } = domain;
  const isMapped =
    (mapping: (typeof mappings)[number], is: boolean): Effect =>
    () =>
      mapping.when(is ? 'is mapped' : 'is not mapped', (s) => (s.context.to !== null) === is);
  path.calls(sources.shadow, (p) => {
    p.line('.again', `${does} (7) maps at the host what is there`, [
      { name: 'nothing', with: mappings.map((m) => isMapped(m, false)), to: '.ok' },
      ...mappings.map((mapping, v) => ({
        name: `v${v}, and the host refuses`,
        with: [...mappings.slice(0, v).map((m) => isMapped(m, false)), isMapped(mapping, true)],
        to: '.deverr',
      })),
    ]);
  });
  answered(world, path, does, '.deverr', 'DEVERR');
}

function exists({ attached }: Endpoint): readonly Case[] {
  return [{ with: [() => attached.when('is there', (s) => s.matches('present'))] }];
}

function isAbsent({ attached }: Endpoint) {
  return attached.when('is not there', (s) => s.matches('absent'));
}

function admits({ kind }: Domain, wanted: DomainKind) {
  return kind.when(`is absent or ${wanted}`, (s) => s.matches('absent') || s.matches(wanted));
}

function refuses({ kind }: Domain, wanted: DomainKind) {
  const other = wanted === 'plain' ? 'bypass' : 'plain';
  return kind.when(`is ${other}`, (s) => s.matches(other));
}

/** Whether ATTACH to the one makes an endpoint leave the other. */
function leaves({ values }: World, domain: Domain, old: Domain): boolean {
  return old !== domain || values.reattach === 'drops';
}

function whereIsIt({ world, endpoint, domain, kind }: Attaching): readonly Case[] {
  return [
    { name: 'nowhere', with: [() => isFree(endpoint)], to: '.link' },
    ...world.domains.flatMap((old) => {
      const name = old === domain ? 'there already' : `in d${old.index}`;
      const moves = leaves(world, domain, old);
      const again = world.defect('reattachReplays') && kind === 'plain' ? '.again' : '.ok';
      const to = !moves ? again : world.defect('moveNoDetach') ? '.link' : '.leave';
      const found = { with: [() => isIn(endpoint, old)], to };
      if (old === domain || kind === 'bypass') return [{ ...found, name }];
      const is = (of: DomainKind) => () => old.kind.when(`is ${of}`, (s) => s.matches(of));
      return [
        {
          ...found,
          name,
          with: [...found.with, is('plain')],
          set: { [deviceRegisters.fromPlain]: 1 },
        },
        { ...found, name: `${name}, a bypass domain`, with: [...found.with, is('bypass')] },
      ];
    }),
  ];
}

/** The implicit DETACH of an ATTACH, if there is a domain that may be left. */
function leave(path: CodePath, { world, does, endpoint, domain }: Attaching): void {
  const left = world.domains.filter((old) => leaves(world, domain, old));
  if (left.length === 0 || world.defect('moveNoDetach')) return;
  const literal = world.values.move === 'literal';
  unmapPlaces(path, world, `${does} (4)`, '.leave', placesOf(endpoint), '.unlink');
  const next = literal ? '.between' : '.link';
  const back = endpoint.emulated ? '.back' : next;
  path.line(
    '.unlink',
    `${does} (4) leaves`,
    left.flatMap((old) => unlinkFrom(world, endpoint, old, back)),
  );
  awaitReturned(path, world, `${does} (4)`, '.back', placesOf(endpoint), next);
  if (!literal) return;
  path.calls(sources.view, (p) =>
    p.line(
      '.between',
      `${does} (4) switches the view of an unattached endpoint`,
      followField(world, endpoint, '.link'),
    ),
  );
}

/** What is mapped in the domain is mapped at the host for the one that joins. */
function replay(path: CodePath, { world, does, endpoint, domain }: Attaching): void {
  path.calls(sources.shadow, (p) => {
    endpoint.entries.forEach((_entry, v) => {
      p.line(`.replay-v${v}`, `${does} (7) replays v${v}`, replayPage(world, endpoint, domain, v));
    });
  });
}

/** The driver reads OK: the endpoint is in the domain, and nowhere else any more. */
function believeAttached({
  world,
  endpoint: served,
  meant: endpoint = served,
  domain,
}: Attaching): readonly Case[] {
  const move = (from: number | null) => () =>
    endpoint.believed.on('MOVE', { from, domain: domain.index });
  return [
    { with: [move(null)] },
    { name: 'again', with: [move(domain.index)] },
    ...world.domains
      .filter((old) => old !== domain)
      .flatMap((old) =>
        whenLast(world, 'believed', endpoint, old, forgotten(old)).map((c) => ({
          ...c,
          with: [move(old.index), ...(c.with ?? [])],
        })),
      ),
  ];
}

/** The lines of DETACH, for one endpoint and domain. */
export function detach(
  path: CodePath,
  { world, does, endpoint, meant = endpoint, domain }: Omit<Attaching, 'kind'>,
): void {
  const others = world.domains.filter((d) => d !== domain);
  const trusting = world.defect('detachWrongDomain');
  const elsewhere = world.values.detachElsewhere === 'OK' ? '.nowhere' : '.inval';
  path
    .from(sources.detach)
    .line('.endpoint', `${does} (1) looks for the endpoint`, [
      ...exists(endpoint),
      { name: 'none', with: [() => isAbsent(endpoint)], to: '.noent' },
    ])
    .line('.old', `${does} (2) compares the domain`, [
      { with: [() => isIn(endpoint, domain)], to: '.leave' },
      {
        name: 'unattached',
        with: [() => isFree(endpoint)],
        to: world.defect('detachUnattachedNoent') ? '.noent' : elsewhere,
      },
      ...others.map((old) => ({
        name: trusting ? `in d${old.index}, not compared` : `in d${old.index}`,
        with: [() => isIn(endpoint, old)],
        to: trusting ? `.wrong-d${old.index}` : elsewhere,
      })),
    ]);
  if (trusting) for (const old of others) detachWrong(path, { world, does, endpoint, domain }, old);
  unmapPlaces(path, world, `${does} (3)`, '.leave', placesOf(endpoint), '.unlink', {
    refused: '.deverr',
  });
  const back = endpoint.emulated ? '.back' : '.view';
  path.line('.unlink', `${does} (4) leaves`, unlinkFrom(world, endpoint, domain, back));
  awaitReturned(path, world, `${does} (4)`, '.back', placesOf(endpoint), '.view');
  path.calls(sources.view, (p) =>
    p.line('.view', `${does} (5) switches the view`, followField(world, endpoint, '.ok')),
  );
  answered(world, path, does, '.ok', 'OK', [
    ...whenLast(world, 'believed', meant, domain, forgotten(domain)).map((c) => ({
      ...c,
      with: [() => meant.believed.on('LEAVE', { from: domain.index }), ...(c.with ?? [])],
    })),
    {
      name: 'was not believed to be there',
      with: [
        () =>
          meant.believed.when(
            `is not in d${domain.index}`,
            (s) => s.context.domain !== domain.index,
          ),
      ],
    },
  ]);
  answered(world, path, does, '.noent', 'NOENT');
  answered(world, path, does, '.inval', 'INVAL');
  if (elsewhere === '.nowhere') answered(world, path, does, '.nowhere', 'OK');
  if (world.values.hostFails.includes('unmap')) answered(world, path, does, '.deverr', 'DEVERR');
}

/** Takes the endpoint out of the domain it is in, and unmaps what is mapped in the one that was named. */
function detachWrong(
  path: CodePath,
  { world, does, endpoint, domain }: Omit<Attaching, 'kind'>,
  old: Domain,
): void {
  const at = `.wrong-d${old.index}`;
  unmapPlaces(path, world, `${does} (3) of d${old.index}`, at, placesOf(endpoint), `${at}-unlink`, {
    only: ({ iova }) => {
      const mapping = domain.mappings[iova] as NonNullable<(typeof domain.mappings)[number]>;
      return {
        is: [() => mapping.when('is mapped', (s) => s.context.to !== null)],
        isNot: [[() => mapping.when('is not mapped', (s) => s.context.to === null)]],
      };
    },
  });
  path.line(
    `${at}-unlink`,
    `${does} (4) leaves d${old.index}`,
    unlinkFrom(world, endpoint, old, '.view'),
  );
}
