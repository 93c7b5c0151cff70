import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type DomainIdEvent, domainId, showDomainId } from './domain-id.machine.ts';

const having = (...events: readonly DomainIdEvent[]) =>
  showDomainId(drive(domainId('dom2'), ...events));

describe('a domain id', () => {
  test('is two words that change one after the other', () => {
    expect(having()).toBe('taken, of dom2');
    expect(having({ type: 'NAME', of: null })).toBe('taken, of nobody');
    expect(having({ type: 'NAME', of: null }, { type: 'GIVE' })).toBe('free, of nobody');
  });

  test('can be taken and named by one while another forgets it', () => {
    expect(
      having(
        { type: 'GIVE' },
        { type: 'NAME', of: 'dom1' },
        { type: 'TAKE' },
        { type: 'NAME', of: null },
      ),
    ).toBe('taken, of nobody');
  });
});
