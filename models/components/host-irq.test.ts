import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type HostIrqEvent, hostIrq, receiver, showHostIrq } from './host-irq.machine.ts';

const map: HostIrqEvent = { type: 'MAP', domain: 'here' };
const having = (...events: readonly HostIrqEvent[]) => drive(hostIrq(null), ...events);

describe('a host IRQ', () => {
  test('goes to the domain it is bound to, and only while it is bound', () => {
    expect([having(), having(map), having(map, { type: 'BIND' })].map(receiver)).toEqual([
      null,
      null,
      'here',
    ]);
    expect(receiver(having(map, { type: 'BIND' }, { type: 'UNBIND' }))).toBe(null);
    expect(receiver(drive(hostIrq('elsewhere')))).toBe('elsewhere');
  });

  test('is mapped by one domain at a time', () => {
    expect(having(map).can({ type: 'MAP', domain: 'elsewhere' })).toBe(false);
    const again = having(map, { type: 'UNMAP' }, { type: 'MAP', domain: 'elsewhere' });
    expect(again.context.domain).toBe('elsewhere');
  });

  test('is bound only once it is mapped; unmapping a bound one forces it', () => {
    expect(having().can({ type: 'BIND' })).toBe(false);
    expect(having(map, { type: 'BIND' }, { type: 'UNMAP' }).matches('free')).toBe(true);
  });

  test('is unbound for a domain only if that domain has it', () => {
    const bound = having(map, { type: 'BIND' });
    expect(bound.can({ type: 'UNBIND_OF', domain: 'elsewhere' })).toBe(false);
    const unbound = having(map, { type: 'BIND' }, { type: 'UNBIND_OF', domain: 'here' });
    expect(unbound.matches('mapped')).toBe(true);
  });

  test('can be mapped and no longer be found by its domain', () => {
    expect(having(map, { type: 'DELIST' }).context).toEqual({ domain: 'here', listed: false });
    expect(having(map).can({ type: 'UNMAP_LISTED' })).toBe(true);
    expect(having(map, { type: 'DELIST' }).can({ type: 'UNMAP_LISTED' })).toBe(false);
  });

  test('is shown by what a domain has of it', () => {
    expect([
      showHostIrq(having()),
      showHostIrq(having(map, { type: 'BIND' })),
      showHostIrq(having(map, { type: 'DELIST' })),
    ]).toEqual(['free', 'bound here', 'mapped here, not listed']);
  });
});
