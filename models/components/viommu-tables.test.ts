import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  attachment,
  iovaPage,
  lets,
  showAttachment,
  showMapping,
  unknownEndpoint,
  viommuDomain,
} from './viommu-tables.machine.ts';

describe('an endpoint', () => {
  const inside = [{ type: 'ATTACH', domain: 1 }] as const;

  test('moves and leaves only from where it is', () => {
    const there = drive(attachment, ...inside);
    expect(there.can({ type: 'MOVE', from: 0, domain: 1 })).toBe(false);
    expect(there.can({ type: 'LEAVE', from: 0 })).toBe(false);
    expect(drive(attachment, ...inside, { type: 'MOVE', from: 1, domain: 0 }).context.domain).toBe(
      0,
    );
    expect(drive(attachment, ...inside, { type: 'LEAVE', from: 1 }).context.domain).toBeNull();
  });

  test('keeps its attachment when it is only unplugged, and is not attached while it is away', () => {
    const away = drive(attachment, ...inside, { type: 'UNPLUG' });
    expect([away.value, away.context.domain]).toEqual(['absent', 1]);
    expect(away.can({ type: 'ATTACH', domain: 0 })).toBe(false);
    expect(drive(attachment, ...inside, { type: 'UNPLUG' }, { type: 'PLUG' }).context.domain).toBe(
      1,
    );
  });

  test('that is not there is entered by a device that does not look', () => {
    const entered = drive(unknownEndpoint, { type: 'ENTER', domain: 1 });
    expect(showAttachment(entered)).toBe('absent, in d1');
    expect(drive(attachment).can({ type: 'ENTER', domain: 1 })).toBe(false);
  });

  test('is shown', () => {
    expect(showAttachment(drive(attachment))).toBe('unattached');
    expect(showAttachment(drive(attachment, ...inside))).toBe('in d1');
    expect(showAttachment(drive(attachment, ...inside, { type: 'UNPLUG' }))).toBe('absent, in d1');
    expect(showAttachment(drive(attachment, { type: 'UNPLUG' }))).toBe('absent');
  });
});

describe('a domain', () => {
  test.each(['plain', 'bypass'] as const)('is %s as long as it exists', (kind) => {
    const other = kind === 'plain' ? 'bypass' : 'plain';
    const made = drive(viommuDomain, { type: 'JOIN', kind });
    expect(made.value).toBe(kind);
    expect(made.can({ type: 'JOIN', kind })).toBe(true);
    expect(made.can({ type: 'JOIN', kind: other })).toBe(false);
    expect(
      drive(viommuDomain, { type: 'JOIN', kind }, { type: 'DROP' }, { type: 'JOIN', kind: other })
        .value,
    ).toBe(other);
  });
});

describe('a page of a domain', () => {
  test('has what was mapped last', () => {
    const set = { type: 'SET', page: 1, flags: 'rw', part: 'tail' } as const;
    expect(showMapping(drive(iovaPage, set))).toBe('p1 rw tail');
    expect(showMapping(drive(iovaPage, set, { type: 'CLEAR' }))).toBe('–');
    expect(showMapping(drive(iovaPage, { ...set, part: 'single' }))).toBe('p1 rw');
  });
});

test('flags let what they name', () => {
  const table = (['0', 'r', 'w', 'rw', 'mmio-0', 'mmio-r', 'mmio-w', 'mmio'] as const).map(
    (flags) => [flags, lets(flags, 'r'), lets(flags, 'w')],
  );
  expect(table).toEqual([
    ['0', false, false],
    ['r', true, false],
    ['w', false, true],
    ['rw', true, true],
    ['mmio-0', false, false],
    ['mmio-r', true, false],
    ['mmio-w', false, true],
    ['mmio', true, true],
  ]);
});
