/** What a hostile function may send. */

import { siblings } from '../topology.ts';
import { type DomainName, domains, type Fn, type World } from '../world.ts';

/** A posted write, as far as its way depends on it. */
export interface Packet {
  /** Tells it from the others of this function. */
  readonly key: string;
  /** In words: "a write to the BAR of f2". */
  readonly words: string;
  readonly to:
    | { readonly kind: 'ram' }
    /** A page of this domain, by a request that claims to be translated. */
    | { readonly kind: 'page'; readonly of: DomainName }
    | { readonly kind: 'bar'; readonly of: Fn; readonly translated: boolean }
    | { readonly kind: 'doorbell' }
    | { readonly kind: 'hole' };
  /** Its requester ID: the function's own, that of its phantom, or that of another function. */
  readonly as: Fn | 'phantom';
}

/** Everything this function may send. */
export function packetsOf(fn: Fn, world: World): readonly Packet[] {
  const { sends, ats, guests } = world.values;
  const others = world.functions.filter((other) => other !== fn);
  const named = (names: readonly string[]) => domains.filter((name) => names.includes(name));
  const translated = (kind: 'ram' | 'bar') => (ats && sends.includes(kind) ? others : []);
  return [
    ...(sends.includes('ram') ? through(fn, { kind: 'ram' }, 'ram', 'its RAM') : []),
    ...(ats && sends.includes('ram') ? named(['dom0', ...guests]) : []).map(
      (of): Packet => ({
        key: `page-${of}`,
        words: `a translated write to a page of ${of}`,
        to: { kind: 'page', of },
        as: fn,
      }),
    ),
    ...(sends.includes('bar') ? others : []).map((of) => toBar(fn, of, false)),
    ...translated('bar').map((of) => toBar(fn, of, true)),
    ...(sends.includes('doorbell')
      ? through(fn, { kind: 'doorbell' }, 'doorbell', 'the doorbell')
      : []),
    ...(sends.includes('hole') ? [plain(fn, { kind: 'hole' }, 'hole', 'a hole')] : []),
    ...(sends.includes('forged') ? others : [])
      .filter((other) => !siblings(fn.name, other.name))
      .flatMap((other) => [
        ...(sends.includes('ram') ? [forged(other, { kind: 'ram' }, 'ram', 'RAM')] : []),
        ...(sends.includes('doorbell')
          ? [forged(other, { kind: 'doorbell' }, 'doorbell', 'the doorbell')]
          : []),
      ]),
  ];
}

/** With the function's own requester ID, and with that of its phantom if it has one. */
function through(fn: Fn, to: Packet['to'], key: string, where: string): readonly Packet[] {
  const own = plain(fn, to, key, where);
  if (fn.phantom === null) return [own];
  const words = `a write to ${where}, as its phantom function`;
  return [own, { key: `phantom-${key}`, words, to, as: 'phantom' }];
}

function plain(fn: Fn, to: Packet['to'], key: string, where: string): Packet {
  return { key, words: `a write to ${where}`, to, as: fn };
}

function toBar(fn: Fn, of: Fn, translated: boolean): Packet {
  return {
    key: `${translated ? 'translated-' : ''}bar-${of.name}`,
    words: `a ${translated ? 'translated ' : ''}write to the BAR of ${of.name}`,
    to: { kind: 'bar', of, translated },
    as: fn,
  };
}

function forged(as: Fn, to: Packet['to'], key: string, where: string): Packet {
  return {
    key: `${key}-as-${as.name}`,
    words: `a write to ${where}, as ${as.name}`,
    to,
    as,
  };
}

/** Whether it claims to be translated already. */
export function isTranslated({ to }: Packet): boolean {
  return to.kind === 'page' || (to.kind === 'bar' && to.translated);
}
