import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { cardOnBus, hostSlots, showHostSlots } from './host-slots.machine.ts';

const host = hostSlots([null, 'nic', 'disk']);

describe('slots of a host', () => {
  test('have bus numbers where there are cards', () => {
    expect(showHostSlots(drive(host))).toBe('1:0.0 nic, 2:0.0 disk');
    expect(cardOnBus(drive(host).context.cards, 3)).toBe(null);
  });

  test('have others once a card is put in before them', () => {
    const { cards } = drive(host, { type: 'INSERT', slot: 0, card: 'new' }).context;
    expect([1, 2, 3].map((bus) => cardOnBus(cards, bus))).toEqual(['new', 'nic', 'disk']);
  });

  test('take one card each', () => {
    expect(() => drive(host, { type: 'INSERT', slot: 1, card: 'new' })).toThrow('does not accept');
  });
});
