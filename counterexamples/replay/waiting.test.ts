import { describe, expect, it } from 'vitest';
import { cycleAmong, type Wait } from './waiting.ts';

/** `waits('a>b', 'b>a,c')`: a waits for b, and b for a and c. */
function waits(...edges: readonly string[]): readonly Wait[] {
  return edges.map((edge) => {
    const [actor = '', others = ''] = edge.split('>');
    return { actor, request: 'lock', component: 'lock', blockedBy: others.split(',') };
  });
}

function cycle(edges: readonly Wait[], kind: 'self' | 'several' | 'any'): string | null {
  return (
    cycleAmong(edges, kind)
      ?.map(({ actor }) => actor)
      .join() ?? null
  );
}

describe('cycleAmong', () => {
  it('finds the shortest of several cycles', () => {
    const edges = waits('a>b', 'b>c', 'c>a,d', 'd>c');
    expect(cycle(edges, 'any')).toBe('c,d');
    expect(cycle(edges, 'several')).toBe('c,d');
  });

  it('tells waiting for oneself from waiting for each other', () => {
    const self = waits('a>a');
    expect(cycle(self, 'any')).toBe('a');
    expect(cycle(self, 'self')).toBe('a');
    expect(cycle(self, 'several')).toBeNull();
    expect(cycle(waits('a>b', 'b>a'), 'self')).toBeNull();
    expect(cycle(waits('a>a,b', 'b>a'), 'several')).toBe('a,b');
  });

  it('finds nothing where everybody waits for somebody who can go on', () => {
    expect(cycle(waits('a>b', 'b>c'), 'any')).toBeNull();
  });
});
