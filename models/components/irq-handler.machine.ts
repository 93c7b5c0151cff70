/**
 * The handler of one interrupt: which one is installed, and whether it runs.
 *
 * Models request_irq, the handler's run, and free_irq of Linux (kernel/irq/manage.c) as far as drivers
 * count on them: free_irq waits for a handler that runs. Whether the interrupt is pending is kept by
 * whoever raises it.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type IrqHandlerEvent =
  | { readonly type: 'INSTALL'; readonly handler: string }
  /** Accepted only if that handler is installed and does not run. */
  | { readonly type: 'ENTER'; readonly handler: string }
  | { readonly type: 'LEAVE' }
  /** Accepted only while no handler runs. */
  | { readonly type: 'FREE' };

export const irqHandler = setup({
  types: { context: {} as { readonly handler: string | null }, events: {} as IrqHandlerEvent },
}).createMachine({
  id: 'irqHandler',
  context: { handler: null },
  initial: 'none',
  states: {
    none: {
      on: {
        INSTALL: { target: 'idle', actions: assign({ handler: ({ event }) => event.handler }) },
      },
    },
    idle: {
      on: {
        ENTER: { guard: ({ context, event }) => context.handler === event.handler, target: 'runs' },
        FREE: { target: 'none', actions: assign({ handler: null }) },
      },
    },
    runs: { on: { LEAVE: 'idle' } },
  },
});

/** How it is shown. */
export function showHandler(s: SnapshotFrom<typeof irqHandler>): string {
  const { handler } = s.context;
  return handler === null ? 'none' : `${handler}${s.matches('runs') ? ' runs' : ''}`;
}
