/**
 * A wait queue with one possible sleeper.
 *
 * Models wait_queue_head of Linux as one thread uses it (kernel/sched/wait.c: prepare_to_wait,
 * __wake_up, finish_wait). Going to sleep is two things, becoming a member of the queue and looking at
 * what is waited for; a wake-up that finds nobody in the queue leaves no trace.
 */

import { setup } from 'xstate';

export type WaitQueueEvent = {
  readonly type:
    | 'ENQUEUE'
    /** Somebody calls wake_up; nothing happens where nobody waits. */
    | 'WAKE'
    /** The sleeper returns; accepted once it was woken. */
    | 'RETURN'
    /** The sleeper leaves without having slept. */
    | 'LEAVE';
};

export const waitQueue = setup({ types: { events: {} as WaitQueueEvent } }).createMachine({
  id: 'waitQueue',
  initial: 'empty',
  states: {
    empty: { on: { ENQUEUE: 'waiting', WAKE: { target: 'empty' } } },
    waiting: { on: { WAKE: 'woken', LEAVE: 'empty' } },
    woken: { on: { RETURN: 'empty', LEAVE: 'empty', WAKE: { target: 'woken' } } },
  },
});
