/**
 * What becomes of a request of an endpoint: claimed before the IOMMU looks at it, as a region of the endpoint
 * may be a doorbell or never get there, or sent where the IOMMU says.
 */

import { bufferWrites } from '../../../../properties/passthrough/regions.ts';
import { reached } from '../../../components/host-iommu.machine.ts';
import type { Participation } from '../../../compose/index.ts';
import { each } from '../../../kit/case-code.ts';
import type { Case, Effect } from '../../../kit/program.ts';
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

export interface Request {
  readonly key: string;
  readonly words: string;
  readonly op: 'reads' | 'writes';
  readonly iova: number;
  readonly emitted: readonly Effect[];
  /** Tags of steps that send it somewhere it was not meant to go. */
  readonly tag?: string;
}

/** What becomes of a request before the IOMMU looks at it. */
export function claims(place: Place, request: Request, { values }: World): readonly Case[] {
  const claimed = claimedByRegion(place, request, values);
  if (values.bypass === 'none' || request.iova !== iovaOf.region) return claimed;
  return [
    ...each(claimedInBypass(place, request, values), { with: [() => inBypass(place, true)] }),
    ...each(claimed, { with: [() => inBypass(place, false)] }),
  ];
}

/** What becomes of it in bypass, where regions may be heeded or not. */
function claimedInBypass(
  { region }: Place,
  request: Request,
  values: World['values'],
): readonly Case[] {
  if (values.inBypass === 'everything' || region === 'N') return [{ name: 'no, in bypass' }];
  return region === 'M' && request.op === 'writes'
    ? [judged(request, ends.interrupt, { name: 'it is a message, in bypass' })]
    : [judged(request, ends.lost, { name: 'it gets nowhere, in bypass' })];
}

/** What becomes of it by the region of its endpoint. */
function claimedByRegion(place: Place, request: Request, values: World['values']): readonly Case[] {
  const { op, iova } = request;
  const { region } = place;
  const blocked = values.path === 'blocked';
  if (iova !== iovaOf.region) return [{ name: 'no' }];
  if (region === 'M' && op === 'writes') return messages(place, request, values);
  if (blocked && ['R', 'M', 'S'].includes(region)) {
    return [judged(request, ends.lost, { name: 'it gets nowhere' })];
  }
  return [{ name: 'no' }];
}

/** A write to a doorbell: a message, unless that of an unattached endpoint is none. */
function messages(
  { endpoint, known }: Place,
  request: Request,
  { unattachedMsi }: World['values'],
): readonly Case[] {
  const message = (c: Case): Case => judged(request, ends.interrupt, c);
  if (unattachedMsi === 'message') return [message({ name: 'it is a message' })];
  const { attached } = endpoint;
  const away = () => attached.when('is unattached', (s) => s.context.domain === null);
  const remembers = (is: boolean): readonly Effect[] =>
    known === null
      ? []
      : [
          () =>
            known.when(is ? 'was attached once' : 'was never attached', (s) =>
              s.matches(is ? 'on' : 'off'),
            ),
        ];
  return [
    message({
      name: 'it is a message',
      with: [() => attached.when('is attached', (s) => s.context.domain !== null)],
    }),
    judged(request, ends.lost, {
      name: 'a fault, as it is unattached',
      with: [away, ...remembers(false)],
    }),
    ...(known === null
      ? []
      : [message({ name: 'it is a message, as ever', with: [away, ...remembers(true)] })]),
  ];
}

/** Whether all memory is in force for the endpoint. */
function inBypass({ endpoint }: Place, is: boolean): Participation {
  return endpoint.view.when(is ? 'is open' : 'is translated', (s) => s.matches('open') === is);
}

/** Where the IOMMU sends a request: in bypass v0 leads to the memory of that address. */
export function walks(place: Place, request: Request, { values }: World): readonly Case[] {
  const translated = walksEntry(place, request);
  if (values.bypass === 'none') return translated;
  return [
    judged(request, ends.firmware, { name: 'to itself', with: [() => inBypass(place, true)] }),
    ...each(translated, { with: [() => inBypass(place, false)] }),
  ];
}

function walksEntry({ endpoint, window }: Place, request: Request): readonly Case[] {
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
