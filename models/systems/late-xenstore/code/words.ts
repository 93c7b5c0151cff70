/** Looks at what the actors share, in the words that traces use. */

import { seeing } from '../../../kit/case-code.ts';
import type { Effect } from '../../../kit/program.ts';
import type { Flag, World } from '../world.ts';

/** The flag is on. */
export const on = (flag: Flag, label: string): Effect =>
  seeing(flag, label, (s) => s.matches('on'));

/** The flag is off. */
export const off = (flag: Flag, label: string): Effect =>
  seeing(flag, label, (s) => s.matches('off'));

/** `connection` of the page reads as CONNECTED. */
export const connected = ({ page }: World): Effect =>
  seeing(page, 'says CONNECTED', (s) => s.matches('connected'));

/** `connection` of the page reads as RECONNECT. */
export const reconnect = ({ page }: World): Effect =>
  seeing(page, 'says RECONNECT', (s) => s.matches('reconnect'));

/** xenstored knows the domain. */
export const introduced = ({ client }: World): Effect =>
  seeing(client, 'is known to xenstored', (s) => !s.matches('unknown'));

/** xenstored does not know the domain. */
export const unknown = ({ client }: World): Effect =>
  seeing(client, 'is not known to xenstored', (s) => s.matches('unknown'));
