/**
 * An endpoint and what becomes of each request it makes.
 *
 * A request is two steps: whether it is claimed before the IOMMU looks at it (a region of the endpoint
 * may be a doorbell, or never get there), and where the IOMMU sends it. An endpoint that does as it is
 * told writes to its buffer; the firmware of one with a region I writes there; a hostile one reads and
 * writes whatever it likes.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { messageAddress } from './driver.ts';
import { claims, decides, ends, type Request, walks } from './route.ts';
import { iovaOf, type Place, type World } from './world.ts';

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
  path.from(sources.walk).line('.walk', `${words}: translated`, walks(place, request, world));
  path.end(ends.lost);
}
