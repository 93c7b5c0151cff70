/** Where a write may end: places of the program of a function. */

import { type DomainName, domains, type Fn, type World } from '../world.ts';

export const ends = {
  blocked: 'blocked',
  /** A message has raised an interrupt in a domain that does not have the function that sent it. */
  misdelivered: 'misdelivered',
  /** A message was taken for a trap that a guest had made. */
  trap: 'trap',
  ram: (domain: DomainName): string => `page of ${domain}`,
  bar: ({ name }: Pick<Fn, 'name'>): string => `BAR of ${name}`,
  interrupt: ({ name }: Pick<Fn, 'name'>, guest: string): string =>
    `interrupt of ${name} in ${guest}`,
} as const;

/** All that can be in a configuration. */
export function outcomes({ functions, guests, values }: World): readonly string[] {
  const present = domains.filter((name) => name === 'dom0' || guests.includes(name));
  return [
    ends.blocked,
    ends.misdelivered,
    ...(values.intremap === 'none' ? [ends.trap] : []),
    ...present.map(ends.ram),
    ...functions.map(ends.bar),
    ...functions.flatMap((fn) => guests.map((guest) => ends.interrupt(fn, guest))),
  ];
}
