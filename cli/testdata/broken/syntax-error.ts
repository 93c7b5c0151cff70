/** A bracket is missing. */
import { defineSystem } from 'interlock';

export default defineSystem({ name: 'syntax-error' }, (system) => {
  system.component('lamp', ;
});
