import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { createdDomain, showCreated } from './created-domain.machine.ts';

describe('a domain that is created', () => {
  test('comes to be in one order', () => {
    const created = drive(createdDomain, { type: 'CREATE' });
    expect(created.can({ type: 'INTRODUCE' })).toBe(false);
    expect(drive(createdDomain, { type: 'CREATE' }, { type: 'CHANNEL' }).value).toBe('channelled');
  });

  test('is described by whoever wrote last', () => {
    const described = drive(
      createdDomain,
      { type: 'CREATE' },
      { type: 'DESCRIBE', by: 'xl' },
      { type: 'CHANNEL' },
      { type: 'DESCRIBE', by: 'init0' },
    );
    expect(showCreated(described)).toBe('channelled, described by init0');
  });

  test('can be introduced twice, as xenstored has it', () => {
    const twice = drive(
      createdDomain,
      { type: 'CREATE' },
      { type: 'CHANNEL' },
      { type: 'INTRODUCE' },
      { type: 'INTRODUCE' },
    );
    expect(twice.value).toBe('introduced');
  });
});
