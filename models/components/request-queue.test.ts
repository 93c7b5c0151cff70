import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { requestQueue, showQueue } from './request-queue.machine.ts';

const posted = { type: 'POST', request: 'A' } as const;

describe('a queue of one request', () => {
  test('gives the device what is in memory when it pops', () => {
    const rewritten = drive(requestQueue, posted, { type: 'REWRITE', from: 'A', to: 'B' });
    expect(rewritten.can({ type: 'POP', request: 'A' })).toBe(false);
    expect(rewritten.can({ type: 'POP', request: 'B' })).toBe(true);
    expect(showQueue(rewritten)).toBe('posted B');
  });

  test('is safe from others once it is popped', () => {
    const popped = drive(requestQueue, posted, { type: 'POP', request: 'A' });
    expect(popped.can({ type: 'REWRITE', from: 'A', to: 'B' })).toBe(false);
    expect(popped.can(posted)).toBe(false);
  });

  test('brings the status back', () => {
    const events = [
      posted,
      { type: 'POP', request: 'A' },
      { type: 'ANSWER', status: 'OK' },
    ] as const;
    const answered = drive(requestQueue, ...events);
    expect(answered.can({ type: 'COLLECT', status: 'INVAL' })).toBe(false);
    expect(showQueue(answered)).toBe('answered OK');
    expect(showQueue(drive(requestQueue, ...events, { type: 'COLLECT', status: 'OK' }))).toBe(
      'empty',
    );
  });

  test('forgets a request that is under way when it is reset', () => {
    const popped = drive(requestQueue, posted, { type: 'POP', request: 'A' });
    expect(popped.can({ type: 'RESET' })).toBe(true);
    const reset = drive(requestQueue, posted, { type: 'POP', request: 'A' }, { type: 'RESET' });
    expect(showQueue(reset)).toBe('empty');
    expect(reset.can({ type: 'ANSWER', status: 'OK' })).toBe(false);
  });
});
