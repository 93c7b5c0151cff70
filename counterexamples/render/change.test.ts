import { describe, expect, it } from 'vitest';
import { changeBetween } from './change.ts';

describe('changeBetween', () => {
  it.each([
    ['idle', 'busy', 'idle→busy', '→busy', '→busy'],
    [
      'rd0.test vpci=1',
      'rd1.test vpci=0',
      'rd0.test→rd1.test vpci=1→0',
      '→rd1.test vpci=1→0',
      '→rd1.test vpci→0',
    ],
    ['r={a} w=none', 'r={a b} w=none', 'r={a}→{a b}', 'r={a}→{a b}', 'r→{a b}'],
    ['free', 'free owner=a', 'owner=a', 'owner=a', 'owner=a'],
    ['free owner=a', 'free', 'no owner', 'no owner', 'no owner'],
    ['ring.full link.up', 'ring.full link.down', 'link.up→link.down', '→link.down', '→link.down'],
    ['held by a', 'held by b', 'held by a→held by b', '→held by b', '→held by b'],
    ['(empty)', 'owner=a', 'owner=a', 'owner=a', 'owner=a'],
    ['owner=a', '(empty)', 'no owner', 'no owner', 'no owner'],
    ['idle', '', 'idle→–', '→–', '→–'],
    ['a=1 b=2', 'b=2 a=1', 'a=1 b=2→b=2 a=1', '→b=2 a=1', '→b=2 a=1'],
  ])('from %j to %j', (from, to, first, later, short) => {
    expect(changeBetween(from, to, true)).toEqual({ full: first, short });
    expect(changeBetween(from, to, false)).toEqual({ full: later, short });
  });
});
