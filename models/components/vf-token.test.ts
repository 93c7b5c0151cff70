import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { showVfToken, type VfTokenEvent, vfToken } from './vf-token.machine.ts';

const having = (...events: readonly VfTokenEvent[]) => drive(vfToken, ...events);
const choose = { type: 'CHOOSE', secret: 'P' } as const;
const show = { type: 'SHOW', secret: 'P' } as const;

describe('the token of VFs', () => {
  test('is known to nobody at first', () => {
    expect(having().can(show)).toBe(false);
    expect(showVfToken(having())).toBe('random, 0 in use');
  });

  test('is shown by whoever knows it', () => {
    expect(having(choose).can(show)).toBe(true);
    expect(having(choose).can({ ...show, secret: 'R' })).toBe(false);
    expect(having(choose).can({ type: 'SHOW_AND_ENTER', secret: 'R' })).toBe(false);
  });

  test('does not change while a VF is in use', () => {
    const used = having(choose, { type: 'SHOW_AND_ENTER', secret: 'P' });
    expect(showVfToken(used)).toBe('of P, 1 in use');
    expect(used.can({ ...choose, secret: 'R' })).toBe(false);
    expect(used.can({ type: 'FORGET' })).toBe(false);
    const free = having(choose, { type: 'ENTER' }, { type: 'LEAVE' }, { type: 'FORGET' });
    expect(showVfToken(free)).toBe('random, 0 in use');
  });
});
