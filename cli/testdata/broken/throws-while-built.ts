/** A family whose build function fails for some parameters. */
import { defineFamily, flag } from 'interlock';

export default defineFamily({
  name: 'throws-while-built',
  parameters: { ready: flag({ default: false }) },
  build: () => {
    throw new TypeError('not ready');
  },
});
