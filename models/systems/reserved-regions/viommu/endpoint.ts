/**
 * An endpoint and what becomes of each request it makes.
 *
 * A request is two steps: whether it is claimed before the IOMMU looks at it (a region of the endpoint
 * may be a doorbell, or never get there), and where the IOMMU sends it. An endpoint that does as it is
 * told writes to its buffer; the firmware of one with a region I writes there; a hostile one reads and
 * writes whatever it likes.
 */

import { bufferWrites } from '../../../../properties/passthrough/regions.ts';
import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { reached } from '../../../components/host-iommu.machine.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { each } from '../../../kit/case-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { messageAddress } from './driver.ts';
import { iovaOf, type Place, pageOf, type World } from './world.ts';

/** Where a request ends. */
export const ends = {
  lost: 'lost',
  interrupt: 'interrupt raised',
  buffer: 'buffer',
  firmware: 'firmware memory',
  /** What was written to the buffer has ended elsewhere. */
  dataLost: 'data lost',
  dataTaken: 'data taken for a message',
  dataInFirmware: 'data in firmware memory',
  messageLost: 'message lost',
} as const;

/** Tags of the steps that say where a request ends. */
export const decides = {
  buffer: bufferWrites,
  message: 'decides on a message',
} as const;

interface Request {
  readonly key: string;
  readonly words: string;
  readonly op: 'reads' | 'writes';
  readonly iova: number;
  readonly emitted: readonly Effect[];
  /** Tags of steps that send it somewhere it was not meant to go. */
  readonly tag?: string;
}

/** Adds the actor. */
export function makeEndpoint(system: SystemBuilder, world: World, place: Place): Actor {
  const program = new Program('idle', ['rest']);
  for (const end of Object.values(ends)) program.landmark(end, ['arrived']);
  for (const request of requestsOf(world, place)) {
    linesOf(program.path(request.key), place, request, world);
  }
  for (const end of Object.values(ends)) {
    program
      .path('end')
      .from(sources.request)
      .line(end, `is done: ${end}`, [{ to: 'idle' }])
      .end('idle');
  }
  return program.actor(system, `${place.name}.dma`, program.machine('endpoint'));
}

function requestsOf(world: World, place: Place): readonly Request[] {
  const { busy, hostile, region } = place;
  const own: Request = {
    key: 'buffer',
    words: 'writes to its buffer at v0',
    op: 'writes',
    iova: iovaOf.region,
    emitted: [() => busy.when('has one', (s) => s.matches('on'))],
    tag: decides.buffer,
  };
  const firmware: Request = {
    key: 'firmware',
    words: 'writes to v0, for its firmware',
    op: 'writes',
    iova: iovaOf.region,
    emitted: [],
  };
  const any = (op: Request['op']): Request => ({
    key: `any-${op}`,
    words: `${op} v0, of its own accord`,
    op,
    iova: iovaOf.region,
    emitted: [],
  });
  return [
    own,
    ...(region === 'I' ? [firmware] : []),
    ...(hostile ? [any('writes'), any('reads')] : []),
    ...(world.values.messages ? [message(messageAddress(world, place), place)] : []),
  ];
}

/** Its message, where it was told to send it. */
function message(iova: number, { msi }: Place): Request {
  return {
    key: 'message',
    words: `sends its message to v${iova}`,
    op: 'writes',
    iova,
    emitted: [() => msi.when('is on', (s) => s.matches('on'))],
    tag: decides.message,
  };
}

function linesOf(path: CodePath, place: Place, request: Request, world: World): void {
  const { words, emitted } = request;
  path.from(sources.request).line('idle', words, [{ with: emitted }]);
  path.from(sources.claim).line('.claim', `${words}: claimed?`, claims(place, request, world));
  path.from(sources.walk).line('.walk', `${words}: translated`, walks(place, request));
  path.end(ends.lost);
}

/** What becomes of a request before the IOMMU looks at it. */
function claims({ region }: Place, request: Request, { values }: World): readonly Case[] {
  const { op, iova } = request;
  const blocked = values.path === 'blocked';
  if (iova !== iovaOf.region) return [{ name: 'no' }];
  if (region === 'M' && op === 'writes') {
    return [judged(request, ends.interrupt, { name: 'it is a message' })];
  }
  if (blocked && ['R', 'M', 'S'].includes(region)) {
    return [judged(request, ends.lost, { name: 'it gets nowhere' })];
  }
  return [{ name: 'no' }];
}

function walks({ endpoint, window }: Place, request: Request): readonly Case[] {
  const entry = endpoint.entries[request.iova] as (typeof endpoint.entries)[number];
  const leads = (page: number | null, to: string, name: string): Case =>
    judged(request, to, {
      name,
      with: [
        () =>
          entry.when(page === null ? 'leads nowhere' : `leads to p${page}`, (s) =>
            page === null ? reached(s) === null : reached(s)?.page === page,
          ),
      ],
    });
  const cases = [
    leads(null, ends.lost, 'a fault'),
    leads(pageOf.buffer, ends.buffer, 'to the buffer'),
    leads(pageOf.firmware, ends.firmware, 'to memory of firmware'),
    leads(pageOf.doorbell, ends.interrupt, 'to the doorbell'),
  ];
  if (window === null || request.iova !== iovaOf.region) return cases;
  const open = { with: [() => window.when('is not mapped', (s) => s.matches('absent'))] };
  const message = request.tag === decides.message;
  return [
    // A host that could not map the doorbell has told the device an address that leads nowhere.
    ...(message
      ? [judged(request, ends.lost, { ...open, name: 'an address that stands for failure' })]
      : each(cases, open)),
    judged(request, ends.interrupt, {
      name: 'to the doorbell, by the window of the host',
      with: [() => window.when('is mapped', (s) => !s.matches('absent'))],
    }),
  ];
}

/** Where a request ends that was meant to go elsewhere. */
const astray: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [decides.buffer]: {
    [ends.lost]: ends.dataLost,
    [ends.interrupt]: ends.dataTaken,
    [ends.firmware]: ends.dataInFirmware,
  },
  [decides.message]: {
    [ends.lost]: ends.messageLost,
    [ends.buffer]: ends.messageLost,
    [ends.firmware]: ends.messageLost,
  },
};

/** A case that says where a request ends, tagged as its requirement wants it. */
function judged({ tag }: Request, to: string, c: Case): Case {
  if (tag === undefined) return { ...c, to };
  return { ...c, to: astray[tag]?.[to] ?? to, tags: [tag] };
}
