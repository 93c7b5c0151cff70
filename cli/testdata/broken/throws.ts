/** Fails while it is loaded. */
import { defineSystem } from 'interlock';

const machines = new Map<string, never>();

export default defineSystem({ name: 'throws' }, (system) => {
  const machine = machines.get('lamp') ?? boom();
  system.component('lamp', machine);
});

function boom(): never {
  throw new RangeError('no machine is called lamp');
}
